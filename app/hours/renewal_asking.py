"""Thank the partners of a season that ended, and ask whether they take part again."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, time, timedelta
from typing import Final

from flask import current_app

from app.core import clock
from app.core.access import SYSTEM
from app.core.calendar import instant as instant_of
from app.core.filters import hours as hour_words
from app.core.filters import instant
from app.core.language import speaking
from app.core.letter_kinds import LetterKind, Place, letter_kind
from app.core.letters import Letter, compose
from app.core.sweeps import sweep
from app.core.todos import open_todo
from app.core.use_case import use_case
from app.employers import asked_queries, pledge_queries
from app.employers.recipients import contact_recipient
from app.hours import renewal_page, renewal_queries
from app.hours.renewal_queries import KIND, PLEDGE
from app.outreach import services as outreach
from app.outreach.models import LinkRequest
from app.outreach.posting import may_write
from app.outreach.shapes import Kind, Recipient, Subject
from app.programs.mailing import plan_for, plan_in
from app.programs.models import Program
from app.programs.queries import mailing_programs

# who was not thanked by then is not thanked any more
LATEST: Final = timedelta(days=60)
HOURS: Final = Place("The hours that were confirmed.", "312 h", in_subject=False)
FACTS: Final = "name employer program students until!"
LETTERS: Final[tuple[LetterKind, ...]] = (
    letter_kind(
        KIND, "Thanks a partner, and asks whether they take part again.", FACTS, hours=HOURS
    ),
    letter_kind(f"{KIND}-reminder", "Reminds them of the question.", FACTS, hours=HOURS),
)


def thank(at: datetime, program_id: int | None = None) -> int:
    """Thank each employer that hosted students once its program is over; give how many.

    Of one program only, if it is named. Each is thanked in a transaction of its own.
    """
    today = clock.district_day(at)
    ready = [
        (pledge_id, program)
        for program in renewal_queries.ended_since(mailing_programs(KIND), today - LATEST, today)
        if program_id in (None, program.id) and _is_due(program, at)
        for pledge_id in renewal_queries.unthanked(program)
    ]
    return sweep(ready, lambda pair: _thank(*pair, at))


def foresee(program: Program, at: datetime, until: datetime) -> Sequence[datetime]:
    """Give when each partner of a program that ends is thanked, as things stand now."""
    due = _goes_out(program)
    return [due] * len(renewal_queries.unthanked(program)) if at < due <= until else []


def _is_due(program: Program, at: datetime) -> bool:
    return _goes_out(program) <= at


def _goes_out(program: Program) -> datetime:
    plan = plan_in(program.rules, KIND)
    day = program.end_date + timedelta(days=plan.days)
    return instant_of(day, time.fromisoformat(plan.at), program.timezone)


@use_case
def _thank(pledge_id: int, program: Program, at: datetime) -> int:
    pledge, plan = pledge_queries.pledge(pledge_id), plan_for(program, KIND)
    person = asked_queries.whom([pledge.employer_id]).get(pledge.employer_id)
    if plan is None or person is None or person.contact_id is None:
        return 0
    zone = person.zone or str(current_app.config["TIMEZONE"])
    recipient = contact_recipient(person.contact_id, zone)
    if recipient is None or not may_write(KIND, recipient):
        return 0
    outreach.ask(
        KIND,
        recipient,
        Subject(PLEDGE, pledge.id),
        plan=plan,
        program_id=program.id,
        by=SYSTEM,
        at=at,
    )
    return 1


def letter(asked: LinkRequest, step: str) -> Letter:
    """Compose the letter of a step: the thanks, or a reminder of the question."""
    pledge = pledge_queries.pledge(asked.subject_id)
    came = renewal_queries.came_of(pledge)
    with speaking(asked.language):
        return compose(
            KIND if step == "ask" else f"{KIND}-reminder",
            asked.language,
            name=asked.recipient_name,
            employer=pledge.employer.name,
            program=pledge.program.name,
            students=str(came.students),
            hours=hour_words(came.minutes),
            until=instant(asked.expires_at, asked.zone),
        )


def recipient(asked: LinkRequest) -> Recipient | None:
    """Give the contact as their record is now."""
    return contact_recipient(asked.recipient_id, asked.zone)


def summary(asked: LinkRequest) -> str:
    """Say what the request is about, for staff."""
    pledge = pledge_queries.pledge(asked.subject_id)
    return f"Thanks to {pledge.employer.name} for {pledge.program.name}, and whether again"


def escalate(asked: LinkRequest, at: datetime) -> None:
    """Open a to-do for employer engagement: no word has come."""
    if renewal_page.is_done(asked):
        return
    pledge = pledge_queries.pledge(asked.subject_id)
    open_todo(
        "renewal_not_answered",
        "request",
        asked.id,
        f"{asked.recipient_name} of {pledge.employer.name} has not said whether they take part "
        "again. Telephone, and note the answer.",
        url=f"/requests/{asked.id}/answer",
        role="employer_engagement",
        at=at,
    )


RENEW: Final = Kind(
    name=KIND,
    campaign=True,
    show=renewal_page.show,
    apply=renewal_page.apply,
    letter=letter,
    recipient=recipient,
    is_done=renewal_page.is_done,
    is_closed=renewal_page.is_closed,
    summary=summary,
    printable=renewal_page.printable,
    escalate=escalate,
)
