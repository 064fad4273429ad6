"""Ask students which placements of a program they want: whom staff choose, or who is considered."""

from __future__ import annotations

from datetime import datetime
from typing import Final

from app.core.access import SYSTEM, Actor
from app.core.errors import Conflict
from app.core.filters import day as day_words
from app.core.filters import instant
from app.core.language import speaking
from app.core.letter_kinds import LetterKind, letter_kind
from app.core.letters import Letter, compose
from app.core.sweeps import sweep
from app.core.todos import open_todo
from app.core.use_case import use_case
from app.matches import preference_page, preference_queries
from app.matches.preference_queries import KIND, PROGRAM
from app.outreach import services as outreach
from app.outreach.models import LinkRequest
from app.outreach.shapes import Kind, Recipient, Subject
from app.programs.mailing import plan_for, plan_in
from app.programs.models import Program
from app.programs.queries import mailing_programs
from app.programs.queries import program as program_of
from app.students.queries import student_for
from app.students.recipients import student_recipient

FACTS: Final = "name program first_day last_day until!"
LETTERS: Final[tuple[LetterKind, ...]] = (
    letter_kind(KIND, "Asks a student which placements they want.", FACTS),
    letter_kind(f"{KIND}-reminder", "Reminds them to send their list.", FACTS),
)
OFF: Final = "Mail about preferences is off or paused for this program, so nobody is asked."
GONE: Final = "This student is no longer enrolled."


def ask_considered(at: datetime, program_id: int | None = None) -> int:
    """Ask each student with a suggested or shortlisted match who never said what they want.

    Each in its own transaction, of one program only if it is named; gives how many were asked.
    """
    ready = [
        (row.id, program)
        for program in mailing_programs(KIND)
        if program_id in (None, program.id)
        for row in preference_queries.unasked(program.id)
    ]
    return sweep(ready, lambda pair: _ask_considered(*pair, at))


@use_case
def _ask_considered(student_id: int, program: Program, at: datetime) -> int:
    ask(student_id, program.id, by=SYSTEM, at=at)
    return 1


@use_case
def ask(student_id: int, program_id: int, *, by: Actor, at: datetime) -> LinkRequest:
    """Ask one student for their list; give the live request if there is one.

    Raises NotFound for another school's student, and Conflict where this mail is off.
    """
    student = student_for(student_id, by)
    program = program_of(program_id)
    recipient = student_recipient(student.id)
    if plan_for(program, KIND) is None:
        raise Conflict(OFF)
    if recipient is None:
        raise Conflict(GONE)
    asked = outreach.ask(
        KIND,
        recipient,
        Subject(PROGRAM, program.id),
        plan=plan_in(program.rules, KIND),
        program_id=program.id,
        school_ids=frozenset({student.school_id}),
        by=by,
        at=at,
    )
    if not recipient.address:
        _say_in_person(asked, at)
    return asked


def letter(asked: LinkRequest, step: str) -> Letter:
    """Compose the letter of a step: the question, or a reminder of it."""
    program = program_of(asked.subject_id)
    with speaking(asked.language):
        return compose(
            KIND if step == "ask" else f"{KIND}-reminder",
            asked.language,
            name=asked.recipient_name,
            program=program.name,
            first_day=day_words(program.start_date, year=True),
            last_day=day_words(program.end_date, year=True),
            until=instant(asked.expires_at, asked.zone),
        )


def recipient(asked: LinkRequest) -> Recipient | None:
    """Give the student as their record is now."""
    return student_recipient(asked.recipient_id)


def summary(asked: LinkRequest) -> str:
    """Say what the request is about, for staff."""
    return f"Which placements of {program_of(asked.subject_id).name} they want"


def escalate(asked: LinkRequest, at: datetime) -> None:
    """Open a to-do for the specialist of a student who did not answer."""
    if not preference_page.is_done(asked):
        _say_in_person(asked, at)


def _say_in_person(asked: LinkRequest, at: datetime) -> None:
    student = student_for(asked.recipient_id, SYSTEM)
    open_todo(
        "preferences_missing",
        "request",
        asked.id,
        f"{student.shown_name} has not said which placements they want. Ask them, and enter it.",
        url=f"/requests/{asked.id}",
        role="career_specialist",
        school_id=student.school_id,
        at=at,
    )


PREFERENCES: Final = Kind(
    name=KIND,
    campaign=False,
    show=preference_page.show,
    apply=preference_page.apply,
    letter=letter,
    recipient=recipient,
    is_done=preference_page.is_done,
    is_closed=preference_page.is_closed,
    summary=summary,
    printable=preference_page.printable,
    escalate=escalate,
)
