"""Keep who wants no campaigns; what has to be answered is mailed all the same."""

from __future__ import annotations

from datetime import datetime

import sqlalchemy as sa

from app.core import journal
from app.core.access import Actor
from app.core.db import db
from app.core.use_case import use_case
from app.outreach import queries
from app.outreach.models import LinkRequest, Unsubscribed
from app.outreach.shapes import Recipient


def is_unsubscribed(recipient: Recipient) -> bool:
    """Tell whether a person, or whoever else reads their address, wants no campaigns."""
    return _in_force(recipient.kind, recipient.id, recipient.address) is not None


def wants_none(request: LinkRequest) -> bool:
    """Tell whether the reader of a request wants no campaigns."""
    who = request.recipient_kind, request.recipient_id, request.to_address
    return _in_force(*who) is not None


@use_case
def unsubscribe(request_id: int, *, by: Actor, at: datetime) -> None:
    """Note that the reader of a request wants no campaigns; saying it again changes nothing."""
    request = queries.request_of(request_id)
    if wants_none(request):
        return
    db.session.add(
        Unsubscribed(
            recipient_kind=request.recipient_kind,
            recipient_id=request.recipient_id,
            address=_spelled(request.to_address),
            request_id=request.id,
            at=at,
        )
    )
    _note("unsubscribed", request, by, at)


@use_case
def subscribe_again(request_id: int, *, by: Actor, at: datetime) -> None:
    """Take it back: the reader of a request is mailed campaigns again."""
    request = queries.request_of(request_id)
    who = request.recipient_kind, request.recipient_id, request.to_address
    while (found := _in_force(*who)) is not None:
        found.ended_at = at
        db.session.flush()
        _note("subscribed_again", request, by, at)


def _in_force(kind: str, recipient_id: int, address: str) -> Unsubscribed | None:
    same_person = (Unsubscribed.recipient_kind == kind) & (
        Unsubscribed.recipient_id == recipient_id
    )
    same_address = Unsubscribed.address == _spelled(address)
    return db.session.scalar(
        sa.select(Unsubscribed)
        .where(Unsubscribed.ended_at.is_(None), same_person | same_address)
        .order_by(Unsubscribed.id)
        .limit(1)
    )


def _spelled(address: str) -> str:
    return address.strip().lower()


def _note(action: str, request: LinkRequest, by: Actor, at: datetime) -> None:
    journal.record(
        action, request.recipient_kind, request.recipient_id, by=by, at=at, request=request.id
    )
