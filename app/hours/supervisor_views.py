"""List how supervisors answer week by week, and nudge those who have not."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from flask import Response, url_for
from werkzeug.wrappers import Response as AnyResponse

from app.accounts.policies import can_enter_hours, can_see_hours, can_see_requests
from app.core import clock
from app.core.access import access
from app.core.calendar import week_of
from app.core.guard import current_actor
from app.core.listing import Wanted
from app.hours import supervisor_queries
from app.hours.blueprint import bp
from app.hours.bulk import SUPERVISORS
from app.hours.list_queries import NEVER, on_monday
from app.hours.supervisor_board import BOARD, STANDINGS, next_step, standing
from app.programs.queries import program_choices
from app.schools.queries import school_choices

A_WEEK = timedelta(days=7)


@bp.get("/hours/supervisors")
@access(can_see_hours)
def supervisors() -> Response:
    """List who answered for which week's hours, who waits, disputed or cannot be reached."""
    actor = current_actor()
    wanted = BOARD.wanted(actor)
    return BOARD.answer(
        supervisor_queries.listed(actor, wanted.filters),
        wanted,
        supervisor_queries.columns(),
        "hours/supervisors.html",
        "hours/_supervisors.html",
        standing=standing,
        next_step=next_step,
        standings=STANDINGS,
        bulk=SUPERVISORS if can_enter_hours(actor) else None,
        schools=school_choices(actor),
        programs=program_choices(),
        weeks=_weeks_around(wanted),
        may_see_requests=can_see_requests(actor),
    )


def _weeks_around(wanted: Wanted) -> list[tuple[str, str, date]]:
    """Give the ways to other weeks under the same filters: words, address and Monday."""
    last = week_of(clock.district_day(clock.now())) - A_WEEK
    chosen = on_monday(wanted.get("week")) if wanted.get("week") else NEVER
    if chosen == NEVER:
        weeks = {"Last week": last}
    else:
        weeks = {"The week before": chosen - A_WEEK, "The week after": chosen + A_WEEK}
    found = []
    for words, week in weeks.items():
        query: dict[str, Any] = {**wanted.filters, "week": week.isoformat()}
        found.append((words, url_for("hours.supervisors", **query), week))
    return found


@bp.get("/hours/supervisors/bulk")
@access(can_enter_hours)
def supervisors_bulk() -> Response:
    """Say who would be mailed, and who is left out and why."""
    return SUPERVISORS.preview(current_actor())


@bp.post("/hours/supervisors/bulk")
@access(can_enter_hours)
def carry_out_supervisors_bulk() -> AnyResponse:
    """Mail those whom the preview named."""
    return SUPERVISORS.carry_out(current_actor())


@bp.get("/hours/supervisors/bulk/done")
@access(can_enter_hours)
def supervisors_bulk_done() -> Response:
    """Say how many were mailed."""
    return SUPERVISORS.done(current_actor())
