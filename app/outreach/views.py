"""Gather the room's pages on its blueprint."""

from __future__ import annotations

from app.outreach import (
    answer_views,
    bulk_views,
    calendar_views,
    link_views,
    outbox_views,
    request_views,
    stop_views,
)
from app.outreach.blueprint import bp

__all__ = [
    "answer_views",
    "bp",
    "bulk_views",
    "calendar_views",
    "link_views",
    "outbox_views",
    "request_views",
    "stop_views",
]
