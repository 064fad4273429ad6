"""Let specialists note a whole exam day at once: who earned it, who did not pass."""

from __future__ import annotations

from datetime import date
from typing import Any

from flask import request, url_for
from werkzeug.wrappers import Response as AnyResponse

from app.accounts.policies import can_record_credentials
from app.core import clock, respond
from app.core.access import access
from app.core.errors import Invalid
from app.core.guard import current_actor
from app.core.text import day_of, many, number, one_line
from app.credentials import catalogue_queries as catalogue
from app.credentials import exam_day, services
from app.credentials.blueprint import bp
from app.credentials.models import AwardState


@bp.get("/credentials/exam-day")
@access(can_record_credentials)
def exam_day_page() -> AnyResponse:
    """Ask which credential and session, then list those who may have tried."""
    return _page(_wanted(request.args), {}, {})


@bp.post("/credentials/exam-day")
@access(can_record_credentials)
def note_exam_day() -> AnyResponse:
    """Note all results of an exam day, or none of them."""
    actor, wanted = current_actor(), _wanted(request.form)
    on = day_of(request.form.get("on", ""))
    results = exam_day.read(request.form, wanted, actor)
    try:
        services.note_all(
            [(each.whose, each.result(on)) for each in results], by=actor, at=clock.now()
        )
    except Invalid as problem:
        return _page(wanted, request.form, problem.fields)
    earned = sum(each.state is AwardState.EARNED for each in results)
    respond.tell(f"{many(len(results), 'result')} noted, {earned} earned.")
    return respond.go(url_for(".index", credential=wanted.credential_id))


def _wanted(given: Any) -> exam_day.ExamDay:  # noqa: ANN401 - the address or the form
    return exam_day.ExamDay(number(given.get("credential", "")), number(given.get("activity", "")))


def _page(wanted: exam_day.ExamDay, typed: Any, problems: dict[str, str]) -> AnyResponse:  # noqa: ANN401
    actor, today = current_actor(), clock.district_day(clock.now())
    sessions = exam_day.sessions()
    session = next((each for each in sessions if each.id == wanted.activity_id), None)
    on: date = session.day if session and session.day <= today else today
    return respond.page(
        "credentials/exam_day.html",
        status=Invalid.status if problems else 200,
        wanted=wanted,
        names=catalogue.choices(),
        sessions=sessions,
        rows=exam_day.rows(wanted, actor, on),
        on=one_line(typed.get("on", "")) or on.isoformat(),
        today=today,
        typed=typed,
        problems=problems,
    )
