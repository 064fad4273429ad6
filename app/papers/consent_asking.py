"""Ask a guardian, or the student who is of age, for their consent to a program, by link."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from typing import Final

from flask import current_app

from app.core import frozen
from app.core.access import SYSTEM, Actor
from app.core.ages import age_on
from app.core.calendar import instant
from app.core.clock import district_day, district_time
from app.core.db import db
from app.core.errors import Conflict
from app.core.filters import day as day_words
from app.core.language import speaking
from app.core.letters import Letter, compose
from app.core.sweeps import sweep
from app.core.todos import close_todo, open_todo, was_opened
from app.core.use_case import use_case
from app.outreach import queries as requests
from app.outreach import services as outreach
from app.outreach.models import LinkRequest, RequestState
from app.outreach.shapes import Recipient, Subject
from app.outreach.superseding import supersede
from app.papers import queries
from app.papers.models import ConsentForm
from app.programs.mailing import plan_for, plan_in
from app.programs.models import Program
from app.programs.queries import mailing_programs
from app.programs.queries import program as program_of
from app.students.models import Student
from app.students.queries import guardians_of, student_for
from app.students.recipients import RECIPIENTS, guardian_recipient, student_recipient

KIND: Final = "consent"
FORM: Final = "consent_form"
TEMPLATE: Final = "consent-1"
ADULT: Final = 18
LONGEST: Final = timedelta(days=365)
NOBODY: Final = "consent_nobody"
AGAIN_AFTER: Final = timedelta(days=30)
OFF: Final = (
    "Mail that asks for consent is switched off or paused for this program, so nobody is mailed. "
    "Print the form, or have an administrator switch it on."
)


def ask_for_consents(at: datetime, program_id: int | None = None) -> int:
    """Ask for each consent that is missing or soon ends, each in its own transaction.

    Of one program only, if it is named; gives how many people were asked.
    """
    today, due = district_day(at), []
    for program in mailing_programs(KIND):
        if program_id in (None, program.id) and program.end_date >= today:
            ahead = today - timedelta(days=plan_in(program.rules, KIND).days)
            rows = queries.asked_students(program.id, today, ahead)
            due += [(row.id, program.id) for row in rows]
    return sweep(due, lambda pair: len(ask(*pair, by=SYSTEM, at=at)))


def foresee(program: Program, at: datetime, until: datetime) -> Iterator[datetime]:
    """Give when each consent that will be missing or ends is asked for, as things stand now."""
    plan, zone = plan_in(program.rules, KIND), str(district_time(at).tzinfo)
    today, known = district_day(at), set[int]()
    for ahead in range((district_day(until) - today).days + 1):
        day = today + timedelta(days=ahead)
        if program.end_date < day:
            return
        rows = queries.asked_students(program.id, day, day - timedelta(days=plan.days))
        new = {row.id for row in rows} - known
        known |= new
        if day > today:
            yield from [instant(day, time.min, zone)] * len(new)


@use_case
def ask(student_id: int, program_id: int, *, by: Actor, at: datetime) -> list[LinkRequest]:
    """Freeze a form about a student and a program, and ask everybody who may answer it.

    It takes the place of an earlier form, whose links then say so. Raises Conflict when this mail
    is off or the program is over; without anybody to ask a to-do is opened instead.
    """
    student, program = student_for(student_id, by), program_of(program_id)
    plan, today = plan_for(program, KIND), district_day(at)
    if plan is None:
        raise Conflict(OFF)
    if program.end_date < today:
        raise Conflict("This program is over, so there is nothing to agree to.")
    people = people_of(student, today)
    if not people:
        _nobody(student, by, at)
        return []
    before, until = queries.newest_form(student.id, program.id), until_of(program, today)
    if before is not None and by.kind == SYSTEM.kind and until <= before.until:
        # asked once more it would reach no further; a person may still ask anew
        return []
    form = _freeze(student, program, before, by, at)
    close_todo(NOBODY, "student", student.id, by=by, at=at)
    return [
        outreach.ask(
            KIND,
            each,
            Subject(FORM, form.id),
            plan=plan,
            program_id=program.id,
            school_ids=frozenset({student.school_id}),
            by=by,
            at=at,
        )
        for each in people
    ]


def people_of(student: Student, on: date) -> list[Recipient]:
    """Give who may consent: the guardians, or from 18 on the student alone (34 CFR 99.5)."""
    if student.birth_date and age_on(student.birth_date, on) >= ADULT:
        found = [student_recipient(student.id)]
    else:
        found = [guardian_recipient(each.id) for each in guardians_of(student.id)]
    return [each for each in found if each]


def until_of(program: Program, on: date) -> date:
    """Give the last day of a consent given now: the program's, and no later than a year on."""
    return min(program.end_date, on + LONGEST)


def _freeze(
    student: Student, program: Program, before: ConsentForm | None, by: Actor, at: datetime
) -> ConsentForm:
    if before is not None:
        for asked in requests.unended_of_subject(KIND, FORM, before.id):
            supersede(asked.id, reason="asked anew", by=by, at=at)
    until = until_of(program, district_day(at))
    text = text_of(student, program, until)
    form = ConsentForm(
        student_id=student.id,
        program_id=program.id,
        number=before.number + 1 if before else 1,
        template=TEMPLATE,
        text=text,
        text_hash=frozen.hash_of(text),
        until=until,
        by=by.key,
        at=at,
    )
    db.session.add(form)
    db.session.flush()
    return form


def text_of(student: Student, program: Program, until: date) -> str:
    """Give the text of a form in every language."""
    facts = {
        "student": frozen.plain(f"{student.given_name} {student.family_name}"),
        "school": frozen.plain(student.school.name),
        "program": frozen.plain(program.name),
        "district": str(current_app.config["DISTRICT_NAME"]),
    }
    return frozen.write(
        f"papers/{TEMPLATE}", lambda _language: facts | {"until": day_words(until, year=True)}
    )


def _nobody(student: Student, by: Actor, at: datetime) -> None:
    # who closed it by hand knows; they are told again only after a while
    if by.kind == SYSTEM.kind and was_opened(NOBODY, "student", student.id, since=at - AGAIN_AFTER):
        return
    open_todo(
        NOBODY,
        "student",
        student.id,
        f"Nobody can consent for {student.shown_name}: no guardian is on file. Add one.",
        url=f"/students/{student.id}",
        role="career_specialist",
        school_id=student.school_id,
        at=at,
    )


def letter(asked: LinkRequest, step: str) -> Letter:
    """Compose the letter of a step: the first asking, or a reminder."""
    kind = KIND if step == "ask" else f"{KIND}-reminder"
    form = queries.form_of(asked.subject_id)
    with speaking(asked.language):
        return compose(
            kind,
            asked.language,
            name=asked.recipient_name,
            student=first_and_initial(student_of(form)),
            program=program_of(form.program_id).name,
        )


def student_of(form: ConsentForm) -> Student:
    """Give the student whom a form is about, with the school."""
    return student_for(form.student_id, SYSTEM)


def first_and_initial(student: Student) -> str:
    """Give the first name and initial, as mails say them."""
    return f"{student.preferred_name or student.given_name} {student.family_name[:1]}."


def recipient(asked: LinkRequest) -> Recipient | None:
    """Give the guardian or student as their record is now."""
    return RECIPIENTS[asked.recipient_kind](asked.recipient_id)


def summary(asked: LinkRequest) -> str:
    """Say what the request is about, for staff."""
    form = queries.form_of(asked.subject_id)
    return f"Consent for {student_of(form).shown_name}, {program_of(form.program_id).name}"


def escalate(asked: LinkRequest, at: datetime) -> None:
    """Open a to-do for the specialist: this consent has not come."""
    form = queries.form_of(asked.subject_id)
    if queries.last_answer(form.id) or queries.on_file(form.student_id, form.until):
        return
    student = student_of(form)
    ended = " The link no longer works." if asked.state is RequestState.EXPIRED else ""
    open_todo(
        "consent_not_given",
        "request",
        asked.id,
        f"{asked.recipient_name} has not answered whether {student.shown_name} may take part in "
        f"{program_of(form.program_id).name}.{ended} Telephone, or have the form signed on paper.",
        url=f"/students/{student.id}/consents",
        role="career_specialist",
        school_id=student.school_id,
        at=at,
    )


def asked_about(form_id: int) -> list[LinkRequest]:
    """Give the requests about a form whose links are not void."""
    return list(requests.unended_of_subject(KIND, FORM, form_id))
