"""Keep the journal: who did what to which record, when; append-only, chained record by record.

A row hashes itself with the row before it *of the same record*, so that writers of different
records never wait for one another. It holds ids and changed values only where proof needs them.
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING, Any, cast

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from app.core.db import Base, db

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from app.core.access import Actor

SORTED_JSON = json.JSONEncoder(sort_keys=True, ensure_ascii=True)


class Event(Base):
    """Be one line of the journal."""

    __tablename__ = "event"
    __table_args__ = (sa.UniqueConstraint("record", "record_id", "seq"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    at: Mapped[datetime] = mapped_column(index=True)
    actor: Mapped[str]
    action: Mapped[str]
    record: Mapped[str]
    record_id: Mapped[int]
    seq: Mapped[int]
    changes: Mapped[dict[str, Any]]
    previous_hash: Mapped[str]
    hash: Mapped[str]


@dataclass(frozen=True, slots=True)
class Entry:
    """Be a journal line before it knows its place in the chain."""

    record: str
    record_id: int
    action: str
    actor: str
    at: datetime
    changes: dict[str, Any]


def record(
    action: str,
    kind: str,
    record_id: int,
    /,
    *,
    by: Actor,
    at: datetime,
    **changes: object,
) -> None:
    """Note that `by` did `action` to a record; it is written with the open use case's commit."""
    entry = Entry(kind, record_id, action, by.key, at, _plain(changes))
    db.session().info.setdefault("journal", []).append(entry)


def write_pending() -> None:
    """Chain and write what was noted since the use case began."""
    pending: list[Entry] = db.session().info.pop("journal", [])
    if pending:
        db.session.flush()
        tails = _tails({(entry.record, entry.record_id) for entry in pending})
        db.session.execute(
            sa.insert(cast("sa.Table", Event.__table__)), list(chained(pending, tails))
        )


def forget_pending() -> None:
    """Drop what was noted by a use case that did not end well."""
    db.session().info.pop("journal", None)


def chained(
    entries: Iterable[Entry], tails: dict[tuple[str, int], tuple[int, str]]
) -> Iterator[dict[str, Any]]:
    """Give the rows of entries in order, each bound to the one before of its record."""
    for entry in entries:
        key = (entry.record, entry.record_id)
        seq, previous = tails.get(key, (0, ""))
        digest = digest_of(entry, seq + 1, previous)
        tails[key] = (seq + 1, digest)
        yield {
            "at": entry.at,
            "actor": entry.actor,
            "action": entry.action,
            "record": entry.record,
            "record_id": entry.record_id,
            "seq": seq + 1,
            "changes": entry.changes,
            "previous_hash": previous,
            "hash": digest,
        }


def digest_of(entry: Entry, seq: int, previous: str) -> str:
    """Hash one line with the hash of the line before it (sha256, hex)."""
    parts = [
        previous,
        str(seq),
        entry.record,
        str(entry.record_id),
        entry.action,
        entry.actor,
        entry.at.astimezone(UTC).isoformat(),
        SORTED_JSON.encode(entry.changes),
    ]
    return hashlib.sha256("\x1f".join(parts).encode()).hexdigest()


def _tails(keys: set[tuple[str, int]]) -> dict[tuple[str, int], tuple[int, str]]:
    by_kind: dict[str, list[int]] = {}
    for kind, record_id in keys:
        by_kind.setdefault(kind, []).append(record_id)
    found: dict[tuple[str, int], tuple[int, str]] = {}
    for kind, ids in by_kind.items():
        for start in range(0, len(ids), 500):
            found |= _tails_of(kind, ids[start : start + 500])
    return found


def _tails_of(kind: str, ids: list[int]) -> dict[tuple[str, int], tuple[int, str]]:
    last = (
        sa.select(Event.record_id, sa.func.max(Event.seq).label("seq"))
        .where(Event.record == kind, Event.record_id.in_(ids))
        .group_by(Event.record_id)
        .subquery()
    )
    rows = db.session.execute(
        sa.select(Event.record_id, Event.seq, Event.hash).where(
            Event.record == kind,
            Event.record_id == last.c.record_id,
            Event.seq == last.c.seq,
        )
    )
    return {(kind, row.record_id): (row.seq, row.hash) for row in rows}


def _plain(changes: dict[str, object]) -> dict[str, Any]:
    return {name: _plain_value(value) for name, value in changes.items() if value is not None}


def _plain_value(value: object) -> object:
    if isinstance(value, datetime | date):
        return value.isoformat()
    if isinstance(value, list | tuple):
        return [_plain_value(item) for item in value]
    if isinstance(value, str | int | float | bool | dict):
        return value if not isinstance(value, str) else str(value)
    return str(value)


def broken_chains() -> list[int]:
    """Give the ids of journal rows whose hash or place in the chain is not right."""
    broken: list[int] = []
    tail: tuple[str, int, int, str] = ("", 0, 0, "")
    rows = db.session.execute(
        sa.select(Event.__table__).order_by(Event.record, Event.record_id, Event.seq)
    )
    for row in rows.yield_per(1000):
        same = (row.record, row.record_id) == tail[:2]
        seq, previous = (tail[2], tail[3]) if same else (0, "")
        entry = Entry(row.record, row.record_id, row.action, row.actor, row.at, row.changes)
        wrong = row.seq != seq + 1 or row.previous_hash != previous
        if wrong or row.hash != digest_of(entry, row.seq, row.previous_hash):
            broken.append(row.id)
        tail = (row.record, row.record_id, row.seq, row.hash)
    return broken
