"""List what students want, and ask many of them at once."""

from __future__ import annotations

import dataclasses

from flask import Response, request
from werkzeug.wrappers import Response as AnyResponse

from app.accounts.policies import can_match, can_see_students
from app.core import respond
from app.core.access import access
from app.core.bulk import Bulk
from app.core.guard import current_actor
from app.core.text import number
from app.matches import preference_board_queries
from app.matches.blueprint import bp
from app.matches.preference_board import BOARD, STANDINGS, bulk_of, standing
from app.programs.queries import program_choices
from app.schools.queries import school_choices
from app.students.queries import grades


@bp.get("/preferences")
@access(can_see_students)
def preferences() -> Response:
    """List the students of a program's grades: who was asked, who waits, what they want."""
    actor, programs = current_actor(), program_choices()
    wanted = BOARD.wanted(actor)
    if not programs:
        return respond.page("matches/preferences.html", programs=programs)
    if not wanted.get("program"):
        newest = {"program": str(programs[0][0])}
        wanted = dataclasses.replace(wanted, filters={**wanted.filters, **newest})
    return BOARD.answer(
        preference_board_queries.listed(actor, wanted.filters),
        wanted,
        preference_board_queries.columns(),
        "matches/preferences.html",
        "matches/_preferences.html",
        standing=standing,
        standings=STANDINGS,
        programs=programs,
        schools=school_choices(actor),
        grades=grades(),
        bulk=bulk_of(wanted.number("program") or 0) if can_match(actor) else None,
    )


@bp.get("/preferences/bulk")
@access(can_match)
def preferences_bulk() -> Response:
    """Say who would be asked, and who is left out and why."""
    return _bulk().preview(current_actor())


@bp.post("/preferences/bulk")
@access(can_match)
def carry_out_preferences_bulk() -> AnyResponse:
    """Ask them."""
    return _bulk().carry_out(current_actor())


@bp.get("/preferences/bulk/done")
@access(can_match)
def preferences_bulk_done() -> Response:
    """Say who was asked, and offer to take it back."""
    return _bulk().done(current_actor())


@bp.post("/preferences/bulk/undo")
@access(can_match)
def preferences_bulk_undo() -> AnyResponse:
    """Take the questions back."""
    return _bulk().undo(current_actor())


def _bulk() -> Bulk:
    return bulk_of(number(request.args.get("program", "")) or 0)
