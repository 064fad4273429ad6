"""Lay days out as months of whole weeks, Monday first; pure."""

from __future__ import annotations

import calendar
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date

DECEMBER = 12
TwoWords = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Day:
    """Be a day of a month: its date, what is said of it, and the tone of its cell."""

    date: date
    words: str = ""
    tone: str = ""


@dataclass(frozen=True, slots=True)
class Month:
    """Be a month by name, in weeks of seven places; a place outside the month is None."""

    name: str
    first: date
    weeks: list[list[Day | None]]


def months(first: date, last: date, told: Mapping[date, TwoWords]) -> Iterator[Month]:
    """Give the months from one day to another; `told` has words and tone of some days."""
    year, month = first.year, first.month
    while (year, month) <= (last.year, last.month):
        yield one_month(year, month, told)
        year, month = (year + 1, 1) if month == DECEMBER else (year, month + 1)


def one_month(year: int, month: int, told: Mapping[date, TwoWords]) -> Month:
    """Give one month."""
    weeks = calendar.Calendar().monthdatescalendar(year, month)
    return Month(
        f"{calendar.month_name[month]} {year}",
        date(year, month, 1),
        [
            [Day(day, *told.get(day, ("", ""))) if day.month == month else None for day in week]
            for week in weeks
        ],
    )
