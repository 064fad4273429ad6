"""Read the week grid: seven days of start, end, break, absent and a note, kept as typed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, time

from flask_babel import gettext as _

from app.core.calendar import days_of
from app.core.text import number, one_line
from app.hours.entry import LONGEST_BREAK, Entry
from app.hours.figures import Slot
from app.hours.models import Shift

LONGEST_NOTE = 300


@dataclass(slots=True)
class GridDay:
    """Be one row of the grid, as typed."""

    day: date
    start: str = ""
    end: str = ""
    break_minutes: str = ""
    absent: bool = False
    note: str = ""
    error: str = ""
    hint: str = ""

    @property
    def key(self) -> str:
        """Give the number of the weekday, the ending of the row's field names."""
        return str(self.day.weekday())

    @property
    def empty(self) -> bool:
        """Tell whether nothing was said of this day."""
        return not (self.start or self.end or self.absent)


@dataclass(slots=True)
class WeekGrid:
    """Be the grid of one week with its errors."""

    week: date
    days: list[GridDay]
    version: int | None = None
    problems: list[str] = field(default_factory=list)

    @property
    def errors(self) -> dict[str, str]:
        """Give the sentence of each day that is not right, by its field's id."""
        return {f"start-{row.key}": row.error for row in self.days if row.error}

    def entries(self) -> list[Entry] | None:
        """Give the typed days as entries, or None with the errors put at their days."""
        entries = [_entry(row) for row in self.days if not row.empty]
        return None if self.errors else [each for each in entries if each is not None]

    def put_errors(self, problems: Mapping[str, str]) -> None:
        """Put a service's sentences, keyed by ISO date, at their days."""
        for row in self.days:
            row.error = problems.get(row.day.isoformat(), row.error)


def grid_of(week: date, shifts: Sequence[Shift], version: int | None) -> WeekGrid:
    """Give the grid of a week as it is kept."""
    kept = {shift.day: shift for shift in shifts}
    rows = [_row(day, kept.get(day)) for day in days_of(week)]
    return WeekGrid(week, rows, version)


def _row(day: date, shift: Shift | None) -> GridDay:
    if shift is None:
        return GridDay(day)
    return GridDay(
        day,
        _clock(shift.start),
        _clock(shift.end),
        str(shift.break_minutes or ""),
        shift.absent,
        shift.note,
    )


def typed_grid(week: date, form: Mapping[str, str]) -> WeekGrid:
    """Read the grid from a posted form; `same-<n>` copies the day before into day n."""
    rows = [
        GridDay(
            day,
            form.get(f"start-{weekday}", "").strip()[:10],
            form.get(f"end-{weekday}", "").strip()[:10],
            form.get(f"break-{weekday}", "").strip()[:6],
            f"absent-{weekday}" in form,
            one_line(form.get(f"note-{weekday}", ""), LONGEST_NOTE),
        )
        for weekday, day in enumerate(days_of(week))
    ]
    return WeekGrid(week, rows, number(form.get("version", "")))


def same_as_yesterday(grid: WeekGrid, button: str) -> bool:
    """Copy the last filled day before day n into it, as the pressed button `same-<n>` says."""
    weekday = button.removeprefix("same-")
    if not button.startswith("same-") or weekday not in {"1", "2", "3", "4", "5", "6"}:
        return False
    target = grid.days[int(weekday)]
    before = [row for row in grid.days[: int(weekday)] if not row.empty]
    if before:
        _copy(before[-1], target)
    else:
        target.error = _("There is no day before it in this week to copy.")
    return True


def fill_days(grid: WeekGrid, button: str, plan: Mapping[int, Slot], last_day: date) -> None:
    """Fill in what the pressed button says: `plan-<n>`, `same-<n>`, or `same-all`.

    `same-all` copies the first filled day into every empty planned one up to a last day. A day that
    is planned counts nothing until its student says that they worked it.
    """
    if button.startswith("plan-"):
        _as_planned(grid, button.removeprefix("plan-"), plan)
    elif button == "same-all":
        _same_on_all(grid, plan, last_day)
    else:
        same_as_yesterday(grid, button)


def _as_planned(grid: WeekGrid, weekday: str, plan: Mapping[int, Slot]) -> None:
    slots = {str(number): slot for number, slot in plan.items()}
    if weekday in slots:
        row, slot = grid.days[int(weekday)], slots[weekday]
        row.start, row.end = _clock(slot.start), _clock(slot.end)
        row.break_minutes, row.absent = str(slot.break_minutes or ""), False


def _same_on_all(grid: WeekGrid, plan: Mapping[int, Slot], last_day: date) -> None:
    filled = next((row for row in grid.days if row.start and row.end), None)
    if filled is None:
        grid.problems = [_("Fill in one day first.")]
        return
    for row in grid.days:
        if row.empty and row.day.weekday() in plan and row.day <= last_day:
            _copy(filled, row)


def _copy(source: GridDay, target: GridDay) -> None:
    target.start, target.end = source.start, source.end
    target.break_minutes, target.absent = source.break_minutes, source.absent


def _entry(row: GridDay) -> Entry | None:
    if row.absent:
        if row.start or row.end:
            row.error = _("Either hours or absent, not both.")
        return Entry(row.day, absent=True, note=row.note)
    start, end = _time(row.start), _time(row.end)
    pause = row.break_minutes or "0"
    if start is None or end is None:
        row.error = _("Enter start and end as times, like 8:30 am or 14:00.")
    elif not (pause.isascii() and pause.isdigit() and int(pause) <= LONGEST_BREAK):
        row.error = _("Enter the break in minutes, from 0 to 240.")
    if row.error:
        return None
    return Entry(row.day, start, end, int(pause), note=row.note)


def _time(text: str) -> time | None:
    words = text.lower().replace(".", "").replace(" ", "")
    half = words[-2:] if words[-2:] in {"am", "pm"} else ""
    clock, _, minute = words.removesuffix(half).partition(":")
    if not (words.isascii() and clock.isdigit() and (minute or "00").isdigit()):
        return None
    hour, minutes = int(clock), int(minute or "0")
    if half:
        if not 1 <= hour <= 12:  # noqa: PLR2004 - the 12-hour clock
            return None
        hour = hour % 12 + (12 if half == "pm" else 0)
    valid = hour < 24 and minutes < 60 and max(len(clock), len(minute)) <= 2  # noqa: PLR2004 - of the day
    return time(hour, minutes) if valid else None


def _clock(value: time | None) -> str:
    return f"{value:%H:%M}" if value else ""
