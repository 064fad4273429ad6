"""Put mails into the outbox as a room would, and look at what became of them."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import sqlalchemy as sa
from flask import Flask

from app.core import outbox
from app.core.db import db
from app.core.delivery import Delivery, Tally
from app.core.letters import Letter
from app.core.links import PLACEHOLDER, LinkRef
from app.core.outbox import OutboxMessage, OutboxPause, To
from app.core.todos import Todo
from app.core.use_case import use_case

NOW = datetime(2026, 11, 2, 15, 0, tzinfo=UTC)
# longer than the minute for which a worker pauses after a server that was slow once
PATIENCE = 120.0
LINK = LinkRef("/r/", "request:hours-week", "abcDEF123", "1")


def a_letter(**changes: str) -> Letter:
    """Make a letter with a link in it."""
    parts = {
        "kind": "hours-week",
        "language": "en",
        "subject": "Confirm hours",
        "text": f"Please confirm.\n\nOpen:\n{PLACEHOLDER}\n",
        "html": f'<p>Please confirm.</p><a href="{PLACEHOLDER}">Open</a>',
    }
    return Letter(**(parts | changes))


@use_case
def _post(letter: Letter, to: list[To], at: datetime, link: LinkRef | None) -> list[OutboxMessage]:
    messages = [outbox.post(letter, each, at=at, link=link) for each in to]
    db.session.flush()
    return messages


def queue(
    app: Flask, *to: To | str, at: datetime = NOW, link: LinkRef | None = LINK, **letter: str
) -> list[int]:
    """Queue one mail to each; give their ids."""
    tos = [each if isinstance(each, To) else To(each) for each in to]
    with app.app_context():
        return [message.id for message in _post(a_letter(**letter), tos, at, link)]


def people(count: int) -> list[str]:
    """Give so many addresses."""
    return [f"p{number:03}@example.org" for number in range(count)]


def deliver(app: Flask, *, minutes: float = 0) -> Tally:
    """Do one pass of a worker that was just started, so many minutes after NOW."""
    at = NOW + timedelta(minutes=minutes)
    with app.app_context():
        return Delivery(lambda: at).run()


def rows(app: Flask) -> list[OutboxMessage]:
    """Give the whole outbox, oldest first."""
    with app.app_context():
        return list(db.session.scalars(sa.select(OutboxMessage).order_by(OutboxMessage.id)))


def row(app: Flask, message_id: int) -> OutboxMessage:
    """Give one row."""
    with app.app_context():
        return db.session.get_one(OutboxMessage, message_id)


def states(app: Flask) -> list[str]:
    """Give the states of the whole outbox, oldest first."""
    return [str(each.state) for each in rows(app)]


def paused(app: Flask) -> OutboxPause | None:
    """Give the pause, if mail waits."""
    with app.app_context():
        return db.session.get(OutboxPause, 1)


def todos(app: Flask) -> list[Todo]:
    """Give what waits for staff."""
    with app.app_context():
        return list(db.session.scalars(sa.select(Todo).where(Todo.done_at.is_(None))))


def wait_until(holds: Callable[[], object], what: str, seconds: float = PATIENCE) -> None:
    """Look until something holds, or fail with what it is."""
    end, pause = time.monotonic() + seconds, threading.Event()
    while not holds():
        assert time.monotonic() < end, f"not within {seconds} s: {what}"
        pause.wait(0.02)
