"""Make the weeks of every match that has hours: shifts about as planned, entered by staff."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from typing import Final

from app.core.calendar import days_of, week_of, worked_minutes
from app.desk.demo.draw import Draw
from app.desk.demo.making import Making
from app.desk.demo.matches import Place
from app.desk.demo.season import SATURDAY, is_holiday
from app.hours.figures import Figure, Slot, total
from app.hours.models import Shift, Timesheet, TimesheetState

S = TimesheetState
LATE_STARTS: Final = ((0, 14), (15, 3), (30, 1))
LATE_ENDS: Final = ((0, 12), (-15, 2), (-30, 1), (15, 3))
ABSENT, NOTED = 4, 12
EXCUSES: Final = ("Sick", "Family appointment", "School test", "Bus did not run")
NOTES: Final = ("Worked at the counter", "Training day", "Helped with the inventory", "")


@dataclass(slots=True)
class Week:
    """Be a timesheet in the making: its figures by day, and the row of each day's shift."""

    id: int
    place: Place
    week: date
    version: int
    submitted_at: datetime | None = None
    figures: dict[date, Figure] = field(default_factory=dict)
    shifts: dict[date, int] = field(default_factory=dict)

    @property
    def minutes(self) -> int:
        """Give the minutes of the week as they stand."""
        return total(self.figures)


def make_weeks(making: Making, places: list[Place]) -> list[Week]:
    """Make the weeks of all matches; those that are over are submitted."""
    draw = making.draw("weeks")
    return [each for place in places for each in _weeks_of(making, draw, place)]


def _weeks_of(making: Making, draw: Draw, place: Place) -> Iterator[Week]:
    monday = week_of(place.job.start)
    while monday <= place.last_day:
        planned = [each for each in _planned(place, monday) if each[0] < making.season.today]
        if planned:
            yield _make_week(making, draw, place, monday, planned)
        monday += timedelta(weeks=1)


def _planned(place: Place, monday: date) -> list[tuple[date, Slot]]:
    slots = {slot.weekday: slot for slot in place.job.slots}
    return [
        (day, slots[day.weekday()])
        for day in days_of(monday)
        if day.weekday() in slots and place.job.start <= day <= place.last_day
        if not is_holiday(day)
    ]


def _make_week(
    making: Making, draw: Draw, place: Place, monday: date, planned: list[tuple[date, Slot]]
) -> Week:
    sheet_id = making.rows.add(
        Timesheet,
        match_id=place.id,
        week=monday,
        state=S.OPEN,
        version=2,
        minutes=0,
        submitted_at=None,
        settled_at=None,
        lock=2,
    )
    week = Week(sheet_id, place, monday, version=2)
    for day, slot in planned:
        _make_shift(making, draw, week, day, slot)
    row = making.rows.row(Timesheet, sheet_id)
    row["minutes"] = week.minutes
    last = planned[-1][0]
    entered = making.season.moment(last, 19, draw.number(0, 59))
    making.note(
        *("entered", "week", sheet_id),
        by=place.specialist,
        at=entered,
        version=2,
        minutes=week.minutes,
    )
    if monday + timedelta(days=6) < making.season.today:
        _submit(making, week, last)
    return week


def _submit(making: Making, week: Week, last: date) -> None:
    day = last if last.weekday() >= SATURDAY else last + timedelta(days=1)
    at = making.season.moment(day, 20, 5)
    making.move(Timesheet, week.id, S.SUBMITTED, by=week.place.specialist, at=at)
    row = making.rows.row(Timesheet, week.id)
    row["submitted_at"] = at
    row["lock"] += 1
    week.submitted_at = at


def _make_shift(making: Making, draw: Draw, week: Week, day: date, slot: Slot) -> None:
    absent = bool(week.figures) and draw.chance(ABSENT)
    start = _later(slot.start, draw.weighted(LATE_STARTS))
    end = _later(slot.end, draw.weighted(LATE_ENDS))
    zone = making.season.zone
    minutes = 0 if absent else worked_minutes(day, start, end, zone, slot.break_minutes)
    note = draw.pick(NOTES) if draw.chance(NOTED) else ""
    week.shifts[day] = making.rows.add(
        Shift,
        timesheet_id=week.id,
        day=day,
        start=None if absent else start,
        end=None if absent else end,
        break_minutes=0 if absent else slot.break_minutes,
        minutes=minutes,
        entered_minutes=None,
        absent=absent,
        note=draw.pick(EXCUSES) if absent else note,
        entered_by=week.place.specialist,
    )
    week.figures[day] = Figure(minutes, absent)


def _later(at: time, minutes: int) -> time:
    moved = at.hour * 60 + at.minute + minutes
    return time(moved // 60, moved % 60)
