"""Enter, submit, confirm, dispute and reverse weeks; every settled version is announced once."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from typing import Final
from zoneinfo import ZoneInfo

from flask_babel import gettext as _

from app.core.access import Actor
from app.core.announce import announce
from app.core.calendar import MINUTES_A_DAY, days_of
from app.core.db import db
from app.core.errors import Conflict, Invalid, StaleView
from app.core.todos import close_todo, close_todos, open_todo
from app.core.use_case import use_case
from app.hours import asking_queries, labor, queries
from app.hours.changes import WeekSettled
from app.hours.entry import Entry, enter_week
from app.hours.figures import Figure, as_kept, differing, figures_of, total
from app.hours.models import Confirmation, Method, Outcome, Shift, Timesheet, TimesheetState
from app.outreach import answers
from app.outreach import queries as requests
from app.outreach import services as outreach
from app.outreach.shapes import Evidence, Subject

S = TimesheetState
ENTRY: Final = "hours-entry"
FROZEN = (
    "This week is in a pay batch. Only the school can take it back, to be adjusted in the next."
)
STALE = "The hours changed since you looked. Nothing was confirmed; please look again."


@use_case
def settle(
    timesheet_id: int,
    *,
    shown: int,
    changes: Mapping[date, Figure],
    evidence: Evidence,
    at: datetime,
) -> bool:
    """Confirm a week as it was shown, with corrected days; give whether anything changed.

    Keeps the evidence and announces WeekSettled. Raises StaleView when the figures shown are not
    the present ones, Conflict when the week is frozen, Invalid for days that cannot be. A repeated
    confirmation changes nothing.
    """
    sheet = queries.sheet(timesheet_id)
    _refuse_frozen(sheet)
    corrected = differing(figures_of(sheet), changes)
    if sheet.state is S.CONFIRMED and not corrected:
        return False
    if shown != sheet.version:
        raise StaleView(STALE)
    if sheet.state is S.CONFIRMED:
        sheet.move_to(S.SUBMITTED, by=evidence.by, at=at, reason="corrected by its supervisor")
    if corrected:
        _check(sheet, corrected, at)
        _correct(sheet, corrected, by=evidence.by)
        labor.look(sheet.id, by=evidence.by, at=at)
    sheet.move_to(S.CONFIRMED, by=evidence.by, at=at)
    _keep(sheet, Outcome.CONFIRMED, evidence, at)
    _announce(sheet, sheet.minutes, evidence.by, at)
    close_todo("week_disputed", "timesheet", sheet.id, by=evidence.by, at=at)
    return True


@use_case
def dispute(
    timesheet_id: int, *, shown: int, outcome: Outcome, evidence: Evidence, at: datetime
) -> bool:
    """Say that a week is wrong, or that the student is not theirs; staff get a to-do.

    A week that was confirmed counts nothing from now on. Gives whether anything changed.
    """
    sheet = queries.sheet(timesheet_id)
    _refuse_frozen(sheet)
    said = queries.last_word([sheet.id]).get(sheet.id)
    again = said is not None and (said.outcome, said.note) == (outcome, evidence.note)
    if sheet.state is S.DISPUTED and again:
        return False
    if shown != sheet.version:
        raise StaleView(STALE)
    was_confirmed = sheet.state is S.CONFIRMED
    if sheet.state is not S.DISPUTED:
        sheet.move_to(S.DISPUTED, by=evidence.by, at=at, reason=evidence.note or str(outcome))
        if was_confirmed:
            sheet.version += 1
            _announce(sheet, 0, evidence.by, at)
    _keep(sheet, outcome, evidence, at)
    _ask_staff(sheet, outcome, evidence, at)
    if was_confirmed:
        # so that the same figures can be confirmed anew, as a version of their own
        sheet.version += 1
    return True


@use_case
def reverse(timesheet_id: int, *, reason: str, by: Actor, at: datetime) -> None:
    """Take a confirmation back with a reason; the week waits for confirmation again.

    What it had accrued is adjusted to nothing; of a week in a pay batch, in the next batch.
    """
    sheet = queries.sheet_for(timesheet_id, by)
    sheet.move_to(S.SUBMITTED, by=by, at=at, reason=reason)
    sheet.version += 1
    _keep(sheet, Outcome.REVERSED, Evidence(method=Method.STAFF, by=by, note=reason), at)
    _announce(sheet, 0, by, at)
    # so that the same figures can be confirmed anew, as a version of their own
    sheet.version += 1
    close_todos("timesheet", sheet.id, by=by, at=at)


@use_case
def submit(timesheet_id: int, *, by: Actor, at: datetime) -> None:
    """Hand a week to its supervisor, who is asked for it by the next weekly mail.

    Raises Conflict for a week without a day. Submitting again changes nothing.
    """
    sheet = queries.sheet_for(timesheet_id, by)
    if sheet.state is S.SUBMITTED:
        return
    if not sheet.shifts:
        msg = "Enter at least one day first, or mark the days absent."
        raise Conflict(msg)
    sheet.move_to(S.SUBMITTED, by=by, at=at)
    sheet.submitted_at = at
    _settle_entry(sheet, by=by, at=at)
    asked = requests.live_of_week(sheet.match.placement.supervisor_id, sheet.week)
    if asked is not None:
        # asked before this student was of theirs; from now on it concerns their school too
        outreach.concern(asked.id, sheet.match.student.school_id)


@use_case
def enter_and_submit(  # noqa: PLR0913 - a week's entry has these parts
    match_id: int,
    week: date,
    entries: Sequence[Entry],
    *,
    shown: int | None,
    by: Actor,
    at: datetime,
) -> None:
    """Enter a week and hand it to its supervisor: both, or neither of them."""
    sheet_id = enter_week(match_id, week, entries, shown=shown, by=by, at=at)
    submit(sheet_id, by=by, at=at)


@use_case
def reopen(timesheet_id: int, *, by: Actor, at: datetime) -> None:
    """Take a week back from its supervisor, to enter it anew."""
    sheet = queries.sheet_for(timesheet_id, by)
    _refuse_frozen(sheet)
    sheet.move_to(S.OPEN, by=by, at=at)
    _settle_entry(sheet, by=by, at=at)
    close_todos("timesheet", sheet.id, by=by, at=at)


@use_case
def begin_weeks(match_ids: list[int], week: date) -> None:
    """Make the empty timesheet of a week for each match that has none."""
    existing = asking_queries.weeks_existing(week, match_ids)
    db.session.add_all(
        Timesheet(match_id=match_id, week=week, state=S.OPEN, version=1, minutes=0)
        for match_id in match_ids
        if match_id not in existing
    )


def _settle_entry(sheet: Timesheet, *, by: Actor, at: datetime) -> None:
    """Let the student's own request follow, whoever handed the week in or took it back."""
    db.session.flush()
    for asked in requests.live(ENTRY, Subject("match", sheet.match_id, sheet.week)):
        answers.settle(asked, by=by, at=at)


def _refuse_frozen(sheet: Timesheet) -> None:
    if sheet.state is S.FROZEN:
        raise Conflict(FROZEN)


def _check(sheet: Timesheet, corrected: Mapping[date, Figure], at: datetime) -> None:
    today = at.astimezone(ZoneInfo(sheet.match.placement.site.timezone)).date()
    problems: dict[str, str] = {}
    elsewhere = _elsewhere(sheet, corrected)
    for day, figure in corrected.items():
        longest = 0 if figure.absent else MINUTES_A_DAY
        if day not in days_of(sheet.week):
            problems[day.isoformat()] = _("This day is not in this week.")
        elif day > today:
            problems[day.isoformat()] = _("This day is still to come.")
        elif not 0 <= figure.minutes <= longest:
            problems[day.isoformat()] = _("Enter hours from 0 to 24, none on a day absent.")
        elif figure.minutes and figure.minutes + elsewhere.get(day, 0) > MINUTES_A_DAY:
            problems[day.isoformat()] = _("With other hours of that day, it is more than 24.")
    if problems:
        raise Invalid(_("Some days are not right."), problems)


def _elsewhere(sheet: Timesheet, days: Iterable[date]) -> dict[date, int]:
    found: dict[date, int] = {}
    if days := sorted(days):
        between = (days[0], days[-1])
        for row in queries.other_shifts(sheet.match.student_id, between, sheet.id):
            found[row.day] = found.get(row.day, 0) + row.minutes
    return found


def _correct(sheet: Timesheet, corrected: Mapping[date, Figure], *, by: Actor) -> None:
    kept = {shift.day: shift for shift in sheet.shifts}
    for day, figure in corrected.items():
        shift = kept.get(day)
        if shift is None:
            shift = Shift(day=day, break_minutes=0, minutes=0, entered_by=by.key)
            sheet.shifts.append(shift)
        elif shift.entered_minutes is None:
            shift.entered_minutes = shift.minutes
        shift.minutes, shift.absent, shift.entered_by = figure.minutes, figure.absent, by.key
    sheet.version += 1
    sheet.minutes = total(figures_of(sheet))


def _keep(sheet: Timesheet, outcome: Outcome, evidence: Evidence, at: datetime) -> None:
    db.session.add(
        Confirmation(
            timesheet_id=sheet.id,
            version=sheet.version,
            outcome=outcome,
            method=Method(evidence.method),
            minutes=sheet.minutes,
            figures=as_kept(figures_of(sheet)),
            by=evidence.by.key,
            name=evidence.name or ("" if evidence.by.kind == "staff" else evidence.by.name),
            note=evidence.note,
            address=evidence.address,
            agent=evidence.agent[:300],
            request_id=evidence.request_id,
            at=at,
        )
    )


def _announce(sheet: Timesheet, minutes: int, by: Actor, at: datetime) -> None:
    sheet.settled_at = at if minutes or sheet.state is S.CONFIRMED else None
    db.session.flush()
    announce(WeekSettled(sheet.id, sheet.match_id, sheet.version, minutes, by, at))


def _ask_staff(sheet: Timesheet, outcome: Outcome, evidence: Evidence, at: datetime) -> None:
    student = sheet.match.student
    said = "is not their student" if outcome is Outcome.NOT_MINE else "has hours that are wrong"
    who = evidence.name or evidence.by.name
    open_todo(
        "week_disputed",
        "timesheet",
        sheet.id,
        f"{who} says that {student.shown_name} {said} in the week of {sheet.week:%b} "
        f"{sheet.week.day}" + (f": {evidence.note}" if evidence.note else "."),
        url=f"/matches/{sheet.match_id}/hours?week={sheet.week.isoformat()}",
        role="career_specialist",
        school_id=student.school_id,
        at=at,
    )
