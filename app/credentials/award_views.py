"""Show who tried for and earned which credential, and let specialists note it."""

from __future__ import annotations

from datetime import date
from typing import Final

from flask import request, url_for
from werkzeug.wrappers import Response as AnyResponse

from app.accounts.policies import (
    can_manage_credentials,
    can_record_credentials,
    can_see_credentials,
)
from app.core import clock, respond
from app.core.access import access
from app.core.calendar import school_year_of
from app.core.errors import Invalid, NotFound
from app.core.guard import current_actor
from app.core.text import one_line
from app.credentials import catalogue_queries as catalogue
from app.credentials import queries, services
from app.credentials.blueprint import bp
from app.credentials.board import AWARDS, FIELDS, SOON, STATES
from app.credentials.forms import NoteForm, ResultForm
from app.credentials.models import HAD, OPEN, AwardState, CredentialAward
from app.programs.fields import FIELD_NAMES
from app.schools.queries import school_choices
from app.students.queries import grades, student_for

S = AwardState
YEARS: Final = 6
MOVES: Final = {
    "take-back": (services.take_result_back, "The result is taken back; the try is planned again."),
    "withdraw": (services.withdraw, "It is withdrawn."),
}


def _today() -> date:
    return clock.district_day(clock.now())


@bp.get("/credentials")
@access(can_see_credentials)
def index() -> AnyResponse:
    """List the tries at credentials, the newest first."""
    actor, today = current_actor(), _today()
    wanted = AWARDS.wanted(actor)
    newest = school_year_of(today)
    return AWARDS.answer(
        queries.listed(actor, wanted.filters, today),
        wanted,
        queries.columns(),
        "credentials/index.html",
        "credentials/_awards.html",
        states=STATES,
        names=catalogue.names(),
        fields=FIELDS,
        field_names=FIELD_NAMES,
        schools=school_choices(actor),
        grades=grades(),
        years=[(str(year), f"{year - 1}–{year}") for year in range(newest, newest - YEARS, -1)],
        soon=SOON,
        may_record=can_record_credentials(actor),
        may_manage=can_manage_credentials(actor),
        today=today,
    )


@bp.route("/students/<int:student_id>/credentials/new", methods=["GET", "POST"])
@access(can_record_credentials)
def note_credential(student_id: int) -> AnyResponse:
    """Take a student's try at a credential."""
    student = student_for(student_id, current_actor())
    form = NoteForm(data={"result": str(S.EARNED)})
    if form.accept():
        try:
            whose = services.Noted(student.id, form.credential_id())
            made = services.note(
                whose, form.facts(), form.scan(), by=current_actor(), at=clock.now()
            )
            respond.tell(f"Noted for {student.shown_name}.")
            return respond.go(url_for(".award", credential_award_id=made.id))
        except Invalid as problem:
            form.add_errors(problem.fields)
    return respond.page(
        "credentials/note.html",
        status=Invalid.status if form.errors else 200,
        form=form,
        student=student,
    )


@bp.get("/credentials/<int:credential_award_id>")
@access(can_see_credentials)
def award(credential_award_id: int) -> AnyResponse:
    """Show a try with what came of it, and what may be done with it."""
    found = queries.award_for(credential_award_id, current_actor())
    return _page(found, ResultForm(formdata=None, data=_shown(found), results=_results(found)))


@bp.post("/credentials/<int:credential_award_id>/result")
@access(can_record_credentials)
def note_result(credential_award_id: int) -> AnyResponse:
    """Note what came of a try, or correct what the certificate says."""
    found = queries.award_for(credential_award_id, current_actor())
    form = ResultForm(results=_results(found))
    if form.accept():
        try:
            services.note_result(
                found.id, form.facts(), form.scan(), by=current_actor(), at=clock.now()
            )
            respond.tell("Noted.")
            return respond.go(url_for(".award", credential_award_id=found.id))
        except Invalid as problem:
            form.add_errors(problem.fields)
    return _page(found, form, status=Invalid.status)


@bp.post("/credentials/<int:credential_award_id>/<path>")
@access(can_record_credentials)
def move_credential_award(credential_award_id: int, path: str) -> AnyResponse:
    """Take a result back, or withdraw what was noted in error; each with a reason."""
    if path not in MOVES:
        raise NotFound
    move, told = MOVES[path]
    try:
        reason = one_line(request.form.get("reason", ""))
        move(credential_award_id, reason, by=current_actor(), at=clock.now())
        respond.tell(told)
    except Invalid as problem:
        respond.tell(problem.said, "stop")
    return respond.go(url_for(".award", credential_award_id=credential_award_id))


@bp.get("/credentials/<int:credential_award_id>/evidence")
@access(can_see_credentials)
def evidence(credential_award_id: int) -> AnyResponse:
    """Give the certificate kept with a try."""
    file = queries.evidence_of(credential_award_id, current_actor())
    return respond.attachment(file.content, file.name, "application/octet-stream")


def _results(found: CredentialAward) -> tuple[S, ...]:
    """Give what may be noted of a try: all that may come of an open one, else corrections."""
    if found.state in OPEN:
        return (S.PLANNED, S.ATTEMPTED, S.EARNED, S.FAILED)
    return (S.EARNED,) if found.state in HAD else (S.FAILED,)


def _shown(found: CredentialAward) -> dict[str, object]:
    return {
        "result": str(S.EARNED if found.state in HAD else found.state),
        "on": found.earned_on or found.exam_on,
        "expires_on": found.expires_on,
        "number": found.number,
        "score": found.score,
    }


def _page(found: CredentialAward, form: ResultForm, *, status: int = 200) -> AnyResponse:
    records = can_record_credentials(current_actor()) and found.state is not S.WITHDRAWN
    return respond.page(
        "credentials/award.html",
        status=status,
        award=found,
        form=form if records else None,
        is_open=found.state in OPEN,
        tries=len(queries.tries_of(found.student_id, found.credential_id)),
        today=_today(),
    )
