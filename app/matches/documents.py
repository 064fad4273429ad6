"""Say which documents a match still misses before it is active."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from zoneinfo import ZoneInfo

import sqlalchemy as sa

from app.core.db import db
from app.core.errors import Conflict
from app.core.rows import AnyRow
from app.credentials.holding import Book, asked_of, book_of, held, tries
from app.matches.models import Match
from app.placements.models import Placement
from app.students.models import StudentDocument


def on_file(student_ids: Sequence[int]) -> dict[int, dict[str, date | None]]:
    """Give when the documents of students expire, by student and kind: one statement."""
    found: dict[int, dict[str, date | None]] = {}
    query = sa.select(
        StudentDocument.student_id, StudentDocument.kind, StudentDocument.expires
    ).where(StudentDocument.student_id.in_(student_ids))
    for row in db.session.execute(query):
        found.setdefault(row.student_id, {})[row.kind] = row.expires
    return found


def required_of(placement: Placement) -> list[str]:
    """Give the documents that a placement and its program ask for, each once."""
    asked = (*placement.program.rules.documents.required, *placement.documents)
    return list(dict.fromkeys(asked))


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


def missing(match: Match, on: date) -> list[str]:
    """Give the required documents and credentials that a match misses on a date, in words."""
    kept = on_file([match.student_id]).get(match.student_id, {})
    book = book_of([match.placement.credentials])
    tried = tries([each for each, _ in book.values()], [match.student_id])
    lacks = not_held(match.placement, book, tried.get(match.student_id, ()), on)
    return [*lacking(required_of(match.placement), kept, on), *lacks]


def not_held(placement: Placement, book: Book, tried: Sequence[AnyRow], on: date) -> list[str]:
    """Name the credentials of the catalogue that a placement asks for and a student lacks."""
    holds = held(tried, on)
    return [name for each, name in asked_of(placement.credentials, book) if each not in holds]


def refuse_missing(match: Match, at: datetime) -> None:
    """Raise Conflict naming the documents and credentials missing, and the days until it begins."""
    today = at.astimezone(ZoneInfo(match.placement.site.timezone)).date()
    names = missing(match, max(today, match.placement.start_date))
    if names:
        msg = (
            f"Not on file yet: {', '.join(names)}. Add them on the student’s page first; "
            f"{lead_time(match.placement.start_date, today)}."
        )
        raise Conflict(msg)


def lead_time(start: date, today: date) -> str:
    """Say how long it is until a first day, in words."""
    days = (start - today).days
    if days > 1:
        return f"the first day is in {days} days"
    return {1: "the first day is tomorrow", 0: "the first day is today"}.get(
        days, f"the first day was {-days} {'day' if days == -1 else 'days'} ago"
    )
