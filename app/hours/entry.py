"""Enter a week's shifts; a week that was confirmed is first taken back, both versions are kept."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from flask_babel import gettext as _

from app.core import journal
from app.core.access import Actor
from app.core.calendar import DAYS_A_WEEK, MINUTES_A_DAY, days_of, instant, worked_minutes
from app.core.db import db
from app.core.errors import Conflict, Invalid
from app.core.use_case import use_case
from app.hours import labor, queries
from app.hours.figures import figures_of
from app.hours.models import Shift, Timesheet, TimesheetState
from app.matches.models import Match, MatchState
from app.placements.models import Placement

S = TimesheetState
Stretch = tuple[datetime, datetime]
LONGEST_BREAK = 240


@dataclass(frozen=True, slots=True)
class Entry:
    """Be what was entered for one day: a stretch of local time less a break, or absent."""

    day: date
    start: time | None = None
    end: time | None = None
    break_minutes: int = 0
    absent: bool = False
    note: str = ""


@use_case
def enter_week(  # noqa: PLR0913 - a week's entry has these parts
    match_id: int,
    week: date,
    entries: Sequence[Entry],
    *,
    shown: int | None,
    by: Actor,
    at: datetime,
) -> int:
    """Put entries in the place of a week's shifts; give the timesheet's id.

    Raises Invalid with a sentence per day, and Conflict when the week is confirmed or was changed
    since `shown`. Entering the same again changes nothing.
    """
    match = queries.match_for(match_id, by)
    zone = match.placement.site.timezone
    _check_match(match)
    sheet = queries.sheet_of_week(match_id, week) or _begin(match_id, week)
    minutes = {each.day: _minutes(each, zone) for each in entries if not each.absent}
    if _same(sheet, entries, minutes):
        return sheet.id
    _check_sheet(sheet, shown)
    _check_days(match, sheet, entries, minutes, at.astimezone(ZoneInfo(zone)).date())
    _put(sheet, entries, minutes, by)
    labor.look(sheet.id, by=by, at=at)
    journal.record(
        "entered", "week", sheet.id, by=by, at=at, version=sheet.version, minutes=sheet.minutes
    )
    return sheet.id


def _begin(match_id: int, week: date) -> Timesheet:
    sheet = Timesheet(match_id=match_id, week=week, state=S.OPEN, version=1, minutes=0)
    sheet.shifts = []
    db.session.add(sheet)
    db.session.flush()
    return sheet


def _check_match(match: Match) -> None:
    if match.state not in (MatchState.ACTIVE, MatchState.COMPLETED, MatchState.ENDED_EARLY):
        raise Conflict(_("Hours can be entered once the match is active."))


def _check_sheet(sheet: Timesheet, shown: int | None) -> None:
    if sheet.state not in (S.OPEN, S.SUBMITTED, S.DISPUTED):
        raise Conflict(
            _("This week is confirmed. Take the confirmation back first, with a reason.")
        )
    if shown != sheet.version and (shown is not None or sheet.shifts):
        raise Conflict(_("Somebody else changed this week meanwhile. Look at it as it is now."))


def _minutes(entry: Entry, zone: str) -> int:
    if entry.start is None or entry.end is None:
        raise _wrong(entry.day, _("Enter both start and end."))
    if entry.start == entry.end:
        raise _wrong(entry.day, _("Start and end are the same."))
    if not 0 <= entry.break_minutes <= LONGEST_BREAK:
        raise _wrong(entry.day, _("Enter the break in minutes, from 0 to 240."))
    minutes = worked_minutes(entry.day, entry.start, entry.end, zone, entry.break_minutes)
    if minutes <= 0:
        raise _wrong(entry.day, _("The break is longer than the work."))
    return minutes


def _wrong(day: date, sentence: str) -> Invalid:
    return Invalid(_("Some days are not right."), {_key(day): sentence})


def _check_days(
    match: Match,
    sheet: Timesheet,
    entries: Sequence[Entry],
    minutes: dict[date, int],
    today: date,
) -> None:
    zone = match.placement.site.timezone
    # a night's work reaches into the next day, so the days around the week count too
    around = sheet.week - timedelta(days=1), sheet.week + timedelta(days=DAYS_A_WEEK)
    others = queries.other_shifts(match.student_id, around, sheet.id)
    busy = [_stretch(row.day, row.start, row.end, zone) for row in others]
    problems: dict[str, str] = {}
    for entry in sorted(entries, key=lambda each: each.day):
        stretch = None if entry.absent else _stretch(entry.day, entry.start, entry.end, zone)
        worked = minutes.get(entry.day, 0)
        worked += sum(row.minutes for row in others if row.day == entry.day)
        problem = _problem(match.placement, sheet.week, entry.day, today)
        if not problem and any(_collide(stretch, other) for other in busy):
            problem = _("There are other hours at the same time.")
        if not problem and worked > MINUTES_A_DAY:
            problem = _("That is more than 24 hours on one day.")
        if problem:
            problems[_key(entry.day)] = problem
        busy.append(stretch)
    if problems:
        raise Invalid(_("Some days are not right."), problems)


def _problem(placement: Placement, week: date, day: date, today: date) -> str:
    if day not in days_of(week):
        return _("This day is not in this week.")
    if day > today:
        return _("This day is still to come.")
    if not placement.start_date <= day <= placement.end_date:
        return _("The placement does not run on this day.")
    return ""


def _stretch(day: date, start: time | None, end: time | None, zone: str) -> Stretch | None:
    if start is None or end is None:
        return None
    last = day if end > start else day + timedelta(days=1)
    return instant(day, start, zone), instant(last, end, zone)


def _collide(mine: Stretch | None, theirs: Stretch | None) -> bool:
    return mine is not None and theirs is not None and mine[0] < theirs[1] and theirs[0] < mine[1]


def _same(sheet: Timesheet, entries: Sequence[Entry], minutes: dict[date, int]) -> bool:
    kept = {
        shift.day: (shift.start, shift.end, shift.break_minutes, shift.absent, shift.note)
        for shift in sheet.shifts
    }
    wanted = {
        each.day: (each.start, each.end, each.break_minutes, each.absent, each.note)
        for each in entries
    }
    sums = {day: figure.minutes for day, figure in figures_of(sheet).items() if figure.minutes}
    return kept == wanted and sums == minutes


def _put(sheet: Timesheet, entries: Sequence[Entry], minutes: dict[date, int], by: Actor) -> None:
    kept = {shift.day: shift for shift in sheet.shifts}
    wanted = {each.day for each in entries}
    for entry in entries:
        shift = kept.get(entry.day)
        if shift is None:
            shift = Shift(day=entry.day)
            sheet.shifts.append(shift)
        shift.start, shift.end = entry.start, entry.end
        shift.break_minutes, shift.absent = entry.break_minutes, entry.absent
        shift.minutes, shift.entered_minutes = minutes.get(entry.day, 0), None
        shift.note, shift.entered_by = entry.note, by.key
    for day, shift in kept.items():
        if day not in wanted:
            sheet.shifts.remove(shift)
    sheet.version += 1
    sheet.minutes = sum(minutes.values())


def _key(day: date) -> str:
    return day.isoformat()
