"""Name what the rooms above may hear of hours."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from app.core.access import Actor


@dataclass(frozen=True, slots=True)
class WeekSettled:
    """Say that a week now counts `minutes` at a version: those confirmed, or 0 if reversed."""

    timesheet_id: int
    match_id: int
    version: int
    minutes: int
    by: Actor
    at: datetime
