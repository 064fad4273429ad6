"""Let a student enter their own week by link: as planned, same as yesterday, send."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from flask_babel import gettext as _
from werkzeug.datastructures import MultiDict

from app.core.access import Actor
from app.core.clock import today
from app.core.errors import Conflict, Invalid, NotFound
from app.hours import queries, services
from app.hours.entry import enter_week
from app.hours.figures import Slot, as_kept, figures_of
from app.hours.forms import WeekGrid, fill_days, grid_of, typed_grid
from app.hours.models import SETTLED, Timesheet, TimesheetState
from app.matches.models import Match
from app.outreach.models import LinkRequest
from app.outreach.shapes import AskAgain, Evidence, Look, Reply, Shown

S = TimesheetState
FORM, RECEIPT = "hours/_own_week_form.html", "hours/_own_week_receipt.html"
SHEET = "hours/_own_week_sheet.html"
UNPROCESSABLE, STALE = 422, 409
SAVE, SEND = "save", "submit"


def show(asked: LinkRequest, look: Look) -> Shown:
    """Give the week's form while it is the student's, else what they sent."""
    match, sheet = _found(asked, look.staff)
    receipt = (is_done(asked) and not look.change) or is_closed(asked)
    return _page(match, sheet, _grid(asked, sheet), RECEIPT if receipt else FORM)


def printable(asked: LinkRequest, staff: Actor) -> Shown:
    """Give the week to print and fill in by hand."""
    match, sheet = _found(asked, staff)
    return _page(match, sheet, _grid(asked, sheet), SHEET)


def apply(
    asked: LinkRequest, typed: MultiDict[str, str], evidence: Evidence, at: datetime
) -> Reply:
    """Save the week, or send it to the supervisor; raises AskAgain for every other button."""
    staff = evidence.by if evidence.by.kind == "staff" else None
    match, sheet = _found(asked, staff)
    button, grid = typed.get("answer", ""), typed_grid(week_asked(asked), typed)
    if button not in (SAVE, SEND):
        fill_days(grid, button, _plan(match), _last_day(match))
        raise AskAgain(_page(match, sheet, grid, FORM))
    entries = grid.entries()
    if entries is None:
        raise AskAgain(_page(match, sheet, grid, FORM, UNPROCESSABLE))
    if button == SEND and not entries:
        grid.problems = [_("Enter at least one day first, or mark the days absent.")]
        raise AskAgain(_page(match, sheet, grid, FORM, UNPROCESSABLE))
    # a disputed week stays with the school, which sees what its student says now
    disputed = sheet is not None and sheet.state is S.DISPUTED
    keep = services.enter_and_submit if button == SEND and not disputed else enter_week
    try:
        keep(match.id, grid.week, entries, shown=grid.version, by=evidence.by, at=at)
    except Invalid as problem:
        grid.put_errors(problem.fields)
        raise AskAgain(_page(*_found(asked, staff), grid, FORM, problem.status)) from problem
    except Conflict as problem:
        grid.problems = [problem.sentence]
        # what is kept now is the version that the next press must have seen
        match, sheet = _found(asked, staff)
        grid.version = sheet.version if sheet else None
        raise AskAgain(_page(match, sheet, grid, FORM, STALE)) from problem
    _match, sheet = _found(asked, staff)
    return Reply(button, as_kept(figures_of(sheet)) if sheet else {}, go=_saved(button))


def is_done(asked: LinkRequest) -> bool:
    """Tell whether the week was handed to the supervisor."""
    sheet = queries.sheet_of_week(asked.subject_id, week_asked(asked))
    return sheet is not None and sheet.state is not S.OPEN


def is_closed(asked: LinkRequest) -> bool:
    """Tell whether the week is confirmed, so that only staff may take it back."""
    sheet = queries.sheet_of_week(asked.subject_id, week_asked(asked))
    return sheet is not None and sheet.state in SETTLED


def week_asked(asked: LinkRequest) -> date:
    """Give the Monday of the week that is asked about."""
    if asked.subject_day is None:
        raise NotFound
    return asked.subject_day


def _saved(button: str) -> dict[str, str]:
    return {"step": "saved"} if button == SAVE else {}


def _found(asked: LinkRequest, staff: Actor | None) -> tuple[Match, Timesheet | None]:
    reader = staff or Actor(asked.recipient_kind, asked.recipient_id, asked.recipient_name)
    match = queries.match_for(asked.subject_id, reader)
    return match, queries.sheet_of_week(match.id, week_asked(asked))


def _grid(asked: LinkRequest, sheet: Timesheet | None) -> WeekGrid:
    week = week_asked(asked)
    return grid_of(week, sheet.shifts if sheet else [], sheet.version if sheet else None)


def _plan(match: Match) -> dict[int, Slot]:
    return {
        slot.weekday: Slot(slot.weekday, slot.start, slot.end, slot.break_minutes)
        for slot in match.placement.slots
    }


def _last_day(match: Match) -> date:
    return min(today(match.placement.site.timezone), match.placement.end_date)


def _page(
    match: Match, sheet: Timesheet | None, grid: WeekGrid, template: str, status: int = 200
) -> Shown:
    plan, last_day, first_day = _plan(match), _last_day(match), match.placement.start_date
    context: dict[str, Any] = {
        "grid": grid,
        "sheet": sheet,
        "match": match,
        "plan": plan,
        "days": [row for row in grid.days if first_day <= row.day <= last_day or not row.empty],
        "later": [row.day for row in grid.days if row.day > last_day],
        "kept": figures_of(sheet) if sheet and status == STALE else {},
        "closed": sheet is not None and sheet.state in SETTLED,
    }
    title = _("Thank you") if template == RECEIPT else _("Your hours")
    return Shown(template, title, context, status=status)
