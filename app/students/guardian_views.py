"""Add and correct guardians on their own page, with the version that was shown."""

from __future__ import annotations

from flask import Response, url_for
from werkzeug.wrappers import Response as AnyResponse

from app.accounts.policies import can_edit_students
from app.core import clock, respond
from app.core.access import access
from app.core.bad_addresses import came_back
from app.core.errors import Invalid
from app.core.guard import current_actor
from app.students import guardian_services, queries
from app.students.blueprint import bp
from app.students.forms import GuardianForm
from app.students.models import Guardian, Student


@bp.route("/students/<int:student_id>/guardians/new", methods=["GET", "POST"])
@access(can_edit_students)
def new_guardian(student_id: int) -> AnyResponse:
    """Add a guardian whom the roster does not know."""
    actor, form = current_actor(), GuardianForm()
    student = queries.student_for(student_id, actor)
    if not form.accept():
        return _page(form, student, None)
    guardian_services.add_guardian(student_id, form.values(), by=actor, at=clock.now())
    respond.tell("The guardian is added.")
    return respond.go(url_for("desk.student", student_id=student_id, _anchor="facts"))


@bp.route("/guardians/<int:guardian_id>/edit", methods=["GET", "POST"])
@access(can_edit_students)
def edit_guardian(guardian_id: int) -> AnyResponse:
    """Correct a guardian."""
    actor = current_actor()
    guardian = queries.guardian_for(guardian_id, actor)
    form = GuardianForm(obj=guardian)
    if not form.accept():
        return _page(form, queries.student_for(guardian.student_id, actor), guardian)
    student_id = guardian_services.change_guardian(
        guardian_id, form.values(), version=form.shown_version(), by=actor, at=clock.now()
    )
    respond.tell("The guardian is saved.")
    return respond.go(url_for("desk.student", student_id=student_id, _anchor="facts"))


@bp.post("/guardians/<int:guardian_id>/remove")
@access(can_edit_students)
def remove_guardian(guardian_id: int) -> AnyResponse:
    """Remove a guardian whom staff added."""
    actor = current_actor()
    student_id = queries.guardian_for(guardian_id, actor).student_id
    try:
        guardian_services.remove_guardian(guardian_id, by=actor, at=clock.now())
        respond.tell("The guardian is removed.")
    except Invalid as problem:
        respond.tell(problem.sentence, "stop")
    return respond.go(url_for("desk.student", student_id=student_id, _anchor="facts"))


def _page(form: GuardianForm, student: Student, guardian: Guardian | None) -> Response:
    status = 422 if form.errors else 200
    address = guardian.email if guardian else ""
    bad = came_back([address], clock.now()).get(address)
    return respond.page(
        "students/guardian.html",
        form=form,
        student=student,
        guardian=guardian,
        bad=bad,
        status=status,
    )
