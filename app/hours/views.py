"""Gather the room's pages on its blueprint."""

from __future__ import annotations

from app.hours import bulk_views, supervisor_views, week_views
from app.hours.blueprint import bp

__all__ = ["bp", "bulk_views", "supervisor_views", "week_views"]
