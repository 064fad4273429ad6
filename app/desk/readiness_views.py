"""List the accepted matches with what each still misses before its first day."""

from __future__ import annotations

from flask import Response

from app.accounts.policies import can_edit_students, can_see_students
from app.core.access import access
from app.core.guard import current_actor
from app.desk import readiness
from app.desk.blueprint import bp
from app.desk.readiness import BOARD
from app.placements.queries import title_of
from app.programs.queries import program_choices
from app.schools.queries import school_choices


@bp.get("/matches/ready")
@access(can_see_students)
def ready() -> Response:
    """List who begins soon and is not ready, the soonest first."""
    actor = current_actor()
    wanted = BOARD.wanted(actor)
    placement_id = wanted.number("placement")
    return BOARD.answer(
        readiness.listed(actor, wanted.filters),
        wanted,
        readiness.columns(),
        "desk/readiness.html",
        "desk/_readiness.html",
        is_soon=readiness.is_soon,
        placements=[(placement_id, title_of(placement_id))] if placement_id else [],
        programs=program_choices(),
        schools=school_choices(actor),
        may_ask=can_edit_students(actor),
    )
