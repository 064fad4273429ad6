"""Take it that a reader should get no such mail: campaigns stop, for the rest staff are told."""

from __future__ import annotations

from datetime import datetime
from typing import Final

import sqlalchemy as sa

from app.core.access import Actor
from app.core.db import db
from app.core.errors import NotFound
from app.core.links import STOP_PURPOSE, stop_link, subject_of, version_of
from app.core.todos import open_todo
from app.core.use_case import use_case
from app.outreach import outbox_queries, queries, unsubscribed
from app.outreach.models import LinkRequest
from app.outreach.shapes import kind_of

OBJECTED: Final = "objects-to-mail"


def by_token(token: str) -> tuple[LinkRequest, bool]:
    """Give the request of a stop link, and whether its mail went to the address on file now.

    Raises NotFound when we did not sign the token.
    """
    version = version_of(token, STOP_PURPOSE) if len(token) <= queries.LONGEST_TOKEN else None
    request = db.session.scalar(
        sa.select(LinkRequest).where(LinkRequest.public_id == subject_of(token))
    )
    if version is None or request is None:
        raise NotFound
    return request, version == stop_link(request.public_id, request.to_address).version


@use_case
def take(request_id: int, *, again: bool, note: str, by: Actor, at: datetime) -> None:
    """Stop campaigns, or send them `again`; of other mails tell staff, and mail goes on."""
    request = queries.request_of(request_id)
    if not kind_of(request.kind).campaign:
        _tell_staff(request, note, at)
    elif again:
        unsubscribed.subscribe_again(request.id, by=by, at=at)
    else:
        unsubscribed.unsubscribe(request.id, by=by, at=at)


def _tell_staff(request: LinkRequest, note: str, at: datetime) -> None:
    role, school_id = outbox_queries.audience_role(request.id)
    said = f" “{note}”" if note else ""
    open_todo(
        OBJECTED,
        "request",
        request.id,
        f"{request.recipient_name} says that they should not get the mails about "
        f"{kind_of(request.kind).summary(request)}.{said} Mail goes on until you cancel the "
        "request or correct who is asked.",
        url=f"/requests/{request.id}",
        role=role,
        at=at,
        school_id=school_id,
    )
