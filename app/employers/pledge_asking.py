"""Ask partners for the seats of a season: whom staff choose, or all who pledged the last one."""

from __future__ import annotations

from datetime import datetime
from typing import Final

from flask import current_app
from flask_babel import gettext as _
from flask_babel import ngettext

from app.core.access import SYSTEM, Actor
from app.core.db import db
from app.core.errors import Conflict
from app.core.filters import day as day_words
from app.core.filters import instant
from app.core.language import speaking
from app.core.letter_kinds import LetterKind, Place, letter_kind
from app.core.letters import Letter, compose
from app.core.sweeps import sweep
from app.core.todos import open_todo
from app.core.use_case import use_case
from app.employers import asked_queries, pledge_page, pledge_queries, pledge_services
from app.employers.pledge_models import Pledge, PledgeState
from app.employers.pledge_services import KIND, PLEDGE, PledgeFacts
from app.employers.recipients import contact_recipient
from app.outreach import services as outreach
from app.outreach.models import LinkRequest
from app.outreach.posting import may_write
from app.outreach.shapes import Kind, Recipient, Subject
from app.programs import queries as programs
from app.programs.mailing import plan_for
from app.programs.queries import mailing_programs

BEFORE: Final = Place(
    "What was pledged the season before, as a sentence.",
    "Last season you pledged 3 seats.",
    in_subject=False,
)
FACTS: Final = "name employer program first_day last_day until!"
LETTERS: Final[tuple[LetterKind, ...]] = (
    letter_kind(KIND, "Asks a partner for the seats of a season.", FACTS, before=BEFORE),
    letter_kind(f"{KIND}-reminder", "Reminds them of it.", FACTS, before=BEFORE),
)
OFF: Final = "Mail about pledges is off or paused for this program, so nobody is asked."
NOBODY: Final = "Nobody at this employer may be mailed about pledges; telephone instead."
ANSWERED: Final = "This employer has answered for this season already."


def ask_all(at: datetime, program_id: int | None = None) -> int:
    """Ask every employer that pledged the season before, and was not asked; give how many.

    Of one program only, if it is named. Each is asked in a transaction of its own.
    """
    ready = [
        (employer_id, program.id)
        for program in mailing_programs(KIND)
        if program_id in (None, program.id)
        for employer_id in pledge_queries.to_renew(program)
    ]
    return sweep(ready, lambda pair: _ask_one(*pair, at))


@use_case
def _ask_one(employer_id: int, program_id: int, at: datetime) -> int:
    try:
        ask(employer_id, program_id, by=SYSTEM, at=at)
    except Conflict:
        return 0
    return 1


@use_case
def ask(employer_id: int, program_id: int, *, by: Actor, at: datetime) -> LinkRequest:
    """Ask one employer for the seats of a season, and note that it is asked.

    Raises Conflict where this mail is off, nobody there may be mailed, or it answered already.
    """
    program = programs.program(program_id)
    plan = plan_for(program, KIND)
    if plan is None:
        raise Conflict(OFF)
    found = asked_queries.whom([employer_id]).get(employer_id)
    recipient = _recipient(found.contact_id, found.zone) if found and found.contact_id else None
    if recipient is None or not may_write(KIND, recipient):
        raise Conflict(NOBODY)
    pledge = _pledge(employer_id, program_id, by, at)
    return outreach.ask(
        KIND,
        recipient,
        Subject(PLEDGE, pledge.id),
        plan=plan,
        program_id=program.id,
        by=by,
        at=at,
    )


def _pledge(employer_id: int, program_id: int, by: Actor, at: datetime) -> Pledge:
    pledge = pledge_queries.of_program(employer_id, program_id)
    if pledge is None:
        before = pledge_queries.seats_of_last(employer_id, program_id)
        facts = PledgeFacts(seats=before or 1, answer_by=None, note="")
        pledge_services.ask(employer_id, program_id, facts, promised=False, by=by, at=at)
        db.session.flush()
        pledge = pledge_queries.of_program(employer_id, program_id)
    if pledge is None or pledge.state is not PledgeState.ASKED:
        raise Conflict(ANSWERED)
    return pledge


def _recipient(contact_id: int, zone: str | None) -> Recipient | None:
    return contact_recipient(contact_id, zone or str(current_app.config["TIMEZONE"]))


def letter(asked: LinkRequest, step: str) -> Letter:
    """Compose the letter of a step: the question, or a reminder of it."""
    pledge = pledge_queries.pledge(asked.subject_id)
    before = pledge_queries.seats_before(pledge)
    with speaking(asked.language):
        said = ngettext(
            "Last season you pledged %(num)s seat; for as many again one press is enough.",
            "Last season you pledged %(num)s seats; for as many again one press is enough.",
            before,
        )
        return compose(
            KIND if step == "ask" else f"{KIND}-reminder",
            asked.language,
            name=asked.recipient_name,
            employer=pledge.employer.name,
            program=pledge.program.name,
            first_day=day_words(pledge.program.start_date, year=True),
            last_day=day_words(pledge.program.end_date, year=True),
            until=instant(asked.expires_at, asked.zone),
            before=said if before else _("One press is enough to answer."),
        )


def recipient(asked: LinkRequest) -> Recipient | None:
    """Give the contact as their record is now."""
    return contact_recipient(asked.recipient_id, asked.zone)


def summary(asked: LinkRequest) -> str:
    """Say what the request is about, for staff."""
    pledge = pledge_queries.pledge(asked.subject_id)
    return f"Seats of {pledge.employer.name} for {pledge.program.name}"


def escalate(asked: LinkRequest, at: datetime) -> None:
    """Open a to-do for employer engagement: no word has come."""
    if pledge_page.is_done(asked):
        return
    pledge = pledge_queries.pledge(asked.subject_id)
    open_todo(
        "pledge_not_answered",
        "request",
        asked.id,
        f"{asked.recipient_name} of {pledge.employer.name} has not said how many students they "
        f"take in {pledge.program.name}. Telephone, and note the answer.",
        url=f"/requests/{asked.id}/answer",
        role="employer_engagement",
        at=at,
    )


PLEDGE_KIND: Final = Kind(
    name=KIND,
    campaign=True,
    show=pledge_page.show,
    apply=pledge_page.apply,
    letter=letter,
    recipient=recipient,
    is_done=pledge_page.is_done,
    is_closed=pledge_page.is_closed,
    summary=summary,
    printable=pledge_page.printable,
    escalate=escalate,
)
