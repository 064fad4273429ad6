"""Read schools and their calendars."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, time

import sqlalchemy as sa

from app.core.access import Actor
from app.core.db import db
from app.schools.models import Calendar, School

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


def is_school_day(calendar: Calendar, day: date) -> bool:
    """Tell whether a calendar has school on a date: a weekday of the year that is no day off."""
    inside = calendar.first_day <= day <= calendar.last_day
    return inside and day.weekday() < SATURDAY and day not in {off.day for off in calendar.days_off}
