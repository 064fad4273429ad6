"""Read which requests still wait for an answer, and when their recipients were last written to."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import date

import sqlalchemy as sa
from sqlalchemy.orm import aliased

from app.core.access import Actor
from app.core.db import db
from app.core.errors import NotFound
from app.core.journal import Event
from app.core.outbox import OutboxMessage
from app.core.rows import AnyRow, AnySelect
from app.outreach.models import LinkRequest, RequestState
from app.outreach.queries import visible_to

UNANSWERED = (RequestState.OPEN, RequestState.EXPIRED)
NUDGED = "mailed_again"


def unanswered(kind: str, subject_ids: Collection[int], days: Collection[date]) -> Sequence[AnyRow]:
    """Give the requests of a kind about some subjects and days that wait, the oldest day first.

    Each has `mailed_at`, when it was last mailed, and `nudged_at`, when staff last mailed its
    recipient again, for whichever request.
    """
    query = _shown().where(
        LinkRequest.kind == kind,
        LinkRequest.subject_id.in_(sorted(subject_ids)),
        LinkRequest.subject_day.in_(sorted(days)),
        LinkRequest.state.in_(UNANSWERED),
    )
    return db.session.execute(query.order_by(LinkRequest.subject_day, LinkRequest.id.desc())).all()


def waiting(request_ids: Collection[int]) -> Sequence[AnyRow]:
    """Give those of some requests that wait for an answer, what is due first in front."""
    query = _shown().where(
        LinkRequest.id.in_(sorted(request_ids)), LinkRequest.state.in_(UNANSWERED)
    )
    return db.session.execute(query.order_by(LinkRequest.due_at, LinkRequest.id)).all()


def waiting_about(kind: str, subject_ids: Collection[int], by: Actor) -> Sequence[AnyRow]:
    """Give the requests of a kind about some records that wait and that an actor may see."""
    query = _shown().where(
        LinkRequest.kind == kind,
        LinkRequest.subject_id.in_(sorted(subject_ids)),
        LinkRequest.state.in_(UNANSWERED),
        visible_to(by),
    )
    return db.session.execute(query.order_by(LinkRequest.due_at, LinkRequest.id)).all()


def held_fast(request_id: int) -> AnyRow:
    """Give one of them, no other of its recipient's changing until the use case ends."""
    own = aliased(LinkRequest)
    recipient = sa.select(own.recipient_kind, own.recipient_id).where(own.id == request_id)
    db.session.execute(
        sa.select(LinkRequest.id)
        .where(sa.tuple_(LinkRequest.recipient_kind, LinkRequest.recipient_id).in_(recipient))
        .order_by(LinkRequest.id)
        .with_for_update()  # SQLite has but one writer at a time
    ).all()
    found = db.session.execute(_shown().where(LinkRequest.id == request_id)).one_or_none()
    if found is None:
        raise NotFound
    return found


def _shown() -> AnySelect:
    mailed = sa.select(sa.func.max(OutboxMessage.created_at)).where(
        OutboxMessage.record == "request", OutboxMessage.record_id == LinkRequest.id
    )
    other = aliased(LinkRequest)
    nudged = (
        sa.select(sa.func.max(Event.at))
        .join(other, other.id == Event.record_id)
        .where(
            Event.record == "request",
            Event.action == NUDGED,
            other.recipient_kind == LinkRequest.recipient_kind,
            other.recipient_id == LinkRequest.recipient_id,
        )
    )
    return sa.select(
        LinkRequest.id,
        LinkRequest.kind,
        LinkRequest.state,
        LinkRequest.subject_id,
        LinkRequest.subject_day,
        LinkRequest.recipient_kind,
        LinkRequest.recipient_id,
        LinkRequest.recipient_name,
        LinkRequest.to_address,
        mailed.correlate(LinkRequest).scalar_subquery().label("mailed_at"),
        nudged.correlate(LinkRequest).scalar_subquery().label("nudged_at"),
    )
