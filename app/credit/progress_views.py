"""Show how far each match has come toward credit, and what is still missing."""

from __future__ import annotations

from flask import Response

from app.accounts.policies import can_award_credit, can_see_credit
from app.core.access import access
from app.core.guard import current_actor
from app.credit import queries
from app.credit.blueprint import bp
from app.credit.board import BOARD
from app.schools.queries import school_choices


@bp.get("/credit")
@access(can_see_credit)
def index() -> Response:
    """List the matches that earn credit, with their progress."""
    actor = current_actor()
    wanted = BOARD.wanted(actor)
    return BOARD.answer(
        queries.listed(actor, wanted.filters),
        wanted,
        queries.columns(),
        "credit/index.html",
        "credit/_progress.html",
        schools=school_choices(actor),
        may_award=can_award_credit(actor),
    )
