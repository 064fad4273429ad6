"""Gather the room's pages on its blueprint."""

from __future__ import annotations

from app.placements import copy_views, list_views, posting_views
from app.placements.blueprint import bp

__all__ = ["bp", "copy_views", "list_views", "posting_views"]
