"""Prove that each settled minute counts toward credit once."""

from __future__ import annotations

from typing import Final

import sqlalchemy as sa

from app.core.checks import Check
from app.core.core_checks import ids, rows_of
from app.credit.models import CreditLine
from app.hours.models import SETTLED, Confirmation, Outcome, Timesheet

COUNTED: Final = (Outcome.CONFIRMED, Outcome.REVERSED)


def _weeks() -> int:
    return rows_of(Timesheet)


def _not_counted_once() -> list[int | str]:
    lines = (
        sa.select(CreditLine.timesheet_id, CreditLine.version, sa.func.count().label("lines"))
        .group_by(CreditLine.timesheet_id, CreditLine.version)
        .subquery()
    )
    of_it = (lines.c.timesheet_id == Confirmation.timesheet_id) & (
        lines.c.version == Confirmation.version
    )
    return ids(
        sa.select(Confirmation.timesheet_id)
        .outerjoin(lines, of_it)
        .where(Confirmation.outcome.in_(COUNTED), sa.func.coalesce(lines.c.lines, 0) != 1)
    )


def _wrong_minutes() -> list[int | str]:
    lines = (
        sa.select(
            CreditLine.timesheet_id,
            sa.func.sum(CreditLine.minutes).label("minutes"),
            sa.func.min(CreditLine.match_id).label("match_id"),
        )
        .group_by(CreditLine.timesheet_id)
        .subquery()
    )
    settled = sa.case((Timesheet.state.in_(SETTLED), Timesheet.minutes), else_=0)
    return ids(
        sa.select(Timesheet.match_id)
        .outerjoin(lines, lines.c.timesheet_id == Timesheet.id)
        .where(
            (sa.func.coalesce(lines.c.minutes, 0) != settled)
            | (lines.c.match_id != Timesheet.match_id)
        )
    )


CHECKS: Final = (
    Check("each settled version of a week counted toward credit once", _weeks, _not_counted_once),
    Check("each match's credit minutes are its settled minutes", _weeks, _wrong_minutes),
)
