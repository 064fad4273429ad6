"""Gather the room's pages on its blueprint."""

from __future__ import annotations

from app.placements import (
    activity_views,
    attendance_views,
    bulk_views,
    catalogue_views,
    copy_views,
    description_views,
    labor_views,
    list_views,
    posting_views,
    roster_views,
)
from app.placements.blueprint import bp

__all__ = [
    "activity_views",
    "attendance_views",
    "bp",
    "bulk_views",
    "catalogue_views",
    "copy_views",
    "description_views",
    "labor_views",
    "list_views",
    "posting_views",
    "roster_views",
]
