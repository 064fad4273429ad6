"""Show the ledger: every line with its rule, what is filtered with its sum, and the same as CSV."""

from __future__ import annotations

import dataclasses
from typing import Any, Final

import sqlalchemy as sa
from flask import Blueprint, Response, request

from app.accounts.policies import can_see_hours, can_see_ledger
from app.core import listing, respond
from app.core.access import access
from app.core.guard import current_actor
from app.core.sheets import Cell, amount, csv_of
from app.core.states import words
from app.programs.queries import program_choices
from app.stipends import queries
from app.stipends.models import LineKind

bp = Blueprint("stipends", __name__)
FILTERS: Final = ("q", "program", "kind")
SORTS: Final = ("line", "student", "week", "kind", "cents")
HEADINGS: Final = (
    "Line", "Family name", "Given name", "Student number", "School", "Employer", "Program",
    "Week", "Kind", "Minutes", "Amount", "Rule", "Corrects line",
)  # fmt: skip


@bp.get("/stipends")
@access(can_see_ledger)
def index() -> Response:
    """List the lines of the ledger, the newest first, with what they add up to."""
    wanted = _wanted()
    query = queries.listed(current_actor(), wanted.filters)
    return respond.page_or_fragment(
        "stipends/index.html",
        "stipends/_lines.html",
        page=listing.page_of(query, wanted, queries.columns()),
        wanted=wanted,
        sums=queries.sums(query),
        kinds=list(LineKind),
        programs=program_choices(),
        may_open_weeks=can_see_hours(current_actor()),
    )


@bp.get("/stipends.csv")
@access(can_see_ledger)
def sheet() -> Response:
    """Give every line that the filters let through, as a spreadsheet reads it."""
    wanted = _wanted()
    lines = queries.all_of(queries.listed(current_actor(), wanted.filters), wanted)
    return respond.attachment(csv_of(HEADINGS, map(_cells, lines)), "stipends.csv", "text/csv")


def _wanted() -> listing.Wanted:
    wanted = listing.wanted(FILTERS, SORTS)
    return wanted if "sort" in request.args else dataclasses.replace(wanted, descending=True)


def _cells(line: sa.Row[*tuple[Any, ...]]) -> tuple[Cell, ...]:
    return (
        line.id,
        line.family_name,
        line.given_name,
        line.student_number,
        line.school,
        line.employer,
        line.program,
        line.week,
        words(line.kind),
        line.minutes,
        amount(line.cents),
        line.rule,
        line.corrects_id,
    )
