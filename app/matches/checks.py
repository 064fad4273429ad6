"""Prove the invariants of matches: seats above all."""

from __future__ import annotations

from typing import Final

import sqlalchemy as sa

from app.core.checks import Check
from app.core.core_checks import ids, rows_of, states_told
from app.matches.models import HOLDING, Match
from app.placements.models import Placement


def _placements() -> int:
    return rows_of(Placement)


def _wrong_seats() -> list[int | str]:
    held = (
        sa.select(Match.placement_id, sa.func.count().label("seats"))
        .where(Match.state.in_(HOLDING))
        .group_by(Match.placement_id)
        .subquery()
    )
    holding = sa.func.coalesce(held.c.seats, 0)
    return ids(
        sa.select(Placement.id)
        .outerjoin(held, held.c.placement_id == Placement.id)
        .where((Placement.seats_taken != holding) | (holding > Placement.seats))
    )


CHECKS: Final = (
    Check("seats taken are the seats that matches hold, never too many", _placements, _wrong_seats),
    states_told("each match's state has its event", Match),
)
