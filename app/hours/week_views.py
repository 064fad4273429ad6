"""Show staff the weeks, and let them enter, submit, confirm by telephone or take back."""

from __future__ import annotations

from datetime import date

from flask import Response, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from app.accounts.policies import can_enter_hours, can_see_hours
from app.core import clock, respond
from app.core.access import access
from app.core.calendar import week_of
from app.core.errors import AppError, Invalid, NotFound
from app.core.filters import clock as clock_words
from app.core.guard import current_actor
from app.core.text import one_line
from app.hours import entry, labor, list_queries, queries, services
from app.hours.blueprint import bp
from app.hours.board import BOARD, next_step
from app.hours.bulk import BULK
from app.hours.figures import Slot
from app.hours.forms import WeekGrid, grid_of, same_as_yesterday, typed_grid
from app.hours.list_queries import YEARS
from app.hours.models import TimesheetState
from app.matches.models import Match
from app.outreach.queries import live_of_week
from app.programs.queries import program_choices
from app.schools.queries import school_choices


@bp.get("/hours")
@access(can_see_hours)
def index() -> Response:
    """List weeks, the newest first, each with its next step."""
    actor = current_actor()
    wanted = BOARD.wanted(actor)
    return BOARD.answer(
        list_queries.listed(actor, wanted.filters),
        wanted,
        list_queries.columns(),
        "hours/index.html",
        "hours/_list.html",
        next_step=next_step,
        bulk=BULK if can_enter_hours(actor) else None,
        states=list(TimesheetState),
        schools=school_choices(actor),
        programs=program_choices(),
    )


@bp.get("/matches/<int:match_id>/hours")
@access(can_see_hours)
def week(match_id: int) -> Response:
    """Show one week of a match as a grid, with what was said about it."""
    match = queries.match_for(match_id, current_actor())
    monday = _monday(match)
    sheet = queries.sheet_of_week(match.id, monday)
    grid = grid_of(monday, sheet.shifts if sheet else [], sheet.version if sheet else None)
    return _week_page(match, grid)


@bp.post("/matches/<int:match_id>/hours")
@access(can_enter_hours)
def enter(match_id: int) -> AnyResponse:
    """Keep the grid as typed: save it, save and submit it, or copy a day first."""
    actor, now, button = current_actor(), clock.now(), request.form.get("answer", "save")
    match = queries.match_for(match_id, actor)
    grid = typed_grid(_monday(match), request.form)
    if same_as_yesterday(grid, button):
        return _week_page(match, grid)
    entries = grid.entries()
    if entries is None:
        return _week_page(match, grid, status=422)
    try:
        keep = services.enter_and_submit if button == "submit" else entry.enter_week
        keep(match.id, grid.week, entries, shown=grid.version, by=actor, at=now)
    except Invalid as problem:
        grid.put_errors(problem.fields)
        return _week_page(queries.match_for(match_id, actor), grid, status=problem.status)
    except AppError as problem:
        grid.problems = [problem.sentence]
        return _week_page(queries.match_for(match_id, actor), grid, status=problem.status)
    respond.tell("Submitted to the supervisor." if button == "submit" else "The week is saved.")
    return respond.go(_week_url(match_id, grid.week))


@bp.post("/hours/<int:timesheet_id>/submit")
@access(can_enter_hours)
def submit(timesheet_id: int) -> AnyResponse:
    """Hand a week to its supervisor."""
    services.submit(timesheet_id, by=current_actor(), at=clock.now())
    return _back_to_week(timesheet_id, "Submitted to the supervisor.")


@bp.post("/hours/<int:timesheet_id>/reopen")
@access(can_enter_hours)
def reopen(timesheet_id: int) -> AnyResponse:
    """Take a week back, to enter it anew."""
    services.reopen(timesheet_id, by=current_actor(), at=clock.now())
    return _back_to_week(timesheet_id, "The week is open again.")


@bp.post("/hours/<int:timesheet_id>/reverse")
@access(can_enter_hours)
def reverse(timesheet_id: int) -> AnyResponse:
    """Take a confirmation back, with a reason."""
    reason = one_line(request.form.get("reason", ""))
    try:
        services.reverse(timesheet_id, reason=reason, by=current_actor(), at=clock.now())
    except Invalid as problem:
        respond.tell(problem.fields["reason"], "stop")
        return _back_to_week(timesheet_id, "")
    return _back_to_week(timesheet_id, "The confirmation is taken back; what it earned is too.")


def _back_to_week(timesheet_id: int, sentence: str) -> AnyResponse:
    sheet = queries.sheet_for(timesheet_id, current_actor())
    if sentence:
        respond.tell(sentence)
    return respond.go(_week_url(sheet.match_id, sheet.week))


def _week_url(match_id: int, monday: date) -> str:
    return url_for("hours.week", match_id=match_id, week=monday.isoformat())


def _monday(match: Match) -> date:
    text = request.args.get("week", "")
    if not text:
        today = clock.today(match.placement.site.timezone)
        return week_of(min(max(today, match.placement.start_date), match.placement.end_date))
    try:
        day = date.fromisoformat(text)
    except ValueError as error:
        raise NotFound from error
    if day.year not in YEARS:
        raise NotFound
    return week_of(day)


def _week_page(match: Match, grid: WeekGrid, *, status: int = 200) -> Response:
    sheet = queries.sheet_of_week(match.id, grid.week)
    zone = match.placement.site.timezone
    slots = {slot.weekday: slot for slot in match.placement.slots}
    for row in grid.days:
        slot = slots.get(row.day.weekday())
        row.hint = (
            _hint(Slot(slot.weekday, slot.start, slot.end, slot.break_minutes)) if slot else ""
        )
    return respond.page_or_fragment(
        "hours/week.html",
        "hours/_week_grid.html",
        status=status,
        match=match,
        grid=grid,
        sheet=sheet,
        evidence=queries.evidence_of([sheet.id]).get(sheet.id, []) if sheet else [],
        broken=labor.words(sheet) if sheet else [],
        asked=live_of_week(match.placement.supervisor_id, grid.week),
        weeks=queries.weeks_of_match(match.id),
        zone=zone,
        may_enter=can_enter_hours(current_actor()),
    )


def _hint(slot: Slot) -> str:
    return f"{clock_words(slot.start)} – {clock_words(slot.end)}"
