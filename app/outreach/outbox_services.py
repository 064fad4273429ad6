"""Decide over mails that need a person: send again, cancel, or say that one did arrive."""

from __future__ import annotations

from datetime import datetime
from typing import Final

from app.core import pause, todos
from app.core.access import Actor
from app.core.errors import Conflict
from app.core.leases import MailStuck
from app.core.outbox import MessageState as S
from app.core.outbox import OutboxMessage
from app.core.use_case import use_case
from app.outreach import outbox_queries as queries

STUCK: Final = "mail-stuck"
STORIES: Final = {S.HELD: "is held, as nobody knows if it arrived", S.BOUNCED: "came back"}
IN_HAND: Final = "This mail is being sent right now. Look again in a minute."


@use_case
def send_again(message_id: int, *, by: Actor, at: datetime) -> None:
    """Queue a failed, held or bounced mail once more, with the same Message-ID.

    Raises Conflict while a worker has it in hand, or from a state that forbids it.
    """
    message = queries.held_fast(message_id, by)
    if message.state in (S.LEASED, S.HANDING):
        raise Conflict(IN_HAND)
    if message.state is S.FAILED:
        message.attempts = 0
    message.move_to(S.QUEUED, by=by, at=at)
    message.next_at = at
    _settled(message, by=by, at=at)


@use_case
def cancel(message_id: int, *, reason: str, by: Actor, at: datetime) -> None:
    """Cancel a mail that has not gone out, with a reason; raise Conflict when it is too late."""
    message = queries.held_fast(message_id, by)
    if message.state in (S.LEASED, S.HANDING):
        raise Conflict(IN_HAND)
    message.move_to(S.CANCELLED, by=by, at=at, reason=reason)
    _settled(message, by=by, at=at)


@use_case
def was_sent(message_id: int, *, by: Actor, at: datetime) -> None:
    """Say that a held mail is known to have arrived, so that it is not sent again."""
    message = queries.held_fast(message_id, by)
    if message.state is not S.HELD:
        raise Conflict("Only a held mail can be said to have arrived.")
    message.move_to(S.SENT, by=by, at=at)
    message.sent_at = at
    _settled(message, by=by, at=at)


@use_case
def try_now(*, by: Actor, at: datetime) -> None:
    """Let paused mail try again at once."""
    pause.release(by=by, at=at)


def open_todo(change: MailStuck) -> None:
    """Tell whoever can mend it that a mail is stuck: the partner's, the student's, or our own."""
    of_request = change.record_id if change.record == "request" else None
    role, school_id = queries.audience_role(of_request or 0)
    stuck = STORIES.get(change.state, "failed")
    todos.open_todo(
        STUCK,
        "mail",
        change.message_id,
        f"A mail ({change.kind}) {stuck}: {change.reason}",
        url=f"/outbox/{change.message_id}",
        role=role,
        at=change.at,
        school_id=school_id,
    )


def _settled(message: OutboxMessage, *, by: Actor, at: datetime) -> None:
    message.leased_by = message.leased_until = None
    todos.close_todo(STUCK, "mail", message.id, by=by, at=at)
