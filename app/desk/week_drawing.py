"""Draw the entries of one week as boxes on a grid of days and hours."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, time
from typing import Final

from app.core.filters import clock
from app.desk.calendars import Entry

LEFT, WIDTH, HOUR, TOP = 48, 96, 28, 24
EARLY, LATE = 7, 19
MIDNIGHT: Final = 24


@dataclass(frozen=True, slots=True)
class Box:
    """Be one entry as it is drawn."""

    x: int
    y: int
    width: int
    height: int
    kind: str
    label: str
    clash: bool


@dataclass(frozen=True, slots=True)
class Drawing:
    """Be a week as it is drawn: its boxes, the lines of the hours, the size."""

    boxes: Sequence[Box]
    hours: Sequence[tuple[int, str]]
    days: Sequence[tuple[int, date]]
    width: int
    height: int


def draw(week: Sequence[date], entries: Sequence[Entry]) -> Drawing:
    """Draw what has a time; what has none stands only in the table."""
    timed = [each for each in entries if each.start is not None and each.end is not None]
    first = min([EARLY, *(each.start.hour for each in timed if each.start)])
    last = max([LATE, *(_end(each) for each in timed)])
    return Drawing(
        [_box(each, week, timed, first) for each in sorted(timed, key=_behind)],
        [
            (TOP + (hour - first) * HOUR, clock(time(hour % MIDNIGHT)))
            for hour in range(first, last)
        ],
        [(LEFT + place * WIDTH, day) for place, day in enumerate(week)],
        LEFT + len(week) * WIDTH,
        TOP + (last - first) * HOUR + 1,
    )


def _box(entry: Entry, week: Sequence[date], timed: Sequence[Entry], first: int) -> Box:
    assert entry.start is not None  # noqa: S101 - `draw` gives only what has a time
    begin = entry.start.hour * 60 + entry.start.minute
    until = _minutes_of_end(entry)
    beside = [each for each in timed if each.day == entry.day and each.kind != "school"]
    shift = 0 if entry.kind == "school" else 8 + 12 * beside.index(entry)
    return Box(
        LEFT + week.index(entry.day) * WIDTH + shift,
        TOP + (begin - first * 60) * HOUR // 60,
        WIDTH - 8 - shift,
        max((until - begin) * HOUR // 60, 6),
        entry.kind,
        f"{entry.title}, {clock(entry.start)} to {clock(entry.end)}",
        bool(entry.clash),
    )


def _behind(entry: Entry) -> bool:
    return entry.kind != "school"


def _end(entry: Entry) -> int:
    return -(-_minutes_of_end(entry) // 60)


def _minutes_of_end(entry: Entry) -> int:
    assert entry.start is not None  # noqa: S101
    assert entry.end is not None  # noqa: S101
    return entry.end.hour * 60 + entry.end.minute if entry.end > entry.start else MIDNIGHT * 60
