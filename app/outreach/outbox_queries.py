"""Read the outbox as its reader may see it, and for development the mailbox."""

from __future__ import annotations

from typing import Any, Final

import sqlalchemy as sa

from app.core.access import Actor
from app.core.db import db
from app.core.errors import NotFound
from app.core.journal import Event
from app.core.outbox import MessageState, OutboxMessage
from app.core.rows import AnyRow, AnySelect, Query
from app.outreach.models import LinkRequest, LinkVisit, RequestSchool

ABOUT_STUDENTS: Final = ("student", "guardian")
SEES_ALL: Final = frozenset({"administrator", "district_lead"})
OF_REQUEST: Final = OutboxMessage.record == "request"
OPENED: Final = (
    sa.select(sa.func.min(LinkVisit.at))
    .where(
        OF_REQUEST,
        LinkVisit.request_id == OutboxMessage.record_id,
        LinkVisit.at >= OutboxMessage.sent_at,
    )
    .correlate(OutboxMessage)
    .scalar_subquery()
)
ANSWERED: Final = (
    sa.select(LinkRequest.answered_at)
    .where(OF_REQUEST, LinkRequest.id == OutboxMessage.record_id)
    .correlate(OutboxMessage)
    .scalar_subquery()
)
SHOWN: Final = (
    OutboxMessage.id,
    OutboxMessage.created_at,
    OutboxMessage.to_address,
    OutboxMessage.to_name,
    OutboxMessage.kind,
    OutboxMessage.subject,
    OutboxMessage.state,
    OutboxMessage.attempts,
    OutboxMessage.next_at,
    OutboxMessage.sent_at,
    OutboxMessage.last_error,
    OPENED.label("opened_at"),
    ANSWERED.label("answered_at"),
)


def columns() -> dict[str, Any]:
    """Give the columns by which the outbox is sorted; ids grow as mails are written."""
    return {
        "when": OutboxMessage.id,
        "to": OutboxMessage.to_address,
        "kind": OutboxMessage.kind,
        "state": OutboxMessage.state,
        "id": OutboxMessage.id,
    }


def listed(actor: Actor, filters: dict[str, str]) -> AnySelect:
    """Give the query of the list: state, kind, and words of the address, name or subject."""
    query = _seen_by(actor, sa.select(*SHOWN))
    if filters.get("state") in set(MessageState):
        query = query.where(OutboxMessage.state == MessageState(filters["state"]))
    if filters.get("kind"):
        query = query.where(OutboxMessage.kind == filters["kind"])
    if filters.get("q"):
        query = query.where(_holds(filters["q"]))
    return query


def mailbox(filters: dict[str, str]) -> AnySelect:
    """Give the query of every mail, for development."""
    query = sa.select(*SHOWN)
    return query.where(_holds(filters["q"])) if filters.get("q") else query


def seen_mail(message_id: int, actor: Actor) -> OutboxMessage:
    """Give a mail that an actor may see; raise NotFound for any other."""
    query = sa.select(OutboxMessage).where(OutboxMessage.id == message_id)
    return _found(_seen_by(actor, query))


def held_fast(message_id: int, actor: Actor) -> OutboxMessage:
    """Give a mail that an actor may see, locked until the use case ends."""
    query = sa.select(OutboxMessage).where(OutboxMessage.id == message_id)
    return _found(_seen_by(actor, query).with_for_update(of=OutboxMessage))


def any_mail(message_id: int) -> OutboxMessage:
    """Give a mail, for development; raise NotFound when there is none."""
    return _found(sa.select(OutboxMessage).where(OutboxMessage.id == message_id))


def onward(message_id: int) -> AnyRow:
    """Give when a mail's link was first opened after it was sent, and its request answered."""
    query = sa.select(OPENED.label("opened_at"), ANSWERED.label("answered_at"))
    return db.session.execute(query.where(OutboxMessage.id == message_id)).one()


def history(message_id: int) -> list[Event]:
    """Give what staff did with a mail, oldest first."""
    query = sa.select(Event).where(Event.record == "mail", Event.record_id == message_id)
    return list(db.session.scalars(query.order_by(Event.seq)))


def audience(request_id: int) -> tuple[str, int | None]:
    """Give the kind of a request's recipient, and the first school that it is about."""
    school = (
        sa.select(sa.func.min(RequestSchool.school_id))
        .where(RequestSchool.request_id == LinkRequest.id)
        .scalar_subquery()
    )
    query = sa.select(LinkRequest.recipient_kind, school).where(LinkRequest.id == request_id)
    row = db.session.execute(query).one_or_none()
    return (row[0], row[1]) if row else ("", None)


def audience_role(request_id: int) -> tuple[str, int | None]:
    """Give the role, and for specialists the school, that looks after a request's reader."""
    recipient, school_id = audience(request_id)
    if recipient in ABOUT_STUDENTS:
        return "career_specialist", school_id
    return ("employer_engagement" if recipient else "administrator"), None


def may_read(message: OutboxMessage, actor: Actor) -> bool:
    """Tell whether an actor may read a mail's text: whether they see every student it may name."""
    if actor.role in SEES_ALL:
        return True
    about = sa.select(RequestSchool.school_id).where(RequestSchool.request_id == message.record_id)
    own = actor.school_ids if actor.role == "career_specialist" else frozenset[int]()
    return set(db.session.scalars(about)) <= own


def _found(query: sa.Select[OutboxMessage]) -> OutboxMessage:
    message = db.session.scalar(query)
    if message is None:
        raise NotFound
    return message


def _seen_by(actor: Actor, query: Query) -> Query:
    if actor.role in SEES_ALL or actor.kind == "system":
        return query
    request = sa.select(LinkRequest.id).where(LinkRequest.id == OutboxMessage.record_id)
    if actor.role == "career_specialist":
        request = request.join(RequestSchool, RequestSchool.request_id == LinkRequest.id).where(
            RequestSchool.school_id.in_(actor.school_ids)
        )
    else:
        request = request.where(LinkRequest.recipient_kind.not_in(ABOUT_STUDENTS))
    # what is no request (sign-ins, say) is the administrator's
    return query.where(OutboxMessage.record == "request", request.correlate(OutboxMessage).exists())


def _holds(words: str) -> sa.ColumnElement[bool]:
    sought = (OutboxMessage.to_address, OutboxMessage.to_name, OutboxMessage.subject)
    return sa.or_(*(column.icontains(words, autoescape=True) for column in sought))


def trouble_counts(actor: Actor) -> dict[str, int]:
    """Count by state the mails in an actor's scope that need a person."""
    query = sa.select(OutboxMessage.state, sa.func.count(OutboxMessage.id)).where(
        OutboxMessage.state.in_((MessageState.FAILED, MessageState.HELD, MessageState.BOUNCED))
    )
    rows = db.session.execute(_seen_by(actor, query.group_by(OutboxMessage.state)))
    return {str(state): number for state, number in rows}
