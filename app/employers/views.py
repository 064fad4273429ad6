"""Gather the room's pages on its blueprint."""

from __future__ import annotations

from app.employers import import_views, log_views, merge_views, pledge_views, record_views
from app.employers.blueprint import bp

__all__ = ["bp", "import_views", "log_views", "merge_views", "pledge_views", "record_views"]
