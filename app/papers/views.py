"""Gather the room's pages on its blueprint."""

from __future__ import annotations

from app.papers import asking_views, sent_views
from app.papers.blueprint import bp

__all__ = ["asking_views", "bp", "sent_views"]
