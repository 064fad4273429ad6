"""Keep schools and the calendar of each school year."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import date, datetime, time

from app.core import journal
from app.core.access import Actor
from app.core.db import db
from app.core.errors import Conflict, Invalid
from app.core.use_case import use_case
from app.schools import queries
from app.schools.models import Calendar, CalendarDayOff, School

LONGEST_YEAR = 366  # days


@dataclass(frozen=True, slots=True, kw_only=True)
class SchoolFacts:
    """Be what an administrator says of a school."""

    code: str
    name: str
    calendar_code: str
    bell_start: time
    bell_end: time
    latitude: float | None
    longitude: float | None


@dataclass(frozen=True, slots=True, kw_only=True)
class YearFacts:
    """Be what an administrator says of one school year of a calendar."""

    code: str
    school_year: int
    first_day: date
    last_day: date
    days_off: Mapping[date, str]


@use_case
def save_school(
    school_id: int | None,
    facts: SchoolFacts,
    *,
    by: Actor,
    at: datetime,
    version: int | None = None,
) -> int:
    """Add a school or change it; give its id.

    Raises Invalid for a code that is taken or bells the wrong way round, and Conflict when
    somebody changed it since `version`.
    """
    problems = {}
    if queries.code_taken(facts.code, school_id):
        problems["code"] = "Another school has this code."
    if facts.bell_end <= facts.bell_start:
        problems["bell_end"] = "The last bell is before the first."
    if (facts.latitude is None) != (facts.longitude is None):
        problems["longitude"] = "Enter both latitude and longitude, or neither."
    _refuse(problems)
    if school_id is None:
        school = School(**asdict(facts))
        db.session.add(school)
        db.session.flush()
        journal.record("created", "school", school.id, by=by, at=at)
        return school.id
    school = queries.school(school_id)
    _check_version(school, version, f"this school meanwhile: it is now “{school.name}”")
    changed = [name for name, value in asdict(facts).items() if getattr(school, name) != value]
    for name in changed:
        setattr(school, name, asdict(facts)[name])
    if changed:
        journal.record("changed", "school", school.id, by=by, at=at, fields=changed)
    return school.id


@use_case
def save_year(
    calendar_id: int | None,
    facts: YearFacts,
    *,
    by: Actor,
    at: datetime,
    version: int | None = None,
) -> int:
    """Add a school year or change it, its days off with it; give its id.

    Raises Invalid for a year that is there already, days the wrong way round or days off outside
    it, and Conflict when somebody changed it since `version`.
    """
    _refuse(_problems(facts, calendar_id))
    if calendar_id is None:
        year = Calendar(
            code=facts.code,
            school_year=facts.school_year,
            first_day=facts.first_day,
            last_day=facts.last_day,
            days_off=[CalendarDayOff(day=day, name=name) for day, name in facts.days_off.items()],
        )
        db.session.add(year)
        db.session.flush()
        journal.record("created", "calendar", year.id, by=by, at=at)
        return year.id
    year = queries.calendar(calendar_id)
    _check_version(year, version, "this calendar meanwhile")
    changed = _change(year, facts)
    if changed:
        journal.record("changed", "calendar", year.id, by=by, at=at, fields=changed)
    return year.id


def _change(year: Calendar, facts: YearFacts) -> list[str]:
    names = ("code", "school_year", "first_day", "last_day")
    changed = [name for name in names if getattr(year, name) != getattr(facts, name)]
    for name in changed:
        setattr(year, name, getattr(facts, name))
    kept = {off.day: off for off in year.days_off}
    if {day: off.name for day, off in kept.items()} != dict(facts.days_off):
        changed.append("days_off")
        # the days stay the same rows, so that no row meets its own successor
        for day, name in facts.days_off.items():
            if day in kept:
                kept[day].name = name
        year.days_off = [
            kept.get(day) or CalendarDayOff(day=day, name=name)
            for day, name in facts.days_off.items()
        ]
    return changed


def _problems(facts: YearFacts, calendar_id: int | None) -> dict[str, str]:
    problems = {}
    if queries.calendar_taken(facts.code, facts.school_year, calendar_id):
        problems["school_year"] = "This calendar has that school year already."
    if not 0 <= (facts.last_day - facts.first_day).days <= LONGEST_YEAR:
        problems["last_day"] = "The last day comes after the first, within a year."
    if facts.last_day.year != facts.school_year and "last_day" not in problems:
        problems["school_year"] = (
            f"A school year is named by its second calendar year; it ends in {facts.last_day.year}."
        )
    outside = [day for day in facts.days_off if not facts.first_day <= day <= facts.last_day]
    if outside:
        problems["days_off"] = f"{outside[0]} is outside the school year."
    return problems


def _refuse(problems: dict[str, str]) -> None:
    if problems:
        raise Invalid("There is a problem.", problems)


def _check_version(record: School | Calendar, version: int | None, what: str) -> None:
    if version is not None and version != record.version:
        msg = f"Somebody else changed {what}. Look at it, then change it again."
        raise Conflict(msg)
