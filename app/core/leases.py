"""Move outbox rows on behalf of workers, by conditional updates: no two workers ever hold one row.

A lease is measured with the database's clock where it has one, never with the app's, so that a
moved clock cannot end a lease early. Workers' moves need no journal row: the row itself tells.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any, cast

import sqlalchemy as sa

from app.core import bad_addresses
from app.core.announce import announce
from app.core.db import UtcDateTime, db
from app.core.outbox import MessageState as S
from app.core.outbox import OutboxMessage
from app.core.use_case import use_case

if TYPE_CHECKING:
    from collections.abc import Sequence

TABLE = cast("sa.Table", OutboxMessage.__table__)
TOO_FAR_SECONDS = 3600
IN_DOUBT = "The line was lost while this mail was handed over; nobody knows if it arrived."


@dataclass(frozen=True, slots=True)
class MailStuck:
    """Tell that a mail waits for a person: it failed for good, or it is held."""

    message_id: int
    state: S
    kind: str
    record: str | None
    record_id: int | None
    reason: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Lease:
    """Be a worker's claim: whose rows they are, and for how many seconds."""

    token: str
    seconds: int

    def until(self) -> sa.ColumnElement[Any]:
        """Give when a lease taken now ends."""
        return instant_in(self.seconds)


def instant_in(seconds: float) -> sa.ColumnElement[Any]:
    """Give the instant so many seconds from now by PostgreSQL's clock, or this machine's."""
    if db.engine.dialect.name != "postgresql":
        return sa.literal(datetime.now(UTC) + timedelta(seconds=seconds), UtcDateTime())
    now = sa.func.clock_timestamp(type_=sa.DateTime(timezone=True))
    return now + sa.literal(timedelta(seconds=seconds), sa.Interval())


@use_case
def claim(lease: Lease, *, at: datetime, most: int) -> Sequence[OutboxMessage]:
    """Lease the rows that are due, the longest waiting first; another worker's are passed over."""
    due = (
        sa.select(OutboxMessage.id)
        .where(OutboxMessage.state == S.QUEUED, OutboxMessage.next_at <= at)
        .order_by(OutboxMessage.next_at, OutboxMessage.id)
        .limit(most)
        .with_for_update(skip_locked=True)
    )
    ids = db.session.scalars(due).all()
    if ids:
        _move(
            (OutboxMessage.id.in_(ids), OutboxMessage.state == S.QUEUED),
            state=S.LEASED,
            leased_by=lease.token,
            leased_until=lease.until(),
        )
    return db.session.scalars(
        sa.select(OutboxMessage)
        .where(OutboxMessage.id.in_(ids), OutboxMessage.leased_by == lease.token)
        .order_by(OutboxMessage.next_at, OutboxMessage.id)
    ).all()


@use_case
def renew(lease: Lease) -> None:
    """Hold the rows of a batch longer."""
    _move(_leased(lease), leased_until=lease.until())


@use_case
def release(lease: Lease) -> None:
    """Put the rows of a batch that were not begun back into the queue."""
    _move(_leased(lease), state=S.QUEUED, leased_by=None, leased_until=None)


@use_case
def begin_handing(row: OutboxMessage, lease: Lease) -> bool:
    """Note that a mail is about to be handed over; False when it is no longer this worker's."""
    return _move(
        (OutboxMessage.id == row.id, *_leased(lease)),
        state=S.HANDING,
        attempts=row.attempts + 1,
        leased_until=lease.until(),
    )


@use_case
def note_sent(row_id: int, lease: Lease, *, at: datetime) -> bool:
    """Note that the server took a mail, also where its lease ran out and it is queued again."""
    ours = sa.or_(OutboxMessage.leased_by == lease.token, OutboxMessage.state == S.QUEUED)
    return _move((OutboxMessage.id == row_id, ours), **_sent(at))


@use_case
def note_kept(rows: Sequence[OutboxMessage], lease: Lease, *, at: datetime) -> int:
    """Note mails as sent that have no server to go to, in development; give how many."""
    ids = [row.id for row in rows]
    where = (OutboxMessage.id.in_(ids), *_leased(lease))
    return _moved(where, attempts=OutboxMessage.attempts + 1, **_sent(at))


@use_case
def put_back(row: OutboxMessage, lease: Lease, *, reason: str, next_at: datetime) -> None:
    """Queue a mail again as if it had not been tried: the server was to blame."""
    _end(row, lease, S.QUEUED, attempts=row.attempts, last_error=reason, next_at=next_at)


@use_case
def retry(row: OutboxMessage, lease: Lease, *, reason: str, next_at: datetime) -> None:
    """Queue a mail for another try, and count this one."""
    _end(row, lease, S.QUEUED, attempts=row.attempts + 1, last_error=reason, next_at=next_at)


@use_case
def stop_trying(  # noqa: PLR0913 - all of it is told
    row: OutboxMessage,
    lease: Lease,
    state: S,
    *,
    reason: str,
    at: datetime,
    blame: bool = False,
) -> None:
    """Let a mail fail for good, or hold it, and tell whoever has to look at it.

    With `blame` it is the address's fault, and noted of it.
    """
    if _end(row, lease, state, attempts=row.attempts + 1, last_error=reason):
        if blame:
            bad_addresses.note(row.to_address, reason, message_id=row.id, at=at)
        announce(MailStuck(row.id, state, row.kind, row.record, row.record_id, reason, at))


@use_case
def recover(lease: Lease, *, hold: bool, at: datetime) -> int:
    """Take up what dead workers left behind; give how many rows.

    What was leased is simply queued again. What was being handed over is sent again with the same
    Message-ID, or held for a person to decide.
    """
    over = sa.or_(
        OutboxMessage.leased_until < instant_in(0),
        # taken before the clock was put back
        OutboxMessage.leased_until > instant_in(lease.seconds + TOO_FAR_SECONDS),
    )
    free = {"leased_by": None, "leased_until": None}
    leased = _moved((OutboxMessage.state == S.LEASED, over), state=S.QUEUED, **free)
    in_doubt = (OutboxMessage.state == S.HANDING, over)
    if not hold:
        return leased + _moved(in_doubt, state=S.QUEUED, next_at=at, last_error=IN_DOUBT, **free)
    rows = db.session.scalars(sa.select(OutboxMessage).where(*in_doubt).with_for_update()).all()
    for row in rows:
        _move((OutboxMessage.id == row.id, *in_doubt), state=S.HELD, last_error=IN_DOUBT, **free)
        announce(MailStuck(row.id, S.HELD, row.kind, row.record, row.record_id, IN_DOUBT, at))
    return leased + len(rows)


def _end(row: OutboxMessage, lease: Lease, state: S, **values: Any) -> bool:
    where = (
        OutboxMessage.id == row.id,
        OutboxMessage.state.in_((S.LEASED, S.HANDING)),
        OutboxMessage.leased_by == lease.token,
    )
    return _move(where, state=state, leased_by=None, leased_until=None, **values)


def _leased(lease: Lease) -> tuple[sa.ColumnElement[bool], ...]:
    return OutboxMessage.state == S.LEASED, OutboxMessage.leased_by == lease.token


def _sent(at: datetime) -> dict[str, Any]:
    free = {"leased_by": None, "leased_until": None}
    return {"state": S.SENT, "sent_at": at, "last_error": None, **free}


def _move(where: tuple[sa.ColumnElement[bool], ...], **values: Any) -> bool:
    return _moved(where, **values) > 0


def _moved(where: tuple[sa.ColumnElement[bool], ...], **values: Any) -> int:
    # the table and not the class: a session that begins and ends here has nothing to keep in step
    query = sa.update(TABLE).where(*where).values(**values)
    result = db.session.execute(query)
    return int(result.rowcount)  # type: ignore[attr-defined]
