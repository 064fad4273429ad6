"""Gather the room's pages on its blueprint."""

from __future__ import annotations

from app.credentials import award_views, catalogue_views, exam_views, import_views
from app.credentials.blueprint import bp

__all__ = ["award_views", "bp", "catalogue_views", "exam_views", "import_views"]
