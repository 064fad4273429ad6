"""Ask a student whether they take an offer, and let it lapse when no answer comes in time."""

from __future__ import annotations

from datetime import datetime
from typing import Final

from app.core.access import SYSTEM
from app.core.filters import day as day_words
from app.core.filters import instant
from app.core.language import speaking
from app.core.letters import Letter, compose
from app.core.rows import AnyRow
from app.core.sweeps import sweep
from app.core.todos import open_todo
from app.core.use_case import use_case
from app.matches import offer_notices, offer_page, offer_queries, services
from app.matches.changes import MatchMoved
from app.matches.models import MatchState
from app.outreach import answers
from app.outreach import queries as requests
from app.outreach import services as outreach
from app.outreach.models import LinkRequest, RequestState
from app.outreach.shapes import Kind, Recipient, Subject
from app.programs.mailing import plan_in
from app.programs.models import Program
from app.programs.queries import mailing_programs
from app.students.recipients import student_recipient

KIND: Final = "offer-answer"
MATCH: Final = "match"


def ask_for_answers(at: datetime, program_id: int | None = None) -> int:
    """Ask each student who holds an unanswered offer, each in its own transaction; give how many.

    Of one program only, if it is named.
    """
    ready = [
        (row, program)
        for program in mailing_programs(KIND)
        if program_id in (None, program.id)
        for row in offer_queries.unasked(program.id, KIND, MATCH)
    ]
    return sweep(ready, lambda offer: _ask(*offer, at))


@use_case
def _ask(row: AnyRow, program: Program, at: datetime) -> int:
    match = offer_queries.match_of(row.id)
    recipient = student_recipient(row.student_id)
    if match.state is not MatchState.OFFERED or recipient is None:
        return 0
    asked = outreach.ask(
        KIND,
        recipient,
        Subject(MATCH, row.id),
        plan=plan_in(program.rules, KIND),
        program_id=program.id,
        school_ids=frozenset({row.school_id}),
        by=SYSTEM,
        at=at,
    )
    offer_notices.tell_guardians_of_offer(asked, match, at=at)
    if not recipient.address:
        _telephone(asked, at)
    return 1


def letter(asked: LinkRequest, step: str) -> Letter:
    """Compose the letter of a step: the offer, or a reminder of it."""
    kind = KIND if step == "ask" else f"{KIND}-reminder"
    place = offer_queries.match_of(asked.subject_id).placement
    with speaking(asked.language):
        return compose(
            kind,
            asked.language,
            name=asked.recipient_name,
            placement=place.title,
            employer=place.site.employer.name,
            first_day=day_words(place.start_date, year=True),
            last_day=day_words(place.end_date, year=True),
            until=instant(asked.expires_at, asked.zone),
        )


def recipient(asked: LinkRequest) -> Recipient | None:
    """Give the student as their record is now."""
    return student_recipient(asked.recipient_id)


def summary(asked: LinkRequest) -> str:
    """Say what the request is about, for staff."""
    return f"Offer of {_place(asked)}"


def _place(asked: LinkRequest) -> str:
    place = offer_queries.match_of(asked.subject_id).placement
    return f"{place.title} at {place.site.employer.name}"


def escalate(asked: LinkRequest, at: datetime) -> None:
    """Open a to-do for the specialist; when time has run out, free the seat as well."""
    if offer_page.is_done(asked):
        return
    if asked.state is RequestState.EXPIRED:
        _lapse(asked, at)
    else:
        _telephone(asked, at)


def _telephone(asked: LinkRequest, at: datetime) -> None:
    match = offer_queries.match_of(asked.subject_id)
    open_todo(
        "offer_not_answered",
        "request",
        asked.id,
        f"{match.student.shown_name} has not answered the offer of {_place(asked)}. It lapses "
        f"{instant(asked.expires_at)}. Telephone, and enter the answer.",
        url=f"/requests/{asked.id}",
        role="career_specialist",
        school_id=match.student.school_id,
        at=at,
    )


def _lapse(asked: LinkRequest, at: datetime) -> None:
    match = offer_queries.match_of(asked.subject_id)
    if match.state is not MatchState.OFFERED:
        return
    reason = f"no answer by {instant(asked.expires_at)}"
    services.move(match.id, MatchState.EXPIRED, by=SYSTEM, at=at, reason=reason)
    open_todo(
        "offer_lapsed",
        "match",
        match.id,
        f"{match.student.shown_name} did not answer in time, so the offer of {_place(asked)} "
        "lapsed. The seat is free again.",
        url=f"/matches/{match.id}",
        role="career_specialist",
        school_id=match.student.school_id,
        at=at,
    )


def follow(change: MatchMoved) -> None:
    """Settle the request of an offer that was answered another way, or end it with the offer."""
    if MatchState.OFFERED not in (change.source, change.target):
        return
    for asked in requests.unended_of_subject(KIND, MATCH, change.match_id):
        if change.target == MatchState.OFFERED or change.target in offer_page.SAID:
            answers.settle(asked, by=change.by, at=change.at)
        elif change.target != MatchState.EXPIRED and asked.state is not RequestState.ANSWERED:
            outreach.cancel(asked.id, reason="the offer is no more", by=change.by, at=change.at)


OFFER_ANSWER: Final = Kind(
    name=KIND,
    campaign=False,
    show=offer_page.show,
    apply=offer_page.apply,
    letter=letter,
    recipient=recipient,
    is_done=offer_page.is_done,
    is_closed=offer_page.is_closed,
    summary=summary,
    printable=offer_page.printable,
    escalate=escalate,
)
