"""Read the list of requests, and what became of one."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

import sqlalchemy as sa

from app.core import clock
from app.core.access import Actor
from app.core.db import db
from app.core.outbox import MessageState, OutboxMessage
from app.core.rows import AnySelect, Sorts
from app.core.text import number
from app.outreach.models import LinkAnswer, LinkRequest, LinkVisit, Reminder, RequestState
from app.outreach.queries import seen_by

S = RequestState


def columns() -> Sorts:
    """Give the columns by which the list of requests is sorted."""
    return {
        "due": LinkRequest.due_at,
        "kind": LinkRequest.kind,
        "recipient": LinkRequest.recipient_name,
        "state": LinkRequest.state,
        "id": LinkRequest.id,
    }


def listed(actor: Actor, filters: dict[str, str]) -> AnySelect:
    """Give the query of the list of requests: who was asked what, mailed, seen, answered."""
    mailed = (
        sa.select(OutboxMessage.state)
        .where(OutboxMessage.record == "request", OutboxMessage.record_id == LinkRequest.id)
        .order_by(OutboxMessage.id.desc())
        .limit(1)
        .scalar_subquery()
    )
    visits = (
        sa.select(sa.func.count(LinkVisit.id))
        .where(LinkVisit.request_id == LinkRequest.id)
        .scalar_subquery()
    )
    query = sa.select(
        LinkRequest.id,
        LinkRequest.kind,
        LinkRequest.recipient_name,
        LinkRequest.to_address,
        LinkRequest.subject_day,
        LinkRequest.state,
        LinkRequest.due_at,
        LinkRequest.answered_at,
        LinkRequest.short_code,
        mailed.label("mail_state"),
        visits.label("visits"),
    )
    query = _standing(seen_by(actor, query), filters.get("standing", ""), mailed)
    if filters.get("week"):
        query = query.where(LinkRequest.subject_day == _day(filters["week"]))
    if filters.get("kind"):
        query = query.where(LinkRequest.kind == filters["kind"])
    if filters.get("state"):
        query = query.where(LinkRequest.state == filters["state"])
    if (program_id := number(filters.get("program", ""))) is not None:
        query = query.where(LinkRequest.program_id == program_id)
    if filters.get("code"):
        query = query.where(LinkRequest.short_code == filters["code"].upper().replace("-", ""))
    if filters.get("q"):
        query = query.where(
            LinkRequest.recipient_name.icontains(filters["q"], autoescape=True)
            | LinkRequest.to_address.icontains(filters["q"], autoescape=True)
        )
    return query


def _standing(query: AnySelect, standing: str, mailed: sa.ScalarSelect[Any]) -> AnySelect:
    waits = LinkRequest.state.in_((S.OPEN, S.EXPIRED))
    stuck = sa.or_(mailed.is_(None), mailed.in_((MessageState.FAILED, MessageState.BOUNCED)))
    asked = {
        "waiting": waits,
        "late": sa.and_(waits, LinkRequest.due_at <= clock.now()),
        "undeliverable": sa.and_(waits, stuck),
        "answered": LinkRequest.state == S.ANSWERED,
    }
    return query.where(asked[standing]) if standing in asked else query


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return date.min


def history(request_id: int) -> dict[str, Sequence[Any]]:
    """Give the mails, visits, answers and reminders of a request: four statements."""
    read = db.session.scalars
    return {
        "mails": read(
            sa.select(OutboxMessage)
            .where(OutboxMessage.record == "request", OutboxMessage.record_id == request_id)
            .order_by(OutboxMessage.id)
        ).all(),
        "visits": read(
            sa.select(LinkVisit)
            .where(LinkVisit.request_id == request_id)
            .order_by(LinkVisit.id.desc())
            .limit(20)
        ).all(),
        "answers": read(
            sa.select(LinkAnswer).where(LinkAnswer.request_id == request_id).order_by(LinkAnswer.id)
        ).all(),
        "reminders": read(
            sa.select(Reminder).where(Reminder.request_id == request_id).order_by(Reminder.step)
        ).all(),
    }
