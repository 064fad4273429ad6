"""Gather the room's pages on its blueprint."""

from __future__ import annotations

from app.labor import rule_views
from app.labor.blueprint import bp

__all__ = ["bp", "rule_views"]
