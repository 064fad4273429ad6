"""Be what staff say of a placement, as forms hand it to services."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, time

from app.programs.models import PlacementKind


@dataclass(frozen=True, slots=True)
class SlotFacts:
    """Be the planned stretch of one weekday, 0 being Monday."""

    weekday: int
    start: time
    end: time
    break_minutes: int


@dataclass(frozen=True, slots=True, kw_only=True)
class PlacementFacts:
    """Be what staff say of a placement."""

    program_id: int
    site_id: int
    supervisor_id: int
    title: str
    kind: PlacementKind
    seats: int
    start_date: date
    end_date: date
    minimum_age: int
    duties: str
    slots: tuple[SlotFacts, ...]
