"""Show what keeps a pay period from closing, and whom it waits for."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from flask import Response, request

from app.accounts.policies import (
    can_prepare_batches,
    can_see_employers,
    can_see_hours,
    can_see_ledger,
    either,
)
from app.core import clock, respond
from app.core.access import access
from app.core.guard import current_actor
from app.core.text import day_of, number
from app.hours.models import TimesheetState
from app.programs import queries as programs
from app.programs.queries import program_choices
from app.stipends import batch_page
from app.stipends import cut_off_queries as queries
from app.stipends.blueprint import bp

S = TimesheetState
COLUMNS = (
    (S.OPEN, "Missing from student"),
    (S.SUBMITTED, "Waiting on partner"),
    (S.DISPUTED, "Disputed"),
    (S.CONFIRMED, "Ready"),
    (S.FROZEN, "Frozen"),
)


@bp.get("/stipends/cut-off")
@access(either(can_see_ledger, can_see_hours))
def cut_off() -> Response:
    """Count the weeks of a program through a day by school and state."""
    actor, today = current_actor(), clock.district_day(clock.now())
    program_id = number(request.args.get("program", ""))
    program = programs.program(program_id) if program_id is not None else None
    ends = batch_page.period_ends(program, today) if program else []
    last_day = day_of(request.args.get("last_day", "")) or (ends[0] if ends else today)
    found: dict[str, Any] = {}
    if program:
        period = queries.Period(program.id, last_day - timedelta(days=6))
        found = {
            "schools": queries.by_school(period, actor),
            "partners": queries.partners(period, actor),
            "students": queries.students(period, actor),
        }
    return respond.page(
        "stipends/cut_off.html",
        programs=program_choices(),
        program=program,
        ends=ends,
        last_day=last_day,
        columns=COLUMNS,
        most=queries.MOST_NAMED,
        may_open_weeks=can_see_hours(actor),
        may_open_employers=can_see_employers(actor),
        may_prepare=can_prepare_batches(actor),
        **found,
    )
