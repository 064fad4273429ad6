"""Gather the room's pages on its blueprint."""

from __future__ import annotations

from app.credit import award_views, progress_views, transcript_views
from app.credit.blueprint import bp

__all__ = ["award_views", "bp", "progress_views", "transcript_views"]
