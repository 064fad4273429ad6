"""Say which documents a match still misses before it is active."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from zoneinfo import ZoneInfo

import sqlalchemy as sa

from app.core.db import db
from app.core.errors import Conflict
from app.matches.models import Match
from app.students.models import StudentDocument


def missing(match: Match, on: date) -> list[str]:
    """Give the required documents that are not on file, or expire before a date, in words."""
    kept = {
        row.kind: row.expires
        for row in db.session.execute(
            sa.select(StudentDocument.kind, StudentDocument.expires).where(
                StudentDocument.student_id == match.student_id
            )
        )
    }
    return lacking(match.placement.program.rules.documents.required, kept, on)


def lacking(required: Sequence[str], kept: Mapping[str, date | None], on: date) -> list[str]:
    """Give those of the required documents that are not kept, or expire before a date, in words."""
    found: list[str] = []
    for kind in required:
        words = kind.replace("_", " ")
        if kind not in kept:
            found.append(words)
        elif (expires := kept[kind]) is not None and expires < on:
            found.append(f"{words} (expired {expires:%b %d, %Y})")
    return found


def refuse_missing(match: Match, at: datetime) -> None:
    """Raise Conflict naming the documents that a match misses."""
    today = at.astimezone(ZoneInfo(match.placement.site.timezone)).date()
    names = missing(match, max(today, match.placement.start_date))
    if names:
        msg = f"Not on file yet: {', '.join(names)}. Add them on the student’s page first."
        raise Conflict(msg)
