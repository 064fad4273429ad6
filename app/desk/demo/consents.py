"""Ask guardians for consent: some forms are answered, the others wait."""

from __future__ import annotations

from datetime import timedelta
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any, Final, cast

from app.core import frozen
from app.core.ages import age_on
from app.desk.demo.mails import short_name
from app.desk.demo.requests import Reader, lay_out, open_request
from app.matches.models import Match
from app.outreach.models import LinkRequest, RequestState
from app.outreach.shapes import Subject
from app.papers.consent_asking import ADULT, FORM, KIND, TEMPLATE, text_of, until_of
from app.papers.models import Consent, ConsentForm, Method
from app.papers.queries import HELD
from app.programs.mailing import DEFAULTS
from app.programs.models import Program
from app.schools.models import School
from app.students.models import Guardian, Student, StudentDocument
from app.students.privacy import CONSENT_KIND

if TYPE_CHECKING:
    from app.desk.demo.making import Making
    from app.desk.demo.placements import Job
    from app.desk.demo.rows import Row

PLAN: Final = DEFAULTS[KIND]
ANSWERED: Final = 2
HOURS_AGO: Final = 7


def ask_for_consents(making: Making, jobs: list[Job]) -> None:
    """Ask for each consent that this season still lacks; two that are on file came by link."""
    by_id = {job.id: job for job in jobs if not job.course.ago}
    filed = {
        row["student_id"] for row in making.rows.of(StudentDocument) if row["kind"] == CONSENT_KIND
    }
    guardians: dict[int, Row] = {}
    for row in making.rows.of(Guardian):
        if row["email"]:
            guardians.setdefault(row["student_id"], row)
    left, seen = ANSWERED, set()
    for match in making.rows.of(Match):
        job, student_id = by_id.get(match["placement_id"]), match["student_id"]
        if job is None or match["state"] not in HELD or student_id in seen:
            continue
        reader = reader_of(making, student_id, guardians.get(student_id))
        if reader is None or (student_id in filed and not left):
            continue
        seen.add(student_id)
        if student_id not in filed:
            _ask(making, student_id, job, reader)
        elif reader.kind == "guardian":
            left -= 1
            _answer(making, _ask(making, student_id, job, reader), reader)


def reader_of(making: Making, student_id: int, guardian: Row | None) -> Reader | None:
    """Give who answers for a student: a guardian, or the student from 18 on; None for nobody."""
    student, today = making.rows.row(Student, student_id), making.season.loaded_at.date()
    if student["birth_date"] and age_on(student["birth_date"], today) >= ADULT:
        name = f"{student['preferred_name'] or student['given_name']} {student['family_name']}"
        return Reader("student", student_id, name, student["email"], student["language"])
    if guardian is None:
        return None
    return Reader(
        "guardian", guardian["id"], guardian["name"], guardian["email"], guardian["language"]
    )


def _ask(making: Making, student_id: int, job: Job, reader: Reader) -> int:
    at = making.season.loaded_at - timedelta(hours=HOURS_AGO)
    student = SimpleNamespace(**making.rows.row(Student, student_id))
    student.school = SimpleNamespace(**making.rows.row(School, student.school_id))
    program = cast("Program", SimpleNamespace(**making.rows.row(Program, job.course.id)))
    until = until_of(program, at.date())
    text = text_of(cast("Student", student), program, until)
    form_id = making.rows.add(
        ConsentForm,
        student_id=student_id,
        program_id=program.id,
        number=1,
        template=TEMPLATE,
        text=text,
        text_hash=frozen.hash_of(text),
        until=until,
        by="system",
        at=at,
    )
    request_id = open_request(
        making,
        making.draw(f"consent {form_id}"),
        KIND,
        reader,
        Subject(FORM, form_id),
        PLAN,
        program_id=program.id,
        school_ids=[student.school_id],
        at=at,
        student=short_name(making, student_id),
        program=program.name,
    )
    lay_out(making, request_id, PLAN, making.season.loaded_at)
    return request_id


def _answer(making: Making, request_id: int, reader: Reader) -> None:
    request = making.rows.row(LinkRequest, request_id)
    form = making.rows.row(ConsentForm, request["subject_id"])
    student = making.rows.row(Student, form["student_id"])
    at, by = request["created_at"] + timedelta(hours=2), f"{reader.kind}:{reader.id}"
    directory = not student["directory_opt_out"]
    consent_id = making.rows.add(
        Consent,
        form_id=form["id"],
        number=1,
        takes_part=True,
        directory=directory,
        phone="",
        text_hash=form["text_hash"],
        name=reader.name,
        signer=by,
        method=Method.LINK,
        language=reader.language,
        by=by,
        address="203.0.113.77",
        agent="Mozilla/5.0 (iPhone; CPU iPhone OS 18_5 like Mac OS X) Mobile Safari",
        note="",
        request_id=request_id,
        at=at,
    )
    told: dict[str, Any] = {"consent": consent_id, "takes_part": True, "directory": directory}
    making.note("consent_answered", "student", student["id"], by=by, at=at, **told)
    making.move(LinkRequest, request_id, RequestState.ANSWERED, by=by, at=at)
    request["answered_at"] = at
