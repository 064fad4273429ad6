"""Ask, remind, expire and cancel requests; a letter is an outbox row of the same commit."""

from __future__ import annotations

import secrets
from datetime import datetime, timedelta

from app.core import journal
from app.core.access import SYSTEM, Actor
from app.core.db import db
from app.core.errors import Conflict
from app.core.links import new_public_id
from app.core.sweeps import sweep
from app.core.todos import close_todos
from app.core.use_case import use_case
from app.outreach import campaigns, queries
from app.outreach.campaigns import is_campaign
from app.outreach.models import LinkRequest, Reminder, RequestSchool, RequestState
from app.outreach.pausing import paused
from app.outreach.posting import (
    ASK,
    ESCALATE,
    REMIND,
    due_list,
    may_mail,
    may_write,
    reopen,
    send,
    why_silent,
    withdraw,
)
from app.outreach.shapes import Recipient, Subject, kind_of
from app.programs.mailing import WEEKLY
from app.programs.quiet import after_quiet
from app.programs.rules import ReminderPlan

CODE_LETTERS = "BCDFGHJKMNPQRTVWXY2346789"
CODE_LENGTH = 8
NOBODY = (
    "This person left, has no address, wants no such mail, or must not be contacted. "
    "Telephone instead."
)


@use_case
def ask(  # noqa: PLR0913 - a request has these parts
    kind: str,
    recipient: Recipient,
    subject: Subject,
    *,
    plan: ReminderPlan,
    program_id: int | None,
    by: Actor,
    at: datetime,
    school_ids: frozenset[int] = frozenset(),
    passed_from: int | None = None,
    goes_at: datetime | None = None,
) -> LinkRequest:
    """Open a request, its due-list and first mail; give the live one if there is one.

    With `goes_at` in the future the first mail waits until then, and the plan counts from there.
    """
    begins = max(at, goes_at or at)
    for found in queries.live(kind, subject):
        if (found.recipient_kind, found.recipient_id) == (recipient.kind, recipient.id):
            return found
    request = LinkRequest(
        public_id=new_public_id(),
        short_code="".join(secrets.choice(CODE_LETTERS) for _ in range(CODE_LENGTH)),
        kind=kind,
        program_id=program_id,
        subject_kind=subject.kind,
        subject_id=subject.id,
        subject_day=subject.day,
        state=RequestState.OPEN,
        link_version=1,
        due_at=begins + timedelta(hours=plan.escalate_after_hours),
        expires_at=begins + timedelta(days=plan.expire_after_days),
        created_at=at,
        passed_from_id=passed_from,
    )
    _address(request, recipient)
    db.session.add(request)
    db.session.flush()
    journal.record("asked", "request", request.id, by=by, at=at, kind=kind)
    db.session.add_all(due_list(request.id, plan, begins, recipient.zone))
    db.session.add_all(
        RequestSchool(request_id=request.id, school_id=each) for each in sorted(school_ids)
    )
    waits = by.kind == SYSTEM.kind and paused(request)
    if may_write(kind, recipient) and not waits:
        _first_mail(request, plan, by, at, begins)
    return request


def _first_mail(
    request: LinkRequest, plan: ReminderPlan, by: Actor, at: datetime, begins: datetime
) -> None:
    later = campaigns.earliest(request.to_address, at) if is_campaign(request.kind) else None
    if later is None:
        send(request, ASK, at=at, not_before=_morning(request, plan, by, begins))
        return
    due_at = after_quiet(plan.quiet, later, request.zone)
    db.session.add(Reminder(request_id=request.id, step=0, action=ASK, due_at=due_at))


def _morning(request: LinkRequest, plan: ReminderPlan, by: Actor, at: datetime) -> datetime:
    # a person who presses a button means now, and a weekly plan names its hour itself
    if by.kind != SYSTEM.kind or request.kind in WEEKLY:
        return at
    return after_quiet(plan.quiet, at, request.zone)


@use_case
def concern(request_id: int, school_id: int) -> None:
    """Let a request concern one more school, whose specialists see it from now on."""
    if school_id not in queries.schools_of(request_id):
        db.session.add(RequestSchool(request_id=request_id, school_id=school_id))
        db.session.flush()


def remind_due(at: datetime) -> int:
    """Do every step that is due, each request in a transaction of its own; give how many mails."""
    by_request: dict[int, list[int]] = {}
    gathered: list[tuple[int, str]] = []
    for step in queries.due_steps(at):
        if is_campaign(step.kind):
            gathered.append((step.request_id, step.to_address))
        else:
            by_request.setdefault(step.request_id, []).append(step.id)
    mails = sweep(by_request, lambda each: _remind(each, tuple(by_request[each]), at))
    people = campaigns.by_person(gathered)
    return mails + sweep(people, lambda each: campaigns.send_due(people[each], at))


@use_case
def _remind(request_id: int, reminder_ids: tuple[int, ...], at: datetime) -> int:
    request = queries.request_of(request_id)
    steps = [db.session.get_one(Reminder, each) for each in reminder_ids]
    steps = [step for step in steps if step.done_at is None]
    if request.state is not RequestState.OPEN or not steps:
        return 0
    kind, mails = kind_of(request.kind), 0
    last = {step.action: step for step in steps}
    silent = why_silent(request) if REMIND in last else ""
    if REMIND in last and not silent and request.expires_at > at and may_mail(request):
        send(request, "remind", at=at)
        mails = 1
    for step in steps:
        # a worker that was down catches up once, not once a missed step
        unsent = silent or "not mailed" if step.action == REMIND and not mails else "done"
        step.done_at, step.outcome = at, unsent if last[step.action] is step else "caught up"
    if ESCALATE in last:
        kind.escalate(request, at)
    return mails


def expire_due(at: datetime) -> int:
    """Expire the open requests whose link ran out; give how many."""
    overdue = [request.id for request in queries.overdue(at)]
    return sweep(overdue, lambda request_id: _expire(request_id, at))


@use_case
def _expire(request_id: int, at: datetime) -> int:
    request = queries.request_of(request_id)
    if request.state is not RequestState.OPEN or request.expires_at > at:
        return 0
    request.move_to(RequestState.EXPIRED, by=SYSTEM, at=at)
    kind_of(request.kind).escalate(request, at)
    return 1


@use_case
def cancel(request_id: int, *, reason: str, by: Actor, at: datetime) -> None:
    """Cancel a request with a reason; its link then says so, and no reminder goes out."""
    request = queries.request_of(request_id)
    request.move_to(RequestState.CANCELLED, by=by, at=at, reason=reason)
    withdraw(request, reason)
    close_todos("request", request.id, by=by, at=at)


@use_case
def mail_again(request_id: int, *, by: Actor, at: datetime) -> None:
    """Mail a request's link once more, now; an expired one is opened again.

    Raises Conflict when it was answered, cancelled or replaced, or its recipient is not to be
    written to.
    """
    request = queries.request_of(request_id)
    if not may_mail(request):
        raise Conflict(NOBODY)
    if kind_of(request.kind).is_closed(request):
        msg = "Nothing of this request is left to be answered, so there is nothing to send."
        raise Conflict(msg)
    if request.state is RequestState.EXPIRED:
        reopen(request, by=by, at=at, reason="mailed again")
    if request.state is not RequestState.OPEN:
        msg = f"This request is {request.state}; there is nothing to send."
        raise Conflict(msg)
    journal.record("mailed_again", "request", request.id, by=by, at=at)
    send(request, "remind", at=at)


@use_case
def readdress(recipient: Recipient, *, by: Actor, at: datetime) -> int:
    """Void all links of a recipient whose address was corrected, and mail the open ones there."""
    requests = queries.unended_of_recipient(recipient.kind, recipient.id)
    for request in requests:
        withdraw(request, "the address was corrected")
        request.link_version += 1
        request.recipient_name, request.to_address = recipient.name, recipient.address
        request.language = recipient.language
        journal.record("readdressed", "request", request.id, by=by, at=at)
        is_open = request.state is RequestState.OPEN
        if is_open and may_write(request.kind, recipient):
            send(request, "ask", at=at)
    return len(requests)


@use_case
def let_go(recipient_kind: str, recipient_id: int, *, reason: str, by: Actor, at: datetime) -> None:
    """Void all links of a recipient who left; what was not answered yet is cancelled."""
    for request in queries.unended_of_recipient(recipient_kind, recipient_id):
        end_for_reader(request.id, reason=reason, by=by, at=at)


@use_case
def end_for_reader(request_id: int, *, reason: str, by: Actor, at: datetime) -> None:
    """Void the link of a reader who left; what they did not answer yet is cancelled."""
    request = queries.request_of(request_id)
    if request.state is RequestState.ANSWERED:
        request.link_version += 1
        journal.record("link_voided", "request", request.id, by=by, at=at, reason=reason)
    else:
        cancel(request.id, reason=reason, by=by, at=at)


@use_case
def pass_on(  # noqa: PLR0913, RUF100
    request_id: int,
    recipient: Recipient,
    *,
    plan: ReminderPlan,
    by: Actor,
    at: datetime,
) -> LinkRequest:
    """Replace a request by a new one to a colleague, about the same subject."""
    request = queries.request_of(request_id)
    request.move_to(RequestState.REPLACED, by=by, at=at)
    withdraw(request, "the request was passed to a colleague")
    close_todos("request", request.id, by=by, at=at)
    request.link_version += 1
    db.session.flush()
    return ask(
        request.kind,
        recipient,
        Subject(request.subject_kind, request.subject_id, request.subject_day),
        plan=plan,
        program_id=request.program_id,
        by=by,
        at=at,
        school_ids=queries.schools_of(request.id),
        passed_from=request.id,
    )


def _address(request: LinkRequest, recipient: Recipient) -> None:
    request.recipient_kind, request.recipient_id = recipient.kind, recipient.id
    request.recipient_name, request.to_address = recipient.name, recipient.address
    request.language, request.zone = recipient.language, recipient.zone
    request.reply_to = recipient.reply_to
