"""Name what the rooms above may hear of programs."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class StipendChanging:
    """Say that a program is about to pay otherwise; a follower may refuse."""

    program_id: int
