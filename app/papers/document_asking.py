"""Ask for the documents that a match still misses before its first day."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime, time, timedelta
from typing import Final

from flask_babel import gettext as _

from app.core.access import SYSTEM, Actor
from app.core.calendar import instant
from app.core.clock import district_day, district_time
from app.core.errors import Conflict
from app.core.filters import day as day_words
from app.core.language import speaking
from app.core.letter_kinds import LetterKind, Place, letter_kind
from app.core.letters import Letter, compose
from app.core.sweeps import sweep
from app.core.todos import open_todo, was_opened
from app.core.use_case import use_case
from app.matches import queries as matches
from app.matches.faces import short_name
from app.matches.models import Match
from app.outreach import queries as requests
from app.outreach import services as outreach
from app.outreach.models import LinkRequest
from app.outreach.shapes import Kind, Recipient, Subject
from app.papers import (
    consent_asking,
    document_page,
    document_services,
    queries,
    sent_services,
)
from app.papers.document_page import lacking_of
from app.papers.models import Word
from app.placements import catalogue_words
from app.programs.mailing import plan_for, plan_in
from app.programs.models import Program
from app.programs.queries import mailing_programs
from app.students.privacy import CONSENT_KIND
from app.students.recipients import RECIPIENTS, student_recipient

KIND: Final = "documents"
MATCH: Final = "match"
PAPERS: Final = Place("The papers that are missing, one a line.", "- Work permit", in_subject=False)
AGAIN: Final = Place(
    "What was sent back, and why, one a line.", "- Work permit: it is cut off", in_subject=False
)
FACTS: Final = "name student placement first_day"
LETTERS: Final[tuple[LetterKind, ...]] = (
    letter_kind(KIND, "Asks for the documents that a match misses.", FACTS, papers=PAPERS),
    letter_kind(f"{KIND}-reminder", "Reminds of them.", FACTS, papers=PAPERS),
    letter_kind(f"{KIND}-again", "Asks for another in place of one sent.", FACTS, papers=AGAIN),
)
LETTER_OF: Final = {"ask": KIND, sent_services.AGAIN: f"{KIND}-again"}
OFF: Final = "Mail about documents is off or paused for this program, so nobody is asked."
NONE: Final = "No document is missing."
NOBODY: Final = "There is nobody with an address to ask. Telephone, and note it on file."


def ask_due(at: datetime, program_id: int | None = None) -> int:
    """Ask for what is missing some weeks before the first day, each match in its own transaction.

    Of one program only, if it is named; gives how many people were asked. What was promised by a
    day that has passed becomes a to-do.
    """
    today = district_day(at)
    due: list[int] = []
    for program in mailing_programs(KIND):
        if program_id in (None, program.id):
            ahead = today - timedelta(days=plan_in(program.rules, KIND).days)
            due += [row.id for row in queries.unasked_matches(program.id, KIND, today, ahead)]
    sweep(queries.broken_words(today), lambda match_id: _late(match_id, at))
    return sweep(due, lambda match_id: _ask_due(match_id, at))


def foresee(program: Program, at: datetime, until: datetime) -> Iterator[datetime]:
    """Give when each match to begin is asked for its documents, if it misses any by then."""
    plan, zone = plan_in(program.rules, KIND), str(district_time(at).tzinfo)
    today, last = district_day(at), district_day(until)
    for row in queries.unasked_matches(program.id, KIND, today, last - timedelta(days=plan.days)):
        day = row.start_date + timedelta(days=plan.days)
        if today < day <= last:
            yield instant(day, time.min, zone)


@use_case
def _ask_due(match_id: int, at: datetime) -> int:
    match = matches.match_for(match_id, SYSTEM)
    if not asked_for(match, at) or not people_of(match, at):
        return 0
    return len(ask(match_id, by=SYSTEM, at=at))


@use_case
def _late(match_id: int, at: datetime) -> int:
    match, today = matches.match_for(match_id, SYSTEM), district_day(at)
    words = queries.words_of(match.id)
    late = [
        kind
        for kind in lacking_of(match, today)
        if (word := words.get(kind)) and word.said is Word.COMING and word.on and word.on < today
    ]
    newest = max((words[kind].at for kind in late), default=at)
    if late and not was_opened(document_services.LATE, MATCH, match.id, since=newest):
        document_services.remind_staff(match, document_services.LATE, late, by=SYSTEM, at=at)
    return 0


@use_case
def ask(match_id: int, *, by: Actor, at: datetime) -> list[LinkRequest]:
    """Ask the guardians, or the student who is of age, for what a match misses.

    Raises NotFound for another school's match, and Conflict where this mail is off, nothing is
    missing or nobody can be asked.
    """
    match = matches.match_for(match_id, by)
    plan = plan_for(match.placement.program, KIND)
    if plan is None:
        raise Conflict(OFF)
    if not asked_for(match, at):
        raise Conflict(NONE)
    people = people_of(match, at)
    if not people:
        raise Conflict(NOBODY)
    return [
        outreach.ask(
            KIND,
            each,
            Subject(MATCH, match.id),
            plan=plan,
            program_id=match.placement.program_id,
            school_ids=frozenset({match.student.school_id}),
            by=by,
            at=at,
        )
        for each in people
    ]


def asked_for(match: Match, at: datetime) -> list[str]:
    """Give the documents that are worth asking for: a consent alone is asked for by itself."""
    lacks = lacking_of(match, district_day(at))
    by_itself = plan_for(match.placement.program, consent_asking.KIND) is not None
    return [] if by_itself and lacks == [CONSENT_KIND] else lacks


def people_of(match: Match, at: datetime) -> Sequence[Recipient]:
    """Give whom one asks: who may consent, else the student; only who has an address."""
    found = consent_asking.people_of(match.student, district_day(at))
    own = student_recipient(match.student_id)
    return [each for each in (*found, *([own] if own and not found else [])) if each.address]


def letter(asked: LinkRequest, step: str) -> Letter:
    """Compose the letter of a step: the first asking, a reminder, or what was sent back."""
    match = matches.match_for(asked.subject_id, SYSTEM)
    with speaking(asked.language):
        names = catalogue_words.documents()
        lacks = lacking_of(match, district_day(asked.created_at))
        lacking = [names.get(kind, kind) for kind in lacks] or [_("None is missing any more")]
        if step == sent_services.AGAIN:
            back = document_page.sent_back(match.id)
            lacking = [f"{names.get(kind, kind)}: {row.reason}" for kind, row in back.items()]
        return compose(
            LETTER_OF.get(step, f"{KIND}-reminder"),
            asked.language,
            name=asked.recipient_name,
            student=short_name(match),
            placement=match.placement.title,
            first_day=day_words(match.placement.start_date, year=True),
            papers="\n".join(f"- {each}" for each in lacking),
        )


def recipient(asked: LinkRequest) -> Recipient | None:
    """Give the guardian or student as their record is now."""
    return RECIPIENTS[asked.recipient_kind](asked.recipient_id)


def summary(asked: LinkRequest) -> str:
    """Say what the request is about, for staff."""
    match = matches.match_for(asked.subject_id, SYSTEM)
    return f"Documents of {match.student.shown_name} for {match.placement.title}"


def escalate(asked: LinkRequest, at: datetime) -> None:
    """Open a to-do for the specialist: nobody has said what became of the documents."""
    if document_page.is_done(asked) or document_page.is_closed(asked):
        return
    match = matches.match_for(asked.subject_id, SYSTEM)
    open_todo(
        "documents_not_answered",
        "request",
        asked.id,
        f"{asked.recipient_name} has not said what became of the documents of "
        f"{match.student.shown_name} for {match.placement.title}. Telephone.",
        url=f"/students/{match.student_id}#documents",
        role="career_specialist",
        school_id=match.student.school_id,
        at=at,
    )


def asked_about(match_id: int) -> list[LinkRequest]:
    """Give the requests about a match's documents whose links are not void."""
    return list(requests.unended_of_subject(KIND, MATCH, match_id))


DOCUMENTS: Final = Kind(
    name=KIND,
    campaign=False,
    show=document_page.show,
    apply=document_page.apply,
    letter=letter,
    recipient=recipient,
    is_done=document_page.is_done,
    is_closed=document_page.is_closed,
    summary=summary,
    printable=document_page.printable,
    takes_files=True,
    escalate=escalate,
)
