"""Keep an answer to a consent form, and let the student's file follow it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from app.core import journal
from app.core.access import Actor
from app.core.clock import district_day
from app.core.db import db
from app.core.todos import close_todo, open_todo
from app.core.use_case import use_case
from app.outreach import answers
from app.outreach import queries as requests
from app.outreach.models import LinkRequest
from app.outreach.shapes import Evidence
from app.papers import queries
from app.papers.consent_asking import FORM, KIND, student_of
from app.papers.models import Consent, ConsentForm, Method
from app.programs.queries import program as program_of
from app.students.models import Student
from app.students.privacy import CONSENT_KIND
from app.students.record_services import (
    note_document,
    remove_document,
    set_directory_opt_out,
)

REFUSED, CHANGED = "consent_refused", "consent_changed"


@dataclass(frozen=True, slots=True)
class Said:
    """Be what somebody answered: takes part, may be shown as directory information, a telephone."""

    takes_part: bool
    directory: bool
    phone: str = ""


@use_case
def give(asked: LinkRequest, said: Said, name: str, evidence: Evidence, *, at: datetime) -> Consent:
    """Keep an answer under a typed name; the same answer again is the one that is kept.

    The file says from now on whether the consent is there and until when, and whether the student
    is out of directory information. Staff are told of a no, and of an answer that differs.
    """
    form = queries.form_of(asked.subject_id)
    before = queries.last_answer(form.id)
    signer = f"{asked.recipient_kind}:{asked.recipient_id}"
    if before is not None and before.signer == signer and _said(before) == said:
        return before
    given = Consent(
        form_id=form.id,
        number=before.number + 1 if before else 1,
        takes_part=said.takes_part,
        directory=said.directory,
        phone=said.phone,
        text_hash=form.text_hash,
        name=name,
        signer=signer,
        method=Method(evidence.method),
        language=asked.language,
        by=evidence.by.key,
        address=evidence.address,
        agent=evidence.agent[:300],
        note=evidence.note,
        request_id=asked.id,
        at=at,
    )
    db.session.add(given)
    db.session.flush()
    told = {"consent": given.id, "takes_part": said.takes_part, "directory": said.directory}
    journal.record("consent_answered", "student", form.student_id, by=evidence.by, at=at, **told)
    _file(form, said, evidence.by, at)
    _tell(form, before, said, evidence.by, at)
    return given


def _file(form: ConsentForm, said: Said, by: Actor, at: datetime) -> None:
    student = student_of(form)
    if said.takes_part and not queries.on_file(student.id, form.until):
        note_document(student.id, CONSENT_KIND, form.until, by=by, at=at)
    elif not said.takes_part and _ends(form, at):
        remove_document(student.id, CONSENT_KIND, by=by, at=at)
    set_directory_opt_out(
        student.id,
        opted_out=not said.directory,
        reason=f"consent form {form.id}",
        by=by,
        at=at,
    )
    for each in requests.unended_of_subject(KIND, FORM, form.id):
        answers.settle(each, by=by, at=at)


def _ends(form: ConsentForm, at: datetime) -> bool:
    """Tell whether a no takes the consent off the file: not while one to another program holds."""
    today = district_day(at)
    others = queries.consented_programs(form.student_id, today) - {form.program_id}
    return queries.on_file(form.student_id, today) and not others


def _tell(form: ConsentForm, before: Consent | None, said: Said, by: Actor, at: datetime) -> None:
    student, program = student_of(form), program_of(form.program_id).name
    if not said.takes_part:
        sentence = f"{student.shown_name} may not take part in {program}: the guardian said no."
        _todo(REFUSED, student, f"{sentence} Look at the student’s matches.", at)
        return
    close_todo(REFUSED, "student", student.id, by=by, at=at)
    if before is not None and _said(before) != said:
        _todo(CHANGED, student, f"The consent for {student.shown_name} was answered anew.", at)


def _todo(kind: str, student: Student, sentence: str, at: datetime) -> None:
    open_todo(
        kind,
        "student",
        student.id,
        sentence,
        url=f"/students/{student.id}/consents",
        role="career_specialist",
        school_id=student.school_id,
        at=at,
    )


def _said(given: Consent) -> Said:
    return Said(given.takes_part, given.directory, given.phone)
