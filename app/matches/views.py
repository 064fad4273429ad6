"""Gather the room's pages on its blueprint."""

from __future__ import annotations

from app.matches import (
    bulk_views,
    finding_views,
    interview_views,
    match_views,
    preference_views,
    run_views,
    shortlist_views,
    side_views,
    slate_board_views,
)
from app.matches.blueprint import bp
from app.matches.steps import steps_for

__all__ = [
    "bp",
    "bulk_views",
    "finding_views",
    "interview_views",
    "match_views",
    "preference_views",
    "run_views",
    "shortlist_views",
    "side_views",
    "slate_board_views",
    "steps_for",
]
