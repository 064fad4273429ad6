"""Let staff open a document that came through a link, note it on file, or send it back."""

from __future__ import annotations

from flask import Response, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from app.accounts.policies import can_edit_students
from app.core import clock, respond
from app.core.access import access
from app.core.errors import Conflict, Invalid
from app.core.guard import current_actor
from app.core.text import day_of, one_line
from app.papers import sent_queries, sent_services
from app.papers.blueprint import bp

NO_DAY = "Enter the last day as a date, or leave it empty."


@bp.get("/documents/<int:sent_id>/file")
@access(can_edit_students)
def sent_file(sent_id: int) -> Response:
    """Give the photo or scan, to keep."""
    sent = sent_queries.sent_for(sent_id, current_actor())
    found = sent_queries.content_of(sent.file_id)
    return respond.attachment(found.content, found.name, "application/octet-stream")


@bp.post("/documents/<int:sent_id>/accept")
@access(can_edit_students)
def accept_sent(sent_id: int) -> AnyResponse:
    """Note it on file, until the day that was typed."""
    actor, typed = current_actor(), request.form.get("expires", "").strip()
    student_id = sent_queries.sent_for(sent_id, actor).match.student_id
    expires = day_of(typed)
    if typed and expires is None:
        respond.tell(NO_DAY, "stop")
        return _back(student_id)
    try:
        sent_services.accept(sent_id, expires, by=actor, at=clock.now())
        respond.tell("The document is noted on file.")
    except (Invalid, Conflict) as problem:
        respond.tell(problem.sentence, "stop")
    return _back(student_id)


@bp.post("/documents/<int:sent_id>/send-back")
@access(can_edit_students)
def send_back(sent_id: int) -> AnyResponse:
    """Ask for another in its place."""
    actor, reason = current_actor(), one_line(request.form.get("reason", ""))
    student_id = sent_queries.sent_for(sent_id, actor).match.student_id
    try:
        mailed = sent_services.send_back(sent_id, reason, by=actor, at=clock.now())
        told = "They are written to." if mailed else "Nobody is written to; telephone."
        respond.tell(f"Another is asked for. {told}", "good" if mailed else "wait")
    except (Invalid, Conflict) as problem:
        respond.tell(problem.sentence, "stop")
    return _back(student_id)


def _back(student_id: int) -> AnyResponse:
    return respond.go(url_for("desk.student", student_id=student_id, _anchor="documents"))
