"""Take answers through links or through staff, and note every visit; evidence is kept."""

from __future__ import annotations

import hashlib
from datetime import datetime

import sqlalchemy as sa
from werkzeug.datastructures import MultiDict

from app.core.access import SYSTEM, Actor
from app.core.clock import district_day
from app.core.db import db
from app.core.errors import Conflict
from app.core.todos import close_todos
from app.core.use_case import use_case
from app.outreach import drafts, posting, queries, scans
from app.outreach.models import (
    Disclosure,
    LinkAnswer,
    LinkRequest,
    LinkVisit,
    NewLinkAsked,
    RequestState,
)
from app.outreach.shapes import AskAgain, Evidence, Reply, Shown, kind_of

HARMLESS = "update"
TAKES_PART = "placement"
ANSWERABLE = (RequestState.OPEN, RequestState.ANSWERED)
CLOSED = "This request is closed. Ask your contact at the school if something is still to be said."


@use_case
def note_visit(request_id: int, shown: Shown, *, address: str, agent: str, at: datetime) -> None:
    """Note that a link was opened, and which students' facts its page shows."""
    request = queries.request_of(request_id)
    db.session.add(LinkVisit(request_id=request.id, at=at, address=address, agent=agent[:300]))
    db.session.add_all(
        Disclosure(
            at=at,
            student_id=student_id,
            request_id=request.id,
            recipient_kind=request.recipient_kind,
            recipient_id=request.recipient_id,
            recipient_name=request.recipient_name,
            purpose=request.kind,
            fields=shown.fields,
            basis=shown.basis.get(student_id, TAKES_PART),
        )
        for student_id in shown.students
    )


@use_case
def answer(
    request_id: int, typed: MultiDict[str, str], evidence: Evidence, *, at: datetime
) -> Reply:
    """Apply what was answered and keep it as it came; a repeated answer changes nothing.

    A reply with a draft is no answer yet: the draft is kept, and the request stays as it was.

    Raises AskAgain when nothing may be written yet, and Conflict when the request is closed.
    """
    request = queries.request_of(request_id)
    kind = kind_of(request.kind)
    staff = evidence.by.kind == "staff"
    open_enough = request.state in ANSWERABLE or (staff and request.state is RequestState.EXPIRED)
    if not open_enough or kind.is_closed(request):
        raise Conflict(CLOSED)
    reply = kind.apply(request, typed, evidence, at)
    if reply.draft is not None:
        drafts.keep_draft(request.id, reply.draft, at=at)
        return reply
    drafts.drop_draft(request.id)
    if any(reply.rest.values()):
        drafts.keep_draft(request.id, reply.rest, at=at)
    _keep(request, reply, evidence, at)
    if request.state not in (RequestState.REPLACED, RequestState.CANCELLED):
        settle(request, by=evidence.by, at=at)
    return reply


def as_typed(request_id: int, typed: MultiDict[str, str], by: Actor, *, at: datetime) -> Shown:
    """Give a request's page as it was filled in, to ask once more; nothing is written.

    Raises Conflict when the request is closed.
    """
    again = MultiDict(typed)
    again["answer"] = HARMLESS
    try:
        answer(request_id, again, Evidence(by=by, request_id=request_id), at=at)
    except AskAgain as asked:
        return asked.page
    raise Conflict(CLOSED)


def settle(request: LinkRequest, *, by: Actor, at: datetime) -> None:
    """Move a request to answered once its kind says that all is said, or open it again."""
    done = kind_of(request.kind).is_done(request)
    if done and request.state in (RequestState.OPEN, RequestState.EXPIRED):
        request.move_to(RequestState.ANSWERED, by=by, at=at)
        request.answered_at = at
        posting.withdraw(request, "the request is answered")
        close_todos("request", request.id, by=by, at=at)
    elif not done and request.state is RequestState.ANSWERED:
        posting.reopen(request, by=by, at=at, reason="not everything is answered any more")


def _keep(request: LinkRequest, reply: Reply, evidence: Evidence, at: datetime) -> None:
    kept = LinkAnswer(
        request_id=request.id,
        at=at,
        action=reply.action,
        method=evidence.method,
        by=evidence.by.key,
        name_typed=evidence.name,
        address=evidence.address,
        agent=evidence.agent[:300],
        note=evidence.note,
        figures=reply.figures,
    )
    db.session.add(kept)
    if evidence.scan_id is not None:
        db.session.flush()
        scans.beside(kept.id, evidence.scan_id)


@use_case
def mail_own_links(address: str, *, at: datetime) -> None:
    """Mail an address its own open links, at most once a day; nobody learns whether it is known."""
    requests = [each for each in queries.open_of_address(address) if posting.may_mail(each)]
    if requests and _first_today(address, at):
        for request in requests:
            posting.send(request, "remind", at=at)


@use_case
def mail_new_link(request_id: int, *, at: datetime) -> None:
    """Mail the link of an expired request to the address on file, at most once a day."""
    request = queries.request_of(request_id)
    if request.state is not RequestState.EXPIRED or kind_of(request.kind).is_closed(request):
        return
    if posting.may_mail(request) and _first_today(request.public_id, at):
        posting.reopen(request, by=SYSTEM, at=at, reason="a new link was asked for")
        posting.send(request, "remind", at=at)


def _first_today(subject: str, at: datetime) -> bool:
    digest = hashlib.sha256(subject.strip().lower().encode()).hexdigest()
    day = district_day(at)
    found = db.session.scalar(
        sa.select(NewLinkAsked.id).where(
            NewLinkAsked.address_hash == digest, NewLinkAsked.day == day
        )
    )
    if found is None:
        db.session.add(NewLinkAsked(address_hash=digest, day=day))
    return found is None
