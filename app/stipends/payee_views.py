"""List what payees were paid in a calendar year, against the reporting threshold."""

from __future__ import annotations

from flask import Response

from app.accounts.policies import can_see_ledger
from app.core import clock
from app.core.access import access
from app.core.guard import current_actor
from app.stipends import payee_queries as queries
from app.stipends.blueprint import bp
from app.stipends.payee_board import PAYEES, reported
from app.stipends.thresholds import LAST_KNOWN, threshold_of


@bp.get("/stipends/payees")
@access(can_see_ledger)
def payees() -> Response:
    """List the payees of a calendar year, whoever was paid most first."""
    wanted = PAYEES.wanted(current_actor())
    today = clock.district_day(clock.now())
    year = queries.year_of(wanted.filters, today)
    return PAYEES.answer(
        queries.listed(wanted.filters, today),
        wanted,
        queries.columns(),
        "stipends/payees.html",
        "stipends/_payees.html",
        years=queries.years(),
        year=year,
        threshold=threshold_of(year),
        known=year <= LAST_KNOWN,
        reported=reported,
    )
