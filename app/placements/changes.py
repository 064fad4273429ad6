"""Name what the rooms above may hear of placements."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from app.core.access import Actor


@dataclass(frozen=True, slots=True)
class ProgramChanging:
    """Say that a placement is about to move to another program; a follower may refuse."""

    placement_id: int


@dataclass(frozen=True, slots=True)
class TermsChanged:
    """Say that what is agreed about a placement changed: dates, schedule, duties, pay or people."""

    placement_id: int
    fields: tuple[str, ...]
    by: Actor
    at: datetime
