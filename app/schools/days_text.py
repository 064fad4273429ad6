"""Read days off as people paste them, one on a line: a date or two, then a name; pure."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date, timedelta
from itertools import groupby
from typing import Final

DATE: Final = r"(\d{4}-\d{1,2}-\d{1,2}|\d{1,2}/\d{1,2}/\d{4})"
LINE: Final = re.compile(rf"{DATE}(?:\s*(?:-|–|—|to|until)\s*{DATE})?[\s,;:]*(.*)")
LONGEST_STRETCH: Final = 120
LONGEST_NAME: Final = 100
SATURDAY: Final = 5


class Unreadable(ValueError):
    """Say which line cannot be read, and why."""


def read_days(text: str) -> dict[date, str]:
    """Give the weekdays that a text names, in order, with their names.

    A line is `2026-11-26 Thanksgiving`, `11/26/2026, Thanksgiving`, or a stretch like
    `2026-12-21 to 2027-01-01 Winter break`. Raises Unreadable for a line that is none.
    """
    found: dict[date, str] = {}
    for number, line in enumerate(text.splitlines(), 1):
        if not line.strip():
            continue
        read = LINE.fullmatch(line.strip())
        if read is None:
            msg = (
                f"Line {number} does not begin with a date like 2026-11-26: “{line.strip()[:40]}”."
            )
            raise Unreadable(msg)
        first = _date(read[1], number)
        last = _date(read[2], number) if read[2] else first
        if not 0 <= (last - first).days <= LONGEST_STRETCH:
            msg = f"Line {number} runs from {first} to {last}; give the earlier day first."
            raise Unreadable(msg)
        for day in _weekdays(first, last):
            found[day] = read[3].strip()[:LONGEST_NAME]
    return dict(sorted(found.items()))


def write_days(days: Mapping[date, str]) -> str:
    """Give days as a text that reads back as the same days: stretches of one name on one line."""
    rows = sorted(days.items())
    lines = []
    for (_, name), group in groupby(enumerate(rows), lambda each: _stretch(each, rows)):
        stretch = [day for _, (day, _) in group]
        first, last = stretch[0], stretch[-1]
        when = f"{first}" if first == last else f"{first} to {last}"
        lines.append(f"{when} {name}".strip())
    return "\n".join(lines)


def _stretch(each: tuple[int, tuple[date, str]], rows: list[tuple[date, str]]) -> tuple[date, str]:
    """Give the first day of the stretch that a day belongs to, with its name."""
    place, (day, name) = each
    first = day
    while place and rows[place - 1] == (_weekday_before(first), name):
        place, first = place - 1, rows[place - 1][0]
    return first, name


def _weekday_before(day: date) -> date:
    before = day - timedelta(days=1)
    while before.weekday() >= SATURDAY:
        before -= timedelta(days=1)
    return before


def _weekdays(first: date, last: date) -> list[date]:
    days = [first + timedelta(days=number) for number in range((last - first).days + 1)]
    return [day for day in days if day.weekday() < SATURDAY]


def _date(text: str, number: int) -> date:
    try:
        if "/" in text:
            month, day, year = (int(part) for part in text.split("/"))
        else:
            year, month, day = (int(part) for part in text.split("-"))
        return date(year, month, day)
    except ValueError:
        msg = f"Line {number} has a date that no calendar knows: {text}."
        raise Unreadable(msg) from None
