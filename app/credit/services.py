"""Count confirmed minutes toward credit: one line per settled version of a week."""

from __future__ import annotations

from app.core.db import db
from app.core.use_case import use_case
from app.credit import queries
from app.credit.models import CreditLine
from app.hours.changes import WeekSettled


@use_case
def count(change: WeekSettled) -> None:
    """Follow a settled week: write the difference between its minutes and those counted so far."""
    db.session.add(
        CreditLine(
            match_id=change.match_id,
            timesheet_id=change.timesheet_id,
            version=change.version,
            minutes=change.minutes - queries.counted(change.timesheet_id),
            by=change.by.key,
            at=change.at,
        )
    )
    db.session.flush()
