"""Show how far each match has come toward credit, and what is still missing."""

from __future__ import annotations

from typing import Final

from flask import Blueprint, Response

from app.accounts.policies import can_see_credit
from app.core import listing, respond
from app.core.access import access
from app.core.guard import current_actor
from app.credit import queries
from app.schools.queries import school_choices

bp = Blueprint("credit", __name__)
FILTERS: Final = ("q", "school")
SORTS: Final = ("student", "school", "program")


@bp.get("/credit")
@access(can_see_credit)
def index() -> Response:
    """List the matches that earn credit, with their progress."""
    actor, wanted = current_actor(), listing.wanted(FILTERS, SORTS)
    page = listing.page_of(queries.listed(actor, wanted.filters), wanted, queries.columns())
    return respond.page_or_fragment(
        "credit/index.html",
        "credit/_progress.html",
        page=page,
        wanted=wanted,
        progress=queries.progress_of([row.id for row in page.rows]),
        schools=school_choices(actor),
    )
