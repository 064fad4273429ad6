"""Prove the invariants of hours: weeks add up, and what counts has its evidence."""

from __future__ import annotations

from typing import Any, Final

import sqlalchemy as sa

from app.core.calendar import DAYS_A_WEEK
from app.core.checks import Check
from app.core.core_checks import ids, rows_of, states_told
from app.core.db import db
from app.hours.models import SETTLED, Confirmation, Outcome, Shift, Timesheet

A_MONDAY: Final = sa.literal("2001-01-01")


def _weeks() -> int:
    return rows_of(Timesheet)


def _shifts() -> int:
    return rows_of(Shift)


def _said() -> int:
    return rows_of(Confirmation)


def _wrong_sums() -> list[int | str]:
    entered = (
        sa.select(Shift.timesheet_id, sa.func.sum(Shift.minutes).label("minutes"))
        .group_by(Shift.timesheet_id)
        .subquery()
    )
    return ids(
        sa.select(Timesheet.id)
        .outerjoin(entered, entered.c.timesheet_id == Timesheet.id)
        .where(Timesheet.minutes != sa.func.coalesce(entered.c.minutes, 0))
    )


def days_from(first: Any, last: Any) -> sa.ColumnElement[int]:  # noqa: ANN401 - columns or literals
    """Give the days from one date to another in the words of the open database."""
    if db.session.connection().dialect.name == "sqlite":
        return sa.cast(sa.func.julianday(last) - sa.func.julianday(first), sa.Integer)
    days: sa.ColumnElement[int] = sa.cast(last, sa.Date).op("-")(sa.cast(first, sa.Date))
    return sa.type_coerce(days, sa.Integer)


def _odd_weeks() -> list[int | str]:
    since = days_from(A_MONDAY, Timesheet.week)
    return ids(sa.select(Timesheet.id).where(since % DAYS_A_WEEK != 0))


def _strayed_shifts() -> list[int | str]:
    inside = days_from(Timesheet.week, Shift.day).between(0, DAYS_A_WEEK - 1)
    twice = (
        sa.select(Shift.timesheet_id, Shift.day)
        .group_by(Shift.timesheet_id, Shift.day)
        .having(sa.func.count() > 1)
        .subquery()
    )
    same = (twice.c.timesheet_id == Shift.timesheet_id) & (twice.c.day == Shift.day)
    return ids(
        sa.select(Shift.id)
        .join(Timesheet, Timesheet.id == Shift.timesheet_id)
        .outerjoin(twice, same)
        .where(sa.not_(inside) | twice.c.day.is_not(None))
    )


def _without_evidence() -> list[int | str]:
    said = sa.exists().where(
        Confirmation.timesheet_id == Timesheet.id,
        Confirmation.version == Timesheet.version,
        Confirmation.outcome == Outcome.CONFIRMED,
        Confirmation.minutes == Timesheet.minutes,
    )
    return ids(sa.select(Timesheet.id).where(Timesheet.state.in_(SETTLED), ~said))


def _from_the_future() -> list[int | str]:
    return ids(
        sa.select(Confirmation.id)
        .join(Timesheet, Timesheet.id == Confirmation.timesheet_id)
        .where(Confirmation.version > Timesheet.version)
    )


CHECKS: Final = (
    Check("each week's minutes are the sum of its shifts", _weeks, _wrong_sums),
    Check("each week begins on a Monday", _weeks, _odd_weeks),
    Check("each shift lies in its week, one a day", _shifts, _strayed_shifts),
    Check("each settled week has its evidence, of that version", _weeks, _without_evidence),
    Check("no evidence is of a version still to come", _said, _from_the_future),
    states_told("each week's state has its event", Timesheet),
)
