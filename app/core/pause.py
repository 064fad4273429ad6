"""Pause the whole queue while the mail server is in trouble, or until a person releases it."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import sqlalchemy as sa

from app.core import journal
from app.core.db import db
from app.core.outbox import OPEN_STATES, OutboxMessage, OutboxPause
from app.core.use_case import use_case

if TYPE_CHECKING:
    from app.core.access import Actor

ONLY = 1
LONGEST_MINUTES = 30
UNTIL_RELEASED = datetime(9999, 1, 1, tzinfo=UTC)


def present() -> OutboxPause | None:
    """Give the pause, or None while mail flows; it stands until a mail has gone out."""
    return db.session.get(OutboxPause, ONLY)


@use_case
def pause(reason: str, *, at: datetime) -> datetime:
    """Pause for a minute, or twice as long as last time up to half an hour; give until when."""
    found = db.session.get(OutboxPause, ONLY, with_for_update=True)
    if found is None:
        found = OutboxPause(id=ONLY, since=at, tries=0)
        db.session.add(found)
    if found.tries and found.until > at:
        return found.until
    minutes = min(2 ** min(found.tries, 10), LONGEST_MINUTES)
    found.tries += 1
    found.reason, found.until = reason, at + timedelta(minutes=minutes)
    return found.until


@use_case
def hold_queue(reason: str, *, at: datetime) -> None:
    """Hold all mail until a person releases it, as after a restore."""
    found = db.session.get(OutboxPause, ONLY, with_for_update=True)
    if found is None:
        found = OutboxPause(id=ONLY, since=at, tries=1)
        db.session.add(found)
    found.reason, found.until = reason, UNTIL_RELEASED


@use_case
def end() -> None:
    """End the pause: the server takes mail again, or nothing waits any more."""
    db.session.execute(sa.delete(OutboxPause).where(OutboxPause.until < UNTIL_RELEASED))


@use_case
def release(*, by: Actor, at: datetime) -> None:
    """Let the queue try again at once, as a person has asked."""
    found = db.session.get(OutboxPause, ONLY, with_for_update=True)
    if found is not None:
        journal.record("released", "queue", ONLY, by=by, at=at, reason=found.reason)
        db.session.delete(found)


def anything_waits() -> bool:
    """Tell whether any mail is still on its way."""
    waiting = sa.select(OutboxMessage.id).where(OutboxMessage.state.in_(OPEN_STATES)).limit(1)
    return db.session.scalar(waiting) is not None
