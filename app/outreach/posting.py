"""Post a request's letters, lay out its due-list and open it again, inside the open use case."""

from __future__ import annotations

from datetime import datetime, timedelta

import sqlalchemy as sa
from flask_babel import gettext as _

from app.core.access import Actor
from app.core.db import db
from app.core.language import speaking
from app.core.letters import Letter
from app.core.outbox import MessageState, OutboxMessage, Stop, To, post
from app.outreach.models import LinkRequest, Reminder, RequestState
from app.outreach.pausing import paused
from app.outreach.shapes import Recipient, kind_of
from app.outreach.unsubscribed import is_unsubscribed
from app.programs.mailing import plan_for
from app.programs.queries import program
from app.programs.quiet import after_quiet
from app.programs.rules import ReminderPlan

ASK, REMIND, ESCALATE = "ask", "remind", "escalate"


def due_list(
    request_id: int, plan: ReminderPlan, at: datetime, zone: str, *, after: int = 0
) -> list[Reminder]:
    """Give the steps of a request sent at an instant: reminders, then a to-do for staff.

    A reminder that would fall into the quiet hours of the recipient's zone waits for the morning.
    The steps are numbered from the one `after` those that it had before.
    """
    steps = [(REMIND, hours) for hours in plan.remind_after_hours]
    steps.append((ESCALATE, plan.escalate_after_hours))
    return [
        Reminder(
            request_id=request_id,
            step=step,
            action=action,
            due_at=_due(plan, action, at + timedelta(hours=hours), zone),
        )
        for step, (action, hours) in enumerate(sorted(steps, key=lambda each: each[1]), after + 1)
    ]


def _due(plan: ReminderPlan, action: str, at: datetime, zone: str) -> datetime:
    return after_quiet(plan.quiet, at, zone) if action == REMIND else at


def send(
    request: LinkRequest, step: str, *, at: datetime, not_before: datetime | None = None
) -> None:
    """Put the letter of a step into the outbox, inside the open use case."""
    message = mail(request, kind_of(request.kind).letter(request, step), at=at)
    message.next_at = max(at, not_before or at)


def mail(request: LinkRequest, letter: Letter, *, at: datetime) -> OutboxMessage:
    """Put a letter to a request's reader into the outbox, such as a receipt, with its link.

    At its foot they can say that they should get no such mail.
    """
    return post(
        letter,
        To(request.to_address, request.recipient_name, request.reply_to),
        at=at,
        link=request.link,
        stop=stop_of(request, letter.language),
        record="request",
        record_id=request.id,
    )


def why_silent(request: LinkRequest) -> str:
    """Say why no reminder of a request may go out by itself, or nothing.

    It waits, or its program's mail is off, or this kind of it is off or paused, or it was mailed
    often enough.
    """
    if paused(request):
        return "paused"
    if request.program_id is None:
        return ""
    plan = plan_for(program(request.program_id), request.kind)
    if plan is None:
        return "switched off or paused"
    mailed = db.session.scalar(
        sa.select(sa.func.count(OutboxMessage.id)).where(
            OutboxMessage.record == "request",
            OutboxMessage.record_id == request.id,
            OutboxMessage.kind.startswith(request.kind),
        )
    )
    return "mailed often enough" if (mailed or 0) >= plan.most_mails else ""


def may_mail(request: LinkRequest) -> bool:
    """Tell whether the recipient, as their record is now, is there and to be written to."""
    recipient = kind_of(request.kind).recipient(request)
    return recipient is not None and may_write(request.kind, recipient)


def may_write(kind: str, recipient: Recipient) -> bool:
    """Tell whether a person may be mailed a kind of request: campaigns only who wants them."""
    if not recipient.address or recipient.do_not_contact:
        return False
    return not (kind_of(kind).campaign and is_unsubscribed(recipient))


def stop_of(request: LinkRequest, language: str) -> Stop:
    """Give how a request's reader says that they should get no such mail."""
    campaign = kind_of(request.kind).campaign
    with speaking(language):
        sentence = (
            _("You want no more invitations like this? Press here:")
            if campaign
            else _("You should not get this? Tell us here:")
        )
    return Stop(request.public_id, sentence, one_click=campaign)


def reopen(request: LinkRequest, *, by: Actor, at: datetime, reason: str) -> None:
    """Open a request again inside the open use case; its link lives at least a week longer."""
    request.move_to(RequestState.OPEN, by=by, at=at, reason=reason)
    request.expires_at = max(request.expires_at, at + timedelta(days=7))
    request.answered_at = None


def remind_anew(request: LinkRequest, plan: ReminderPlan, *, at: datetime) -> None:
    """Begin the due-list of a request again, inside the open use case; undone steps are dropped."""
    steps = db.session.scalars(sa.select(Reminder).where(Reminder.request_id == request.id)).all()
    for step in steps:
        if step.done_at is None:
            step.done_at, step.outcome = at, "begun anew"
    last = max((step.step for step in steps), default=0)
    db.session.add_all(due_list(request.id, plan, at, request.zone, after=last))
    request.due_at = at + timedelta(hours=plan.escalate_after_hours)


def withdraw(request: LinkRequest, reason: str) -> None:
    """Cancel a request's letters that still wait, inside the open use case; receipts go on.

    One that a worker already holds is let go: its link says what became of the request.
    """
    db.session.execute(
        sa.update(OutboxMessage)
        .where(
            OutboxMessage.record == "request",
            OutboxMessage.record_id == request.id,
            OutboxMessage.state == MessageState.QUEUED,
            OutboxMessage.kind.startswith(request.kind),
        )
        .values(state=MessageState.CANCELLED, last_error=reason)
        .execution_options(synchronize_session=False)
    )
