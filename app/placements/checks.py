"""Prove the invariants of placements."""

from __future__ import annotations

from typing import Final

from app.core.core_checks import states_told
from app.placements.models import Placement

CHECKS: Final = (states_told("each placement's state has its event", Placement),)
