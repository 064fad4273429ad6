"""Name what the rooms above may hear of matches."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from app.core.access import Actor


@dataclass(frozen=True, slots=True)
class MatchMoved:
    """Say that a match moved from one state to another."""

    match_id: int
    student_id: int
    placement_id: int
    source: str
    target: str
    by: Actor
    at: datetime


@dataclass(frozen=True, slots=True)
class MatchLeaving:
    """Ask the rooms above whether an active match may leave for a state; they raise to refuse."""

    match_id: int
    target: str


@dataclass(frozen=True, slots=True)
class MatchActivating:
    """Ask the rooms above whether an accepted match may become active; they raise to refuse."""

    match_id: int
    needs_agreement: bool
