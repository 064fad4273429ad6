"""Show reports, and give them as files that hide the same."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Any

from flask import Response, request

from app.accounts.policies import can_see_reports, can_see_unsuppressed
from app.core import clock, journal, respond, sheets
from app.core.access import Actor, access
from app.core.boards import CSV
from app.core.errors import Refused
from app.core.guard import current_actor
from app.core.text import number
from app.core.use_case import use_case
from app.programs.models import Program
from app.programs.queries import program as program_of
from app.programs.queries import program_choices
from app.reports import queries
from app.reports.blueprint import bp
from app.reports.fairness import GROUPS, LEAST, STEPS, Block, blocks, counted

ON_A_PAGE = 10


@bp.get("/reports/fairness")
@access(can_see_reports)
def fairness() -> Response:
    """Show by group how far students came with each employer of a program."""
    actor, program_id = current_actor(), number(request.args.get("program", ""))
    group = request.args.get("group", "race")
    group = group if group in GROUPS else "race"
    exact = request.args.get("exact") == "yes"
    if exact and not can_see_unsuppressed(actor):
        raise Refused("Exact numbers of small groups are for the district’s lead.")
    program = program_of(program_id) if program_id is not None else None
    found = _found(program, group, exact=exact) if program else []
    if exact and program:
        _note(program.id, group, by=actor, at=clock.now())
    if program and request.args.get("format") == "csv":
        name = f"fairness-{program.code}-{group}.csv"
        return respond.download(sheets.csv_file(HEADINGS, _rows(found)), name, CSV)
    return respond.page("reports/fairness.html", **_page(program, group, found, exact=exact))


HEADINGS = (
    "Employer",
    "Group",
    *(each.capitalize() for each in STEPS),
    *(f"{each.capitalize()} of applied" for each in STEPS[1:]),
)


def _found(program: Program, group: str, *, exact: bool) -> list[Block]:
    counts, names = counted(
        queries.steps_of(program.id),
        queries.wishes_of(program.id),
        queries.facts_of(program),
        group,
    )
    return blocks(counts, names, exact=exact) if counts else []


def _page(
    program: Program | None, group: str, found: Sequence[Block], *, exact: bool
) -> dict[str, Any]:
    everybody, employers = found[:1], found[1:]
    last = max(1, -(-len(employers) // ON_A_PAGE))
    page = min(max(number(request.args.get("page", "1")) or 1, 1), last)
    return {
        "program": program,
        "programs": program_choices(),
        "group": group,
        "groups": GROUPS,
        "steps": STEPS[1:],
        "blocks": [*everybody, *employers[(page - 1) * ON_A_PAGE : page * ON_A_PAGE]],
        "employers": len(employers),
        "page": page,
        "last": last,
        "exact": exact,
        "least": LEAST,
        "may_see_exact": can_see_unsuppressed(current_actor()),
    }


def _rows(found: Sequence[Block]) -> Iterator[list[str | int]]:
    for block in found:
        for line in block.lines:
            counts = ["*" if each is None else each for each in line.counts]
            yield [block.name, line.group, *counts, *line.rates]


@use_case
def _note(program_id: int, group: str, *, by: Actor, at: datetime) -> None:
    journal.record("exact_numbers_seen", "program", program_id, by=by, at=at, group=group)
