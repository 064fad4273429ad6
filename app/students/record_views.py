"""List students, and note documents and courses on their page."""

from __future__ import annotations

from datetime import date

from flask import Response, current_app, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from app.accounts.policies import (
    can_edit_students,
    can_import_own_students,
    can_see_students,
    can_see_support_facts,
)
from app.core import clock, respond
from app.core.access import access
from app.core.errors import Invalid
from app.core.guard import current_actor
from app.core.intake.cells import LANGUAGE_NAMES
from app.core.text import one_line
from app.schools.queries import school_choices
from app.students import queries, record_services
from app.students.blueprint import bp
from app.students.board import BOARD

LANGUAGES = tuple(sorted(LANGUAGE_NAMES.items(), key=lambda pair: pair[1]))
LACKS = (*record_services.DOCUMENTS.items(), ("birth_date", "Birth date"))
YES = (("yes", "Yes"),)
MATCHED = (("none", "Without a match"), ("some", "With a match"))


@bp.get("/students")
@access(can_see_students)
def index() -> Response:
    """List students."""
    actor = current_actor()
    wanted = BOARD.wanted(actor)
    query = queries.listed(actor, wanted.filters, _today())
    for name, narrow in current_app.extensions["student_filters"].items():
        if wanted.get(name):
            query = narrow(query, wanted.get(name))
    return BOARD.answer(
        query,
        wanted,
        queries.columns(),
        "students/index.html",
        "students/_list.html",
        schools=school_choices(actor),
        grades=queries.grades(),
        languages=LANGUAGES,
        lacks=LACKS,
        yes=YES,
        matched=MATCHED,
        may_see_support=can_see_support_facts(actor),
        may_import=can_import_own_students(actor),
    )


@bp.post("/students/<int:student_id>/documents")
@access(can_edit_students)
def note_document(student_id: int) -> AnyResponse:
    """Note a document on file."""
    try:
        expires = _day(request.form.get("expires", ""))
        record_services.note_document(
            student_id,
            request.form.get("kind", ""),
            expires,
            by=current_actor(),
            at=clock.now(),
        )
        respond.tell("The document is noted.")
    except Invalid as problem:
        respond.tell(problem.sentence, "stop")
    return respond.go(url_for("desk.student", student_id=student_id))


@bp.post("/students/<int:student_id>/documents/<kind>/remove")
@access(can_edit_students)
def remove_document(student_id: int, kind: str) -> AnyResponse:
    """Take a document off the file."""
    record_services.remove_document(student_id, kind, by=current_actor(), at=clock.now())
    respond.tell("The document is taken off the file.")
    return respond.go(url_for("desk.student", student_id=student_id))


@bp.post("/students/<int:student_id>/directory")
@access(can_edit_students)
def set_directory(student_id: int) -> AnyResponse:
    """Opt a student out of directory information, or in again."""
    opted_out = request.form.get("directory") == "out"
    reason = one_line(request.form.get("reason", ""))
    try:
        record_services.set_directory_opt_out(
            student_id, opted_out=opted_out, reason=reason, by=current_actor(), at=clock.now()
        )
        respond.tell("Opted out." if opted_out else "The opt-out is taken back.")
    except Invalid as problem:
        respond.tell(problem.said, "stop")
    return respond.go(url_for("desk.student", student_id=student_id))


@bp.post("/students/<int:student_id>/courses")
@access(can_edit_students)
def note_course(student_id: int) -> AnyResponse:
    """Note a completed course."""
    try:
        on = _day(request.form.get("completed_on", "")) or _today()
        title = one_line(request.form.get("title", ""))
        record_services.note_course(student_id, title, on, by=current_actor(), at=clock.now())
        respond.tell("The course is noted.")
    except Invalid as problem:
        respond.tell(problem.sentence, "stop")
    return respond.go(url_for("desk.student", student_id=student_id))


@bp.post("/courses/<int:course_id>/remove")
@access(can_edit_students)
def remove_course(course_id: int) -> AnyResponse:
    """Take a completed course off the file again."""
    student_id = record_services.remove_course(course_id, by=current_actor(), at=clock.now())
    respond.tell("The course is taken off the file.")
    return respond.go(url_for("desk.student", student_id=student_id))


def _today() -> date:
    return clock.today(str(current_app.config["TIMEZONE"]))


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text) if text else None
    except ValueError as error:
        sentence = "Enter the date as year, month and day, like 2027-06-30."
        raise Invalid(sentence, {"expires": sentence}) from error
