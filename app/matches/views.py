"""Gather the room's pages on its blueprint."""

from __future__ import annotations

from app.matches import finding_views, match_views, shortlist_views, side_views
from app.matches.blueprint import bp
from app.matches.steps import steps_for

__all__ = [
    "bp",
    "finding_views",
    "match_views",
    "shortlist_views",
    "side_views",
    "steps_for",
]
