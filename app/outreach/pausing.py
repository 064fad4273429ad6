"""Let a request, or all that goes to one person by itself, wait; and go out again."""

from __future__ import annotations

from datetime import datetime

import sqlalchemy as sa

from app.core import journal
from app.core.access import Actor
from app.core.db import db
from app.core.use_case import use_case
from app.outreach.models import LinkRequest, PausedMail

REQUEST = "request"


@use_case
def pause(request_id: int, *, whole: bool, on: bool, by: Actor, at: datetime) -> None:
    """Let a request wait, or with `whole` all of its recipient's; or let it go out again."""
    request = db.session.get_one(LinkRequest, request_id)
    record, record_id = _what(request, whole=whole)
    found = db.session.get(PausedMail, (record, record_id))
    if (found is not None) == on:
        return
    if found is None:
        db.session.add(PausedMail(record=record, record_id=record_id, since=at, by=by.key))
    else:
        db.session.delete(found)
    action = "mail_paused" if on else "mail_resumed"
    journal.record(action, record, record_id, by=by, at=at)


def paused(request: LinkRequest) -> set[str]:
    """Give what of a request waits: itself, its recipient, both or nothing."""
    found = db.session.scalars(sa.select(PausedMail.record).where(_of(request)))
    return {"request" if record == REQUEST else "person" for record in found}


def not_paused() -> sa.ColumnElement[bool]:
    """Give the condition of requests of which nothing waits."""
    waits = sa.exists().where(
        sa.or_(
            sa.and_(PausedMail.record == REQUEST, PausedMail.record_id == LinkRequest.id),
            sa.and_(
                PausedMail.record == LinkRequest.recipient_kind,
                PausedMail.record_id == LinkRequest.recipient_id,
            ),
        )
    )
    return ~waits


def _of(request: LinkRequest) -> sa.ColumnElement[bool]:
    pairs = [_what(request, whole=False), _what(request, whole=True)]
    return sa.tuple_(PausedMail.record, PausedMail.record_id).in_(pairs)


def _what(request: LinkRequest, *, whole: bool) -> tuple[str, int]:
    if whole:
        return request.recipient_kind, request.recipient_id
    return REQUEST, request.id
