"""Read schools and their calendars."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, time, timedelta

import sqlalchemy as sa

from app.core.access import Actor
from app.core.db import db
from app.core.errors import NotFound
from app.core.rows import AnyRow
from app.schools.models import Calendar, CalendarDayOff, School

SATURDAY = 5


def school_choices(actor: Actor | None = None) -> list[tuple[int, str]]:
    """Give the schools that an actor works for, as id and name; all of them for the rest."""
    query = sa.select(School.id, School.name).order_by(School.name)
    if actor is not None and actor.role == "career_specialist":
        query = query.where(School.id.in_(actor.school_ids))
    return [(row.id, row.name) for row in db.session.execute(query)]


def by_codes(codes: Iterable[str]) -> Sequence[School]:
    """Give the schools of some codes."""
    return db.session.scalars(sa.select(School).where(School.code.in_(list(codes)))).all()


def names_of(school_ids: Iterable[int]) -> dict[int, str]:
    """Give the names of schools by id."""
    rows = db.session.execute(
        sa.select(School.id, School.name).where(School.id.in_(list(school_ids)))
    )
    return {row.id: row.name for row in rows}


def bells_of(school_ids: Iterable[int]) -> dict[int, tuple[time, time]]:
    """Give the first and last bell of schools by id."""
    rows = db.session.execute(
        sa.select(School.id, School.bell_start, School.bell_end).where(
            School.id.in_(list(school_ids))
        )
    )
    return {row.id: (row.bell_start, row.bell_end) for row in rows}


def longest_hours() -> tuple[time, time] | None:
    """Give the earliest first bell and the latest last bell of all schools, None without any."""
    query = sa.select(sa.func.count(), sa.func.min(School.bell_start), sa.func.max(School.bell_end))
    number, first, last = db.session.execute(query).one()
    return (first, last) if number else None


def school_between(first: date, last: date) -> bool:
    """Tell whether a school year touches a stretch of dates."""
    query = sa.select(Calendar.id).where(Calendar.first_day <= last, Calendar.last_day >= first)
    return db.session.scalar(query.limit(1)) is not None


def calendars(first: date, last: date) -> Sequence[Calendar]:
    """Give the school years that touch a stretch of dates, with their days off."""
    return db.session.scalars(
        sa.select(Calendar)
        .where(Calendar.first_day <= last, Calendar.last_day >= first)
        .options(sa.orm.selectinload(Calendar.days_off))
    ).all()


def all_schools() -> Sequence[School]:
    """Give every school, by name."""
    return db.session.scalars(sa.select(School).order_by(School.name, School.id)).all()


def school(school_id: int) -> School:
    """Give a school; raise NotFound."""
    found = db.session.get(School, school_id)
    if found is None:
        raise NotFound
    return found


def code_taken(code: str, but: int | None = None) -> bool:
    """Tell whether another school has a code."""
    query = sa.select(School.id).where(School.code == code)
    if but is not None:
        query = query.where(School.id != but)
    return db.session.scalar(query) is not None


def calendar_codes() -> Sequence[str]:
    """Give the codes of the calendars that are kept, and those that schools name."""
    kept = sa.select(Calendar.code).union(sa.select(School.calendar_code))
    return sorted(db.session.scalars(kept))


def all_calendars() -> Sequence[AnyRow]:
    """Give every school calendar, the newest year first, with its number of days off."""
    days = sa.select(sa.func.count(CalendarDayOff.id)).where(
        CalendarDayOff.calendar_id == Calendar.id
    )
    return db.session.execute(
        sa.select(
            Calendar.id,
            Calendar.code,
            Calendar.school_year,
            Calendar.first_day,
            Calendar.last_day,
            days.scalar_subquery().label("days_off"),
        ).order_by(Calendar.school_year.desc(), Calendar.code)
    ).all()


def calendar(calendar_id: int) -> Calendar:
    """Give a school calendar with its days off; raise NotFound."""
    found = db.session.scalar(
        sa.select(Calendar)
        .where(Calendar.id == calendar_id)
        .options(sa.orm.selectinload(Calendar.days_off))
    )
    if found is None:
        raise NotFound
    return found


def calendar_taken(code: str, school_year: int, but: int | None = None) -> bool:
    """Tell whether there is another calendar of a code for a school year."""
    query = sa.select(Calendar.id).where(Calendar.code == code, Calendar.school_year == school_year)
    if but is not None:
        query = query.where(Calendar.id != but)
    return db.session.scalar(query) is not None


def is_school_day(calendar: Calendar, day: date) -> bool:
    """Tell whether a calendar has school on a date: a weekday of the year that is no day off."""
    inside = calendar.first_day <= day <= calendar.last_day
    return inside and day.weekday() < SATURDAY and day not in {off.day for off in calendar.days_off}


def school_days(code: str) -> list[date]:
    """Give every school day of all the years kept under a calendar's code, in order."""
    years = db.session.scalars(
        sa.select(Calendar)
        .where(Calendar.code == code)
        .options(sa.orm.selectinload(Calendar.days_off))
        .order_by(Calendar.first_day)
    )
    return [
        day
        for year in years
        for number in range((year.last_day - year.first_day).days + 1)
        if is_school_day(year, day := year.first_day + timedelta(days=number))
    ]
