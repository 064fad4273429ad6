"""Prove the invariants of matches: seats above all."""

from __future__ import annotations

from typing import Final

import sqlalchemy as sa

from app.core.checks import Check
from app.core.core_checks import ids, rows_of, states_told
from app.matches.models import HOLDING, Match
from app.matches.preference_models import Preference, PreferenceList
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


def _choices() -> int:
    return rows_of(Preference)


def _strange_choices() -> list[int | str]:
    return ids(
        sa.select(Preference.id)
        .join(PreferenceList, PreferenceList.id == Preference.list_id)
        .join(Placement, Placement.id == Preference.placement_id)
        .where(Placement.program_id != PreferenceList.program_id)
    )


CHECKS: Final = (
    Check("seats taken are the seats that matches hold, never too many", _placements, _wrong_seats),
    Check("each wanted placement is of the list's program", _choices, _strange_choices),
    states_told("each match's state has its event", Match),
)
