"""Post a request's letters, lay out its due-list and open it again, inside the open use case."""

from __future__ import annotations

from datetime import datetime, timedelta

import sqlalchemy as sa

from app.core.access import Actor
from app.core.db import db
from app.core.outbox import MessageState, OutboxMessage, To, post
from app.outreach.models import LinkRequest, Reminder, RequestState
from app.outreach.shapes import kind_of
from app.programs.rules import ReminderPlan

REMIND, ESCALATE = "remind", "escalate"


def due_list(
    request_id: int, plan: ReminderPlan, at: datetime, *, after: int = 0
) -> list[Reminder]:
    """Give the steps of a request sent at an instant: reminders, then a to-do for staff.

    They are numbered from the one `after` those that it had before.
    """
    steps = [(REMIND, hours) for hours in plan.remind_after_hours]
    steps.append((ESCALATE, plan.escalate_after_hours))
    return [
        Reminder(
            request_id=request_id, step=step, action=action, due_at=at + timedelta(hours=hours)
        )
        for step, (action, hours) in enumerate(sorted(steps, key=lambda each: each[1]), after + 1)
    ]


def send(request: LinkRequest, step: str, *, at: datetime) -> None:
    """Put the letter of a step into the outbox, inside the open use case."""
    post(
        kind_of(request.kind).letter(request, step),
        To(request.to_address, request.recipient_name, request.reply_to),
        at=at,
        link=request.link,
        record="request",
        record_id=request.id,
    )


def may_mail(request: LinkRequest) -> bool:
    """Tell whether the recipient, as their record is now, is there and to be written to."""
    recipient = kind_of(request.kind).recipient(request)
    return recipient is not None and bool(recipient.address) and not recipient.do_not_contact


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
    db.session.add_all(due_list(request.id, plan, at, after=last))
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
