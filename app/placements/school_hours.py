"""Set a weekly schedule against the hours of school; a hint, never a refusal."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, time
from typing import Final

from app.core.filters import clock
from app.placements.facts import SlotFacts
from app.placements.models import PlacementSlot
from app.placements.schedule import DAYS
from app.schools import queries as schools

SATURDAY: Final = 5


def hints(slots: Sequence[SlotFacts | PlacementSlot], start: date, end: date) -> list[str]:
    """Say which planned days meet school hours, if school is kept then: at most two statements."""
    weekdays = [slot for slot in slots if slot.weekday < SATURDAY]
    hours = schools.longest_hours() if weekdays else None
    if hours is None or not schools.school_between(start, end):
        return []
    return [_sentence(slot, hours) for slot in weekdays if _meets(slot, hours)]


def _meets(slot: SlotFacts | PlacementSlot, hours: tuple[time, time]) -> bool:
    first, last = hours
    overnight = slot.end <= slot.start
    return slot.start < last and (overnight or slot.end > first)


def _sentence(slot: SlotFacts | PlacementSlot, hours: tuple[time, time]) -> str:
    first, last = (clock(each) for each in hours)
    return (
        f"{DAYS[slot.weekday]} from {clock(slot.start)} meets school hours"
        f" ({first} to {last} across the schools): only students released then can take it."
    )
