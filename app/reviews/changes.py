"""Name what the rooms above may hear of reviews."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from app.core.access import Actor


@dataclass(frozen=True, slots=True)
class ReviewReceived:
    """Say that a review of a match was received, the first of its stage or a corrected one."""

    review_id: int
    match_id: int
    stage: str
    number: int
    by: Actor
    at: datetime
