"""Prove the invariants of activities."""

from __future__ import annotations

from typing import Final

import sqlalchemy as sa

from app.core.checks import Check
from app.core.core_checks import ids, rows_of, states_told
from app.placements.activity_models import Activity, ActivityStudent, SignUpState


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


CHECKS: Final = (
    states_told("each activity's state has its event", Activity),
    states_told("each sign-up's state has its event", ActivityStudent),
    Check("places taken at an activity are its sign-ups", _activities, _miscounted),
)
