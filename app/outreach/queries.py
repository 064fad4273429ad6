"""Read requests, their visits, answers and mails."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import date, datetime

import sqlalchemy as sa

from app.accounts.queries import Person, specialist_address
from app.accounts.queries import person_of as staff_of
from app.core import links
from app.core.access import Actor
from app.core.db import db
from app.core.errors import NotFound
from app.core.rows import AnyRow, Query
from app.outreach.models import (
    LinkAnswer,
    LinkRequest,
    Reminder,
    RequestSchool,
    RequestState,
)
from app.outreach.shapes import Subject
from app.programs.mailing import CAMPAIGNS

LONGEST_TOKEN = 200
S = RequestState


def by_token(token: str) -> tuple[LinkRequest, bool]:
    """Give the request of a token, and whether the token is of its present version.

    Raises NotFound when the token was not signed by us for that request's purpose.
    """
    if len(token) > LONGEST_TOKEN:
        raise NotFound
    public_id = links.subject_of(token)
    request = db.session.scalar(sa.select(LinkRequest).where(LinkRequest.public_id == public_id))
    if request is None:
        raise NotFound
    version = links.version_of(token, request.purpose)
    if version is None:
        raise NotFound
    return request, version == str(request.link_version)


def request_of(request_id: int) -> LinkRequest:
    """Give a request, or raise NotFound."""
    request = db.session.get(LinkRequest, request_id)
    if request is None:
        raise NotFound
    return request


def schools_of(request_id: int) -> frozenset[int]:
    """Give the schools whose students a request concerns."""
    return frozenset(
        db.session.scalars(
            sa.select(RequestSchool.school_id).where(RequestSchool.request_id == request_id)
        )
    )


def person_of(request: LinkRequest) -> Person | None:
    """Give whom a request's reader may ask: who reads its answers, or another of the school."""
    named = [request.reply_to, specialist_address(schools_of(request.id))]
    return staff_of([address.lower() for address in named if address])


def was_passed_on(request_id: int) -> bool:
    """Tell whether another person was asked in the place of a request's reader."""
    query = sa.select(LinkRequest.id).where(LinkRequest.passed_from_id == request_id)
    return db.session.scalar(query.limit(1)) is not None


def request_for(request_id: int, actor: Actor) -> LinkRequest:
    """Give a request that an actor may see; raise NotFound for any other."""
    query = sa.select(LinkRequest).where(LinkRequest.id == request_id)
    request = db.session.scalar(seen_by(actor, query))
    if request is None:
        raise NotFound
    return request


def seen_by(actor: Actor, query: Query) -> Query:
    """Narrow a query of requests to those that an actor may see."""
    return query.where(visible_to(actor))


def visible_to(actor: Actor) -> sa.ColumnElement[bool]:
    """Give the condition on requests that an actor may see them."""
    if actor.role == "employer_engagement":
        # who a student or guardian is, is for those who see students
        return LinkRequest.recipient_kind.not_in(("student", "guardian"))
    if actor.role != "career_specialist":
        return sa.true()
    return sa.exists().where(
        RequestSchool.request_id == LinkRequest.id,
        RequestSchool.school_id.in_(actor.school_ids),
    )


def live(kind: str, subject: Subject) -> Sequence[LinkRequest]:
    """Give the open and answered requests of a kind about a subject."""
    return db.session.scalars(
        sa.select(LinkRequest).where(
            LinkRequest.kind == kind,
            LinkRequest.subject_kind == subject.kind,
            LinkRequest.subject_id == subject.id,
            LinkRequest.subject_day == subject.day,
            LinkRequest.state.in_((RequestState.OPEN, RequestState.ANSWERED)),
        )
    ).all()


def asked_subjects(kind: str, day: object) -> set[int]:
    """Give the subject ids that were ever asked a kind of request for a day."""
    return set(
        db.session.scalars(
            sa.select(LinkRequest.subject_id).where(
                LinkRequest.kind == kind, LinkRequest.subject_day == day
            )
        )
    )


def live_of_week(supervisor_id: int, week: date) -> LinkRequest | None:
    """Give the live weekly request of a supervisor, or None."""
    found = live("hours-week", Subject("supervisor", supervisor_id, week))
    return found[0] if found else None


def answered_since(kind: str, since: datetime) -> Sequence[LinkRequest]:
    """Give the answered requests of a kind that were asked since an instant."""
    return db.session.scalars(
        sa.select(LinkRequest).where(
            LinkRequest.kind == kind,
            LinkRequest.state == RequestState.ANSWERED,
            LinkRequest.created_at >= since,
        )
    ).all()


def open_of_address(address: str) -> Sequence[LinkRequest]:
    """Give the open requests of an email address."""
    return db.session.scalars(
        sa.select(LinkRequest)
        .where(
            sa.func.lower(LinkRequest.to_address) == address.lower(),
            LinkRequest.state == RequestState.OPEN,
        )
        .order_by(LinkRequest.due_at)
    ).all()


def unended_of_recipient(kind: str, recipient_id: int) -> Sequence[LinkRequest]:
    """Give the requests of a recipient whose links still lead somewhere."""
    return db.session.scalars(
        sa.select(LinkRequest).where(
            LinkRequest.recipient_kind == kind,
            LinkRequest.recipient_id == recipient_id,
            LinkRequest.state.in_((S.OPEN, S.ANSWERED, S.EXPIRED)),
        )
    ).all()


def last_answer(request_id: int) -> LinkAnswer | None:
    """Give the newest answer of a request, or None."""
    return db.session.scalar(
        sa.select(LinkAnswer)
        .where(LinkAnswer.request_id == request_id)
        .order_by(LinkAnswer.id.desc())
        .limit(1)
    )


def open_by_subject(kind: str, subject_ids: Collection[int]) -> set[int]:
    """Give the subjects, of some, about which a request of a kind waits for an answer."""
    query = sa.select(LinkRequest.subject_id).where(
        LinkRequest.kind == kind,
        LinkRequest.subject_id.in_(sorted(subject_ids)),
        LinkRequest.state == RequestState.OPEN,
    )
    return set(db.session.scalars(query))


def unended_of_subject(kind: str, subject_kind: str, subject_id: int) -> Sequence[LinkRequest]:
    """Give the requests of a kind about a record, of any day, whose links still lead somewhere."""
    return db.session.scalars(
        sa.select(LinkRequest).where(
            LinkRequest.kind == kind,
            LinkRequest.subject_kind == subject_kind,
            LinkRequest.subject_id == subject_id,
            LinkRequest.state.in_((S.OPEN, S.ANSWERED, S.EXPIRED)),
        )
    ).all()


def due_steps(at: datetime) -> Sequence[AnyRow]:
    """Give the steps that are due and not done, of open requests, in order."""
    return db.session.execute(
        sa.select(Reminder.id, Reminder.request_id, LinkRequest.kind, LinkRequest.to_address)
        .join(LinkRequest, LinkRequest.id == Reminder.request_id)
        .where(
            Reminder.done_at.is_(None),
            Reminder.due_at <= at,
            LinkRequest.state == RequestState.OPEN,
        )
        .order_by(Reminder.request_id, Reminder.step)
        .limit(1000)
    ).all()


def undone_steps(request_id: int, at: datetime) -> Sequence[Reminder]:
    """Give the steps of a request that are due and not done."""
    return db.session.scalars(
        sa.select(Reminder)
        .where(Reminder.request_id == request_id, Reminder.done_at.is_(None), Reminder.due_at <= at)
        .order_by(Reminder.step)
        .execution_options(populate_existing=True)
    ).all()


def held_open(request_ids: Collection[int]) -> Sequence[LinkRequest]:
    """Give those of some requests that are open, which no other changes until the use case ends."""
    return db.session.scalars(
        sa.select(LinkRequest)
        .where(LinkRequest.id.in_(sorted(request_ids)), LinkRequest.state == S.OPEN)
        .order_by(LinkRequest.id)
        .with_for_update()  # SQLite has but one writer at a time
        .execution_options(populate_existing=True)
    ).all()


def due_soon(
    address: str, but: Collection[int], until: datetime
) -> Sequence[tuple[Reminder, LinkRequest]]:
    """Give the next mail of each other open request to an address that is due until an instant."""
    rows = db.session.execute(
        sa.select(Reminder, LinkRequest)
        .join(LinkRequest, LinkRequest.id == Reminder.request_id)
        .where(
            sa.func.lower(LinkRequest.to_address) == address.strip().lower(),
            LinkRequest.id.not_in(sorted(but)),
            LinkRequest.state == S.OPEN,
            LinkRequest.kind.in_(CAMPAIGNS),
            Reminder.action.in_(("ask", "remind")),
            Reminder.done_at.is_(None),
            Reminder.due_at <= until,
        )
        .order_by(LinkRequest.id, Reminder.step)
    ).all()
    first: dict[int, tuple[Reminder, LinkRequest]] = {}
    for step, asked in rows:
        first.setdefault(asked.id, (step, asked))
    return list(first.values())


def overdue(at: datetime) -> Sequence[LinkRequest]:
    """Give the open requests whose link ran out."""
    return db.session.scalars(
        sa.select(LinkRequest)
        .where(LinkRequest.state == RequestState.OPEN, LinkRequest.expires_at <= at)
        .limit(1000)
    ).all()
