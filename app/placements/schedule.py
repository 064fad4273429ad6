"""Take the weekly schedule of a placement as a grid of seven days."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import time

from app.placements.facts import SlotFacts
from app.placements.models import Placement

DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
LONGEST_BREAK = 240
TIMES_WRONG = "Enter start and end as times, like 14:00 and 17:30."
BREAK_WRONG = "Enter the break in minutes, from 0 to 240."


@dataclass(slots=True)
class SlotRow:
    """Be one weekday of the schedule, as typed."""

    weekday: int
    start: str = ""
    end: str = ""
    break_minutes: str = ""
    error: str = ""

    @property
    def name(self) -> str:
        """Give the weekday's name."""
        return DAYS[self.weekday]


def kept_schedule(placement: Placement | None) -> list[SlotRow]:
    """Give the grid of a placement as it is kept; of none, an empty one."""
    kept = {slot.weekday: slot for slot in placement.slots} if placement else {}
    return [
        SlotRow(
            day,
            f"{kept[day].start:%H:%M}" if day in kept else "",
            f"{kept[day].end:%H:%M}" if day in kept else "",
            str(kept[day].break_minutes or "") if day in kept else "",
        )
        for day in range(len(DAYS))
    ]


def typed_schedule(form: Mapping[str, str]) -> list[SlotRow]:
    """Read the grid from a posted form, with an error at each day that is not right."""
    rows = [
        SlotRow(
            day,
            form.get(f"start-{day}", "").strip()[:10],
            form.get(f"end-{day}", "").strip()[:10],
            form.get(f"break-{day}", "").strip()[:6],
        )
        for day in range(len(DAYS))
    ]
    for row in rows:
        if row.start or row.end:
            slot_of(row)
    return rows


def same_as_above(rows: list[SlotRow], weekday: int) -> None:
    """Give a day the times of the nearest filled day above it, as typed."""
    above = [row for row in rows[:weekday] if row.start or row.end]
    if above:
        row, model = rows[weekday], above[-1]
        row.start, row.end, row.break_minutes = model.start, model.end, model.break_minutes
        row.error = model.error


def slots_of(rows: list[SlotRow]) -> tuple[SlotFacts, ...]:
    """Give the filled days of a grid without errors."""
    slots = [slot_of(row) for row in rows if row.start or row.end]
    return tuple(slot for slot in slots if slot is not None)


def slot_of(row: SlotRow) -> SlotFacts | None:
    """Give one day's slot, or None with the error put at the row."""
    start, end, pause = _time(row.start), _time(row.end), row.break_minutes or "0"
    if start is None or end is None or start == end:
        row.error = TIMES_WRONG
    elif not (pause.isascii() and pause.isdigit() and int(pause) <= LONGEST_BREAK):
        row.error = BREAK_WRONG
    else:
        return SlotFacts(row.weekday, start, end, int(pause))
    return None


def _time(text: str) -> time | None:
    try:
        return time.fromisoformat(text) if text else None
    except ValueError:
        return None
