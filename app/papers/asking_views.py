"""Show staff what was asked of a student's guardians and what they answered; ask them anew."""

from __future__ import annotations

from flask import Response, current_app, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from app.accounts.policies import can_edit_students, can_see_students
from app.core import clock, frozen, respond
from app.core.access import access
from app.core.errors import Conflict
from app.core.guard import current_actor
from app.core.text import many, number
from app.matches import queries as matches
from app.outreach.posting import may_write
from app.papers import consent_asking, document_asking, queries
from app.papers.blueprint import bp
from app.programs.mailing import plan_for
from app.programs.queries import program
from app.students.queries import student_for

METHODS = {
    "link": "by link",
    "phone": "by telephone, entered by staff",
    "paper": "on paper, entered by staff",
    "in_person": "in person, entered by staff",
}


@bp.get("/students/<int:student_id>/consents")
@access(can_see_students)
def consents(student_id: int) -> Response:
    """Show a student's consent forms: text, hash, every answer, who is asked."""
    student = student_for(student_id, current_actor())
    forms = queries.forms_of(student.id)
    return respond.page(
        "papers/consents.html",
        student=student,
        forms=forms,
        texts={form.id: frozen.in_order(form.text, "en") for form in forms},
        answers=queries.answers_of([form.id for form in forms]),
        asked={form.id: consent_asking.asked_about(form.id) for form in forms},
        programs=queries.programs_of(student.id),
        methods=METHODS,
        may_edit=can_edit_students(current_actor()),
    )


@bp.get("/students/<int:student_id>/consents/ask")
@access(can_edit_students)
def preview(student_id: int) -> AnyResponse:
    """Show who would be asked for a program, and what they would read."""
    student = student_for(student_id, current_actor())
    program_id = number(request.args.get("program", ""))
    if program_id is None:
        return respond.go(url_for(".consents", student_id=student.id))
    chosen = program(program_id)
    today = clock.today(str(current_app.config["TIMEZONE"]))
    until = consent_asking.until_of(chosen, today)
    text = consent_asking.text_of(student, chosen, until)
    people = consent_asking.people_of(student, today)
    return respond.page(
        "papers/ask_consent.html",
        student=student,
        program=chosen,
        people=[(each, may_write(consent_asking.KIND, each)) for each in people],
        mail_on=plan_for(chosen, consent_asking.KIND) is not None,
        over=chosen.end_date < today,
        languages=frozen.in_order(text, "en"),
    )


@bp.post("/students/<int:student_id>/consents/ask")
@access(can_edit_students)
def ask(student_id: int) -> AnyResponse:
    """Ask for consent to a program now; an earlier form's links then say that they are replaced."""
    chosen = program(number(request.form.get("program", "")) or 0)
    try:
        asked = consent_asking.ask(student_id, chosen.id, by=current_actor(), at=clock.now())
        respond.tell(f"{many(len(asked), 'person')} asked." if asked else "Nobody can be asked.")
    except Conflict as refusal:
        respond.tell(refusal.sentence, "stop")
    return respond.go(url_for(".consents", student_id=student_id))


@bp.get("/matches/<int:match_id>/documents/ask")
@access(can_edit_students)
def preview_documents(match_id: int) -> Response:
    """Show which documents a match misses, and who would be asked about them."""
    match, now = matches.match_for(match_id, current_actor()), clock.now()
    lacks = document_asking.asked_for(match, now)
    return respond.page(
        "papers/ask_documents.html",
        match=match,
        lacks=[kind.replace("_", " ") for kind in lacks],
        people=document_asking.people_of(match, now),
        mail_on=plan_for(match.placement.program, document_asking.KIND) is not None,
        asked=document_asking.asked_about(match.id),
    )


@bp.post("/matches/<int:match_id>/documents/ask")
@access(can_edit_students)
def ask_documents(match_id: int) -> AnyResponse:
    """Ask about the documents that a match misses."""
    try:
        asked = document_asking.ask(match_id, by=current_actor(), at=clock.now())
        respond.tell(f"{many(len(asked), 'person')} asked.")
    except Conflict as refusal:
        respond.tell(refusal.sentence, "stop")
    return respond.go(url_for("desk.match", match_id=match_id))
