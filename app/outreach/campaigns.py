"""Keep campaigns within what a person will read: seldom, and several questions in one mail.

Whoever was mailed a campaign within CAMPAIGN_DAYS, or CAMPAIGNS_A_MONTH times within thirty days,
gets the next one later. What waits for the same person then goes out together, as one digest with
a link for each question. A step that waits is a row of the due-list like any other, so that the
calendar of what is to come shows it, and answering or cancelling ends it.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Final

import sqlalchemy as sa
from flask import current_app

from app.core.db import db
from app.core.letter_kinds import LetterKind, Place, letter_kind
from app.core.letters import Letter, compose
from app.core.outbox import MessageState, OutboxMessage, To, post
from app.core.use_case import use_case
from app.outreach import queries
from app.outreach.models import LinkRequest, Reminder
from app.outreach.posting import ASK, ESCALATE, may_mail, send, stop_of, why_silent
from app.outreach.shapes import kind_of

DIGEST: Final = "campaign-digest"
MONTH: Final = timedelta(days=30)
# what is due this soon goes along with what is due now
GATHERS: Final = timedelta(days=3)
MOST_LINKS: Final = 9
QUESTIONS: Final = Place(
    "The questions, each with its own button.",
    "Places for students at Harbor Bakery\n\n[[1|Answer]]",
    in_subject=False,
)
ANSWER: Final = {"en": "Answer", "es": "Responder"}
LETTERS: Final[tuple[LetterKind, ...]] = (
    letter_kind(
        DIGEST,
        "Puts several questions to one partner in one mail.",
        "name questions!",
        number=Place("How many questions, in digits.", "2"),
        questions=QUESTIONS,
    ),
)


def earliest(address: str, at: datetime) -> datetime | None:
    """Give when a person may be mailed the next campaign, or None for now.

    Whoever else asks it of the same person meanwhile waits until this use case ends.
    """
    _alone_with(address)
    days = timedelta(days=int(current_app.config["CAMPAIGN_DAYS"]))
    most = int(current_app.config["CAMPAIGNS_A_MONTH"])
    mailed = db.session.scalars(
        sa.select(OutboxMessage.created_at)
        .where(
            sa.func.lower(OutboxMessage.to_address) == address.strip().lower(),
            OutboxMessage.one_click,
            OutboxMessage.state != MessageState.CANCELLED,
            OutboxMessage.created_at > at - max(MONTH, days),
        )
        .order_by(OutboxMessage.created_at.desc())
    ).all()
    free = [each + days for each in mailed[:1]]
    free += [each + MONTH for each in mailed[most - 1 : most]]
    later = max(free, default=at)
    return later if later > at else None


def _alone_with(address: str) -> None:
    # SQLite has but one writer at a time
    if db.engine.dialect.name == "postgresql":
        key = sa.func.hashtext(address.strip().lower())
        db.session.execute(sa.select(sa.func.pg_advisory_xact_lock(key)))


@use_case
def send_due(request_ids: Sequence[int], at: datetime) -> int:
    """Do the due steps of one person's campaigns: one mail for all, or later; give mails."""
    requests = queries.held_open(request_ids)
    steps = {asked.id: queries.undone_steps(asked.id, at) for asked in requests}
    for asked in requests:
        if any(step.action == ESCALATE for step in steps[asked.id]):
            kind_of(asked.kind).escalate(asked, at)
    ready = [asked for asked in requests if _mails(asked, steps[asked.id], at)]
    later = earliest(ready[0].to_address, at) if ready else None
    for asked in requests:
        for step in steps[asked.id]:
            if later is not None and asked in ready and step.action != ESCALATE:
                step.due_at = later
            else:
                step.done_at = at
                step.outcome = step.outcome or "done"
    if later is not None or not ready:
        return 0
    _send(ready, steps, at)
    return 1


def _mails(asked: LinkRequest, steps: Sequence[Reminder], at: datetime) -> bool:
    mailing = [step for step in steps if step.action != ESCALATE]
    if not mailing:
        return False
    silent = why_silent(asked)
    if not silent and asked.expires_at > at and may_mail(asked):
        return True
    for step in mailing:
        step.outcome = silent or "not mailed"
    return False


def _send(ready: Sequence[LinkRequest], steps: dict[int, Sequence[Reminder]], at: datetime) -> None:
    named = [(asked, _step_of(steps[asked.id])) for asked in ready]
    first = ready[0]
    along = queries.due_soon(first.to_address, [each.id for each in ready], at + GATHERS)
    for step, asked in along:
        if len(named) < MOST_LINKS and _mails(asked, [step], at):
            step.done_at, step.outcome = at, "in a digest"
            named.append((asked, _step_of([step])))
    named = named[:MOST_LINKS]
    if len(named) == 1:
        send(*named[0], at=at)
        return
    post(
        digest([kind_of(asked.kind).letter(asked, step) for asked, step in named], first),
        To(first.to_address, first.recipient_name, first.reply_to),
        at=at,
        link=first.link,
        further=[asked.link for asked, _step in named[1:]],
        stop=stop_of(first, first.language),
        record="request",
        record_id=first.id,
    )


def _step_of(steps: Sequence[Reminder]) -> str:
    return ASK if any(step.action == ASK for step in steps) else "remind"


def digest(letters: Sequence[Letter], reader: LinkRequest) -> Letter:
    """Compose one letter of several, each its subject and a button of its own."""
    label = ANSWER.get(reader.language, ANSWER["en"])
    questions = [
        f"{letter.subject}\n\n[[{number}|{label}]]" for number, letter in enumerate(letters, 1)
    ]
    return compose(
        DIGEST,
        reader.language,
        name=reader.recipient_name,
        number=len(letters),
        questions="\n\n".join(questions),
    )


def is_campaign(kind: str) -> bool:
    """Tell whether a kind of request keeps within the budget."""
    return kind_of(kind).campaign


def by_person(rows: Sequence[tuple[int, str]]) -> dict[str, list[int]]:
    """Give ids of requests by the address that they go to, in small letters."""
    found: dict[str, list[int]] = {}
    for request_id, address in rows:
        own = found.setdefault(address.strip().lower(), [])
        if request_id not in own:
            own.append(request_id)
    return found
