"""Be what staff say of an activity, as forms hand it to services."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, time

from app.placements.activity_models import ActivityKind


@dataclass(frozen=True, slots=True, kw_only=True)
class ActivityFacts:
    """Be what staff say of an activity; without schools it is for those of every school."""

    title: str
    kind: ActivityKind
    day: date
    start: time
    end: time
    timezone: str
    capacity: int
    program_id: int | None = None
    employer_id: int | None = None
    site_id: int | None = None
    contact_id: int | None = None
    place: str = ""
    description: str = ""
    stage_chosen: str = ""
    school_ids: tuple[int, ...] = ()
