"""Gather the room's pages on its blueprint."""

from __future__ import annotations

from app.employers import log_views, pledge_views, record_views
from app.employers.blueprint import bp

__all__ = ["bp", "log_views", "pledge_views", "record_views"]
