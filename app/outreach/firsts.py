"""Foresee which first letters go out by themselves in the days to come, kind by kind."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

from flask import current_app

from app.outreach.calendar_queries import AHEAD
from app.programs.models import Program
from app.programs.queries import mailing_programs

# gives when each letter of a program goes out, after one instant and until another
Foresee = Callable[[Program, datetime, datetime], Iterable[datetime]]


@dataclass(frozen=True, slots=True)
class First:
    """Be the first letters of a kind that go out for a program on a day of its own clock."""

    day: date
    kind: str
    program: Program
    letters: int


def firsts(at: datetime) -> list[First]:
    """Give the first letters of the next two weeks, by day; programs whose mail is off have none.

    What follows at once on something that staff do, such as an offer, cannot be foreseen.
    """
    foreseen: dict[str, Foresee] = current_app.extensions["foreseen"]
    found = []
    for kind, foresee in foreseen.items():
        for program in mailing_programs(kind):
            zone = ZoneInfo(program.timezone)
            days = Counter(due.astimezone(zone).date() for due in foresee(program, at, at + AHEAD))
            found += [First(day, kind, program, letters) for day, letters in days.items()]
    return sorted(found, key=lambda each: (each.day, each.program.name, each.kind))
