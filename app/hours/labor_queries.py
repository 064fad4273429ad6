"""Read what else a student worked in a week, where it was employment."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta

import sqlalchemy as sa

from app.core.calendar import DAYS_A_WEEK
from app.core.db import db
from app.core.rows import AnyRow
from app.hours.models import Shift, Timesheet
from app.labor.person import EMPLOYED
from app.matches.models import Match
from app.placements.models import Placement


def employed_elsewhere(sheet: Timesheet) -> Sequence[AnyRow]:
    """Give a student's days of other employment in the week of a timesheet."""
    last = sheet.week + timedelta(days=DAYS_A_WEEK - 1)
    return db.session.execute(
        sa.select(Shift.day, Shift.start, Shift.end, Shift.break_minutes, Shift.minutes)
        .join(Timesheet, Timesheet.id == Shift.timesheet_id)
        .join(Match, Match.id == Timesheet.match_id)
        .join(Placement, Placement.id == Match.placement_id)
        .where(
            Match.student_id == sheet.match.student_id,
            Timesheet.id != sheet.id,
            Shift.day.between(sheet.week, last),
            Shift.minutes > 0,
            Placement.relationship_type.in_(EMPLOYED),
        )
        .order_by(Shift.day, Shift.id)
    ).all()
