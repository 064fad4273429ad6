"""Gather the room's pages on its blueprint."""

from __future__ import annotations

from app.students import (
    guardian_views,
    import_history_views,
    import_views,
    record_views,
    sheet_views,
)
from app.students.blueprint import bp

__all__ = [
    "bp",
    "guardian_views",
    "import_history_views",
    "import_views",
    "record_views",
    "sheet_views",
]
