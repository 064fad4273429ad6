"""Name what the rooms above may hear of placements."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class ProgramChanging:
    """Say that a placement is about to move to another program; a follower may refuse."""

    placement_id: int
