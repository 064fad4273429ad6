"""Prove the invariants of activities."""

from __future__ import annotations

from typing import Final

import sqlalchemy as sa

from app.core.checks import Check
from app.core.core_checks import ids, rows_of, states_told
from app.outreach.models import LinkAnswer
from app.placements.activity_models import Activity, ActivityStudent, SignUpState
from app.placements.attendance_models import HostReport


def _activities() -> int:
    return rows_of(Activity)


def _miscounted() -> list[int | str]:
    held = (
        sa.select(sa.func.count())
        .where(
            ActivityStudent.activity_id == Activity.id,
            ActivityStudent.state != SignUpState.WITHDRAWN,
        )
        .scalar_subquery()
    )
    return ids(sa.select(Activity.id).where(Activity.places_taken != held))


def _reports() -> int:
    return rows_of(HostReport)


def _unsaid() -> list[int | str]:
    said = sa.exists().where(
        LinkAnswer.request_id == HostReport.request_id,
        LinkAnswer.at == HostReport.said_at,
        LinkAnswer.method == HostReport.method,
    )
    return ids(sa.select(HostReport.id).where(~said))


CHECKS: Final = (
    states_told("each activity's state has its event", Activity),
    states_told("each sign-up's state has its event", ActivityStudent),
    Check("places taken at an activity are its sign-ups", _activities, _miscounted),
    Check("what each host said is kept as their answer", _reports, _unsaid),
)
