"""Gather the room's pages on its blueprint."""

from __future__ import annotations

from app.reports import fairness_views
from app.reports.blueprint import bp

__all__ = ["bp", "fairness_views"]
