"""Prove the invariants of employers."""

from __future__ import annotations

from typing import Final

import sqlalchemy as sa

from app.core.checks import Check
from app.core.core_checks import ids, rows_of, states_told
from app.employers.pledge_models import Pledge


def _pledges() -> int:
    return rows_of(Pledge)


def _sunk() -> list[int | str]:
    return ids(sa.select(Pledge.id).where((Pledge.posted > Pledge.seats) | (Pledge.posted < 0)))


CHECKS: Final = (
    states_told("each pledge's state has its event", Pledge),
    Check("no pledge is below its posted seats", _pledges, _sunk),
)
