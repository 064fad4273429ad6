"""Name what the rooms above may hear of students."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from app.core.access import Actor


@dataclass(frozen=True, slots=True)
class DocumentsChanged:
    """Say that a document of a student was put on file, renewed or taken off it."""

    student_id: int
    kind: str
    by: Actor
    at: datetime
