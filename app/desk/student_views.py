"""Show one student's record: the page, the file to print, the sheet."""

from __future__ import annotations

import msgspec
from flask import Response, current_app

from app.accounts import policies
from app.accounts.policies import can_see_students
from app.core import clock, respond, sheets
from app.core.access import access
from app.core.guard import current_actor
from app.core.intake.cells import LANGUAGE_NAMES
from app.desk.blueprint import bp
from app.desk.record_sheet import HEADINGS, as_json, rows_of
from app.desk.student_record import DISCLOSURES_SHOWN, StudentRecord, gather, pay_words
from app.students.privacy import BASIS_WORDS
from app.students.record_services import DOCUMENTS, note_record_taken


@bp.get("/students/<int:student_id>")
@access(can_see_students)
def student(student_id: int) -> Response:
    """Show one student: the one column of truth."""
    actor = current_actor()
    return _page(
        "desk/student.html",
        _gathered(student_id),
        may_edit=policies.can_edit_students(actor),
        may_match=policies.can_match(actor),
    )


@bp.get("/students/<int:student_id>/record")
@access(can_see_students)
def student_file(student_id: int) -> Response:
    """Show everything on file of one student, as it is handed to a parent or an auditor."""
    return _page("desk/student_file.html", _gathered(student_id, whole=True), whole=True)


@bp.get("/students/<int:student_id>/record.csv")
@access(can_see_students)
def student_sheet(student_id: int) -> Response:
    """Give everything on file of one student as CSV; the journal notes it."""
    record = _gathered(student_id, whole=True)
    note_record_taken(student_id, by=current_actor(), at=clock.now())
    name = f"student-{record.student.student_number or record.student.id}.csv"
    return respond.attachment(sheets.csv_of(HEADINGS, rows_of(record)), name, "text/csv")


@bp.get("/students/<int:student_id>/record.json")
@access(can_see_students)
def student_json(student_id: int) -> Response:
    """Give the same as JSON, for another system; the journal notes it."""
    record = _gathered(student_id, whole=True)
    note_record_taken(student_id, by=current_actor(), at=clock.now())
    name = f"student-{record.student.student_number or record.student.id}.json"
    content = msgspec.json.format(msgspec.json.encode(as_json(record)), indent=1)
    return respond.attachment(content, name, "application/json")


def _gathered(student_id: int, *, whole: bool = False) -> StudentRecord:
    today = clock.today(current_app.config["TIMEZONE"])
    return gather(student_id, current_actor(), today, whole=whole)


def _page(template: str, record: StudentRecord, **context: bool) -> Response:
    return respond.page(
        template,
        student=record.student,
        record=record,
        history=record.history,
        kinds=DOCUMENTS,
        languages=LANGUAGE_NAMES,
        now=clock.now(),
        today=clock.today(current_app.config["TIMEZONE"]),
        disclosures_shown=DISCLOSURES_SHOWN,
        bases=BASIS_WORDS,
        pay_words=pay_words,
        **context,
    )
