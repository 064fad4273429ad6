"""List the placements with referred students, and how their employers answer."""

from __future__ import annotations

from flask import Response
from werkzeug.wrappers import Response as AnyResponse

from app.accounts.policies import (
    can_manage_requests,
    can_refer,
    can_see_matches,
    can_see_requests,
)
from app.core.access import access
from app.core.guard import current_actor
from app.employers.queries import owner_choices
from app.matches import slate_board_queries
from app.matches.blueprint import bp
from app.matches.slate_board import BOARD, STANDINGS, standing
from app.matches.slate_bulk import BULK
from app.programs.queries import program_choices


@bp.get("/referrals")
@access(can_see_matches)
def referrals() -> Response:
    """List the placements with referred students: who was asked, who waits, what was said."""
    actor = current_actor()
    wanted = BOARD.wanted(actor)
    return BOARD.answer(
        slate_board_queries.listed(actor, wanted.filters),
        wanted,
        slate_board_queries.columns(),
        "matches/referrals.html",
        "matches/_referrals.html",
        standing=standing,
        standings=STANDINGS,
        bulk=BULK if can_manage_requests(actor) else None,
        programs=program_choices(),
        owners=owner_choices(),
        may_refer=can_refer(actor),
        may_see_requests=can_see_requests(actor),
    )


@bp.get("/referrals/bulk")
@access(can_manage_requests)
def referrals_bulk() -> Response:
    """Say who would be mailed, and who is left out and why."""
    return BULK.preview(current_actor())


@bp.post("/referrals/bulk")
@access(can_manage_requests)
def carry_out_referrals_bulk() -> AnyResponse:
    """Mail those whom the preview named."""
    return BULK.carry_out(current_actor())


@bp.get("/referrals/bulk/done")
@access(can_manage_requests)
def referrals_bulk_done() -> Response:
    """Say how many were mailed."""
    return BULK.done(current_actor())
