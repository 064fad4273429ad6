"""Show a student's and an employer's calendar, by month and by week."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from flask import Response, current_app, request

from app.accounts.policies import can_see_matches, can_see_students
from app.core import clock, respond
from app.core.access import Actor, access
from app.core.guard import current_actor
from app.core.text import number
from app.desk import calendars, week_drawing
from app.desk.blueprint import bp
from app.desk.calendars import MONTH, VIEWS, WEEK, Entry, Span
from app.employers import queries as employers
from app.employers.models import Employer
from app.matches import side_queries, side_services
from app.matches.planned import Whose
from app.students.queries import student_for

FIRST, LAST = date(2000, 1, 1), date(2099, 12, 31)


@bp.get("/students/<int:student_id>/calendar")
@access(can_see_students)
def student_calendar(student_id: int) -> Response:
    """Show a student's work, school and activities, and what overlaps."""
    actor = current_actor()
    student = student_for(student_id, actor)
    span = _span()
    return _page(
        "desk/student_calendar.html",
        span,
        calendars.of_student(student, actor, span),
        student=student,
        feeds=_feeds(Whose.STUDENT, [student.id], actor),
    )


@bp.get("/employers/<int:employer_id>/calendar")
@access(can_see_matches)
def employer_calendar(employer_id: int) -> Response:
    """Show who comes when to an employer, to one of its sites or to one supervisor."""
    actor = current_actor()
    employer = employers.sheet(employer_id)
    whose, record_id = _part(employer)
    span = _span()
    parts = (
        (Whose.EMPLOYER, [employer.id]),
        (Whose.SITE, [each.id for each in employer.sites]),
        (Whose.CONTACT, [each.id for each in employer.contacts]),
    )
    return _page(
        "desk/employer_calendar.html",
        span,
        calendars.of_employer(whose, record_id, actor, span),
        employer=employer,
        chosen=f"{whose}-{record_id}",
        feeds=[feed for kind, ids in parts for feed in _feeds(kind, ids, actor)],
    )


def _page(template: str, span: Span, entries: Sequence[Entry], **context: Any) -> Response:
    by_day: dict[date, list[Entry]] = {}
    for each in entries:
        by_day.setdefault(each.day, []).append(each)
    drawing = week_drawing.draw(span.weeks[0], entries) if span.view == WEEK else None
    return respond.page(
        template,
        span=span,
        entries=entries,
        by_day=by_day,
        drawing=drawing,
        today=clock.today(current_app.config["TIMEZONE"]),
        **context,
    )


def _span() -> Span:
    view = request.args.get("view", "")
    try:
        day = date.fromisoformat(request.args.get("day", ""))
    except ValueError:
        day = clock.today(current_app.config["TIMEZONE"])
    return calendars.span_of(view if view in VIEWS else MONTH, min(max(day, FIRST), LAST))


def _part(employer: Employer) -> tuple[Whose, int]:
    kind, _, given = request.args.get("of", "").partition("-")
    record_id = number(given)
    own = {
        "site": {each.id for each in employer.sites},
        "contact": {each.id for each in employer.contacts},
    }
    if record_id is not None and record_id in own.get(kind, ()):
        return Whose(kind), record_id
    return Whose.EMPLOYER, employer.id


def _feeds(
    whose: Whose, record_ids: Sequence[int], actor: Actor
) -> list[tuple[int, str, str, str, str]]:
    return [
        (
            feed.id,
            f"{feed.whose}-{feed.record_id}",
            owner,
            side_services.address_of(feed) if feed.staff_id == actor.id else "",
            feed.created_at.date().isoformat(),
        )
        for feed, owner in side_queries.feeds_of(whose, record_ids, actor)
    ]
