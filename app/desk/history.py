"""Tell the journal of records in sentences, in a fixed number of statements."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa

from app.accounts.models import StaffUser
from app.core.db import db
from app.core.journal import Event
from app.core.states import words
from app.employers.models import Contact

SHOWN = 50
SAYING = {
    "created": "added this",
    "changed": "changed",
    "suggested": "suggested this match",
    "document_noted": "noted a document",
    "document_removed": "took a document off the file",
    "course_noted": "noted a completed course",
    "entered": "entered hours",
    "exported": "took the record away as a file",
    "noted": "noted something without moving it",
    "feed_made": "made a calendar feed",
    "feed_revoked": "revoked a calendar feed",
}


@dataclass(frozen=True, slots=True)
class Line:
    """Be one line of a record's history."""

    at: datetime
    who: str
    what: str


def history(records: Sequence[tuple[str, int]]) -> list[Line]:
    """Give the newest lines of some records' journal: three statements."""
    if not records:
        return []
    events = db.session.execute(
        sa.select(Event.at, Event.actor, Event.action, Event.record, Event.changes)
        .where(sa.tuple_(Event.record, Event.record_id).in_(list(records)))
        .order_by(Event.id.desc())
        .limit(SHOWN)
    ).all()
    names = _names({event.actor for event in events})
    return [
        Line(
            event.at,
            names.get(event.actor, "Footbridge" if event.actor == "system" else event.actor),
            _what(event.action, event.record, event.changes),
        )
        for event in events
    ]


def _what(action: str, record: str, changes: dict[str, object]) -> str:
    said = SAYING.get(action, words(action))
    parts = [f"{record}: {said}"]
    if "target" in changes and "source" in changes:
        parts.append(f"from {words(changes['source'])} to {words(changes['target'])}")
    fields = changes.get("fields")
    if isinstance(fields, list):
        parts.append(", ".join(words(field) for field in fields))
    if changes.get("kind") and action.startswith("document"):
        parts.append(words(changes["kind"]))
    if changes.get("reason"):
        parts.append(f"“{changes['reason']}”")
    return " – ".join(parts)


def _names(actors: set[str]) -> dict[str, str]:
    found: dict[str, str] = {}
    for kind, model in (("staff", StaffUser), ("contact", Contact)):
        ids = [int(key.split(":")[1]) for key in actors if key.startswith(f"{kind}:")]
        rows = db.session.execute(sa.select(model.id, model.name).where(model.id.in_(ids)))
        found |= {f"{kind}:{row.id}": row.name for row in rows}
    return found
