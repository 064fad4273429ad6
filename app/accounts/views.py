"""Gather the room's pages on its blueprint."""

from __future__ import annotations

from app.accounts import door_views, letter_views, school_views, settings_views, user_views
from app.accounts.blueprint import bp

__all__ = ["bp", "door_views", "letter_views", "school_views", "settings_views", "user_views"]
