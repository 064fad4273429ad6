"""Show the ledger: every line with its rule, and what is filtered with its sum."""

from __future__ import annotations

from flask import Response

from app.accounts.policies import can_see_hours, can_see_ledger
from app.core.access import access
from app.core.guard import current_actor
from app.programs.queries import program_choices
from app.stipends import batch_views, cut_off_views, payee_views, queries, return_views
from app.stipends.blueprint import bp
from app.stipends.board import BOARD
from app.stipends.models import LineKind

__all__ = ["batch_views", "bp", "cut_off_views", "payee_views", "return_views"]


@bp.get("/stipends")
@access(can_see_ledger)
def index() -> Response:
    """List the lines of the ledger, the newest first, with what they add up to."""
    actor = current_actor()
    wanted = BOARD.wanted(actor)
    query = queries.listed(actor, wanted.filters)
    return BOARD.answer(
        query,
        wanted,
        queries.columns(),
        "stipends/index.html",
        "stipends/_lines.html",
        sums=queries.sums(query),
        kinds=list(LineKind),
        programs=program_choices(),
        may_open_weeks=can_see_hours(actor),
    )
