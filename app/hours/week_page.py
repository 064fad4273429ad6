"""Build the weekly page of a supervisor: each student's days, what was typed, totals, receipts."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from flask_babel import gettext as _

from app.core.calendar import days_of
from app.core.filters import decimal_hours
from app.core.text import lines, number
from app.hours import queries
from app.hours.figures import Figure, NotHours, Slot, differing, read_hours, total
from app.hours.models import Confirmation, Outcome, Shift, Timesheet, TimesheetState

S = TimesheetState


@dataclass(slots=True)
class DayRow:
    """Be one day of one student: what is planned, entered and typed."""

    day: date
    hours_name: str
    absent_name: str
    planned: Slot | None
    planned_minutes: int
    shift: Shift | None
    value: str
    absent: bool
    usual: bool
    error: str = ""

    @property
    def touched(self) -> bool:
        """Tell whether the row says something else than what is kept."""
        kept = self.shift
        value = decimal_hours(kept.minutes) if kept and not kept.absent else ""
        return self.value != value or self.absent != bool(kept and kept.absent)


@dataclass(slots=True)
class Sheet:
    """Be one student's week on the page."""

    id: int
    match_id: int
    student_id: int
    name: str
    placement: str
    version: int
    state: TimesheetState
    minutes: int
    days: list[DayRow]
    note: str = ""
    said: Confirmation | None = None
    entered: bool = False
    not_mine: bool = False
    errors: list[str] = field(default_factory=list)

    @property
    def touched(self) -> bool:
        """Tell whether a day says something else than what is kept."""
        return any(row.touched for row in self.days)

    @property
    def settled(self) -> bool:
        """Tell whether the week is confirmed, for now or for good."""
        return self.state in (S.CONFIRMED, S.FROZEN)

    @property
    def anchor(self) -> str:
        """Give the id of the section."""
        return f"student-{self.id}"


@dataclass(slots=True)
class Typed:
    """Be what was typed for one student: figures by day, a note, and the version that was shown."""

    sheet: Sheet
    shown: int
    figures: dict[date, Figure]
    changed: dict[date, Figure]
    note: str


def sheets_on_page(sheets: Sequence[Timesheet]) -> list[Sheet]:
    """Give the page's part of each timesheet, as it stands."""
    words = queries.last_word([sheet.id for sheet in sheets])
    return [_sheet(sheet, words.get(sheet.id)) for sheet in sheets]


def _sheet(sheet: Timesheet, said: Confirmation | None) -> Sheet:
    student, placement = sheet.match.student, sheet.match.placement
    zone = placement.site.timezone
    slots = {
        slot.weekday: Slot(slot.weekday, slot.start, slot.end, slot.break_minutes)
        for slot in placement.slots
    }
    shifts = {shift.day: shift for shift in sheet.shifts}
    days = [
        _day(sheet.id, day, slots.get(day.weekday()), shifts.get(day), zone)
        for day in days_of(sheet.week)
        if placement.start_date <= day <= placement.end_date or day in shifts
    ]
    return Sheet(
        id=sheet.id,
        match_id=sheet.match_id,
        student_id=student.id,
        name=f"{student.preferred_name or student.given_name} {student.family_name[:1]}.",
        placement=placement.title,
        version=sheet.version,
        state=sheet.state,
        minutes=sheet.minutes,
        days=days,
        said=said,
        entered=bool(sheet.shifts),
        not_mine=sheet.state is S.DISPUTED
        and said is not None
        and said.outcome is Outcome.NOT_MINE,
    )


def _day(sheet_id: int, day: date, slot: Slot | None, shift: Shift | None, zone: str) -> DayRow:
    return DayRow(
        day=day,
        hours_name=f"h-{sheet_id}-{day.weekday()}",
        absent_name=f"a-{sheet_id}-{day.weekday()}",
        planned=slot,
        planned_minutes=slot.minutes(day, zone) if slot else 0,
        shift=shift,
        value=decimal_hours(shift.minutes) if shift and not shift.absent else "",
        absent=bool(shift and shift.absent),
        usual=slot is not None or shift is not None,
    )


def read_typed(sheets: Sequence[Sheet], typed: Mapping[str, str]) -> list[Typed]:
    """Read what was typed for the students shown; keep it in the sheets, with errors."""
    return [_read_sheet(sheet, typed) for sheet in sheets if f"v-{sheet.id}" in typed]


def _read_sheet(sheet: Sheet, typed: Mapping[str, str]) -> Typed:
    before: dict[date, Figure] = {
        row.day: Figure(row.shift.minutes, row.shift.absent) for row in sheet.days if row.shift
    }
    after: dict[date, Figure] = {}
    for row in sheet.days:
        figure = _read_day(row, typed)
        if figure is not None:
            after[row.day] = figure
    sheet.note = lines(typed.get(f"n-{sheet.id}", ""))
    sheet.minutes = total({**before, **after})
    shown = number(typed.get(f"v-{sheet.id}", "")) or 0
    return Typed(sheet, shown, {**before, **after}, differing(before, after), sheet.note)


def _read_day(row: DayRow, typed: Mapping[str, str]) -> Figure | None:
    """Give the figure of a day as typed, or None where nothing was said of it."""
    if row.hours_name not in typed:
        return None
    text = typed[row.hours_name].strip()[:20]
    absent = row.absent_name in typed
    was_absent, before = row.absent, row.value
    row.value, row.absent = text, absent
    if absent and text in ("", "0", before):
        row.value = ""
        return Figure(0, absent=True)
    if absent:
        row.error = _("Either hours or absent, not both.")
        return None
    if not text:
        # an emptied field says that no hours were worked; an untouched empty one says nothing
        return Figure(0) if row.shift and not was_absent and before else _unmarked(row, was_absent)
    try:
        return Figure(_exact(row, text, before))
    except NotHours:
        row.error = _("Enter hours as a number from 0 to 24, like 7.5.")
        return None


def _unmarked(row: DayRow, was_absent: bool) -> Figure | None:  # noqa: FBT001
    return Figure(0) if was_absent and row.shift else None


def _exact(row: DayRow, text: str, before: str) -> int:
    return row.shift.minutes if row.shift and text == before else read_hours(text)
