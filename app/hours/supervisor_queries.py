"""Read how each supervisor answers for each week's hours: one row a supervisor and week."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import aliased

from app.core.access import Actor
from app.core.outbox import MessageState, OutboxMessage
from app.core.rows import AnySelect, Sorts
from app.core.text import like, number
from app.employers.models import Contact, Employer
from app.hours.list_queries import on_monday
from app.hours.models import SETTLED, Timesheet, TimesheetState
from app.hours.weekly import KIND, SUPERVISOR
from app.matches.models import Match
from app.outreach.models import LinkRequest, RequestState
from app.outreach.queries import visible_to
from app.placements.models import Placement
from app.students.models import Student
from app.students.queries import in_scope

S, R = TimesheetState, RequestState
UNANSWERED = (R.OPEN, R.EXPIRED)
LOST = (MessageState.FAILED, MessageState.BOUNCED)
# the id of a row: that of its first timesheet
ROW_ID: sa.ColumnClause[int] = sa.column("id")


def columns() -> Sorts:
    """Give the columns by which the list is sorted."""
    names = ("supervisor", "employer", "week", "students", "waiting", "disputed", "id")
    return {name: sa.column(name) for name in names}


def listed(actor: Actor, filters: dict[str, str]) -> AnySelect:
    """Give the query of supervisors' weeks of students in the actor's scope, narrowed by filters.

    `standing` is undeliverable, disputed, unasked, waiting, answered or open.
    """
    weeks = _weeks(actor, filters).subquery("weeks")
    query = (
        sa.select(
            weeks,
            Contact.name.label("supervisor"),
            Employer.id.label("employer_id"),
            Employer.name.label("employer"),
            LinkRequest.id.label("request_id"),
            visible_to(actor).label("may_open"),
            _standing(weeks.c).label("standing"),
        )
        .select_from(weeks)
        .join(Contact, Contact.id == weeks.c.supervisor_id)
        .join(Employer, Employer.id == Contact.employer_id)
        .outerjoin(LinkRequest, LinkRequest.id == _newest_request(weeks.c))
    )
    if filters.get("q"):
        wanted = like(filters["q"])
        query = query.where(
            Contact.name.icontains(filters["q"], autoescape=True)
            | Employer.search.like(wanted, escape="\\")
        )
    rows = query.subquery("rows")
    found = sa.select(rows)
    standing = filters.get("standing")
    return found.where(rows.c.standing == standing) if standing else found


def _weeks(actor: Actor, filters: dict[str, str]) -> AnySelect:
    def how_many(*states: TimesheetState) -> sa.Function[int]:
        return sa.func.count(sa.case((Timesheet.state.in_(states), 1)))

    query = (
        sa.select(
            sa.func.min(Timesheet.id).label("id"),
            Placement.supervisor_id,
            Timesheet.week,
            sa.func.count().label("students"),
            how_many(S.OPEN).label("not_sent"),
            how_many(S.SUBMITTED).label("waiting"),
            how_many(S.DISPUTED).label("disputed"),
            how_many(*SETTLED).label("settled"),
        )
        .select_from(Timesheet)
        .join(Match, Match.id == Timesheet.match_id)
        .join(Student, Student.id == Match.student_id)
        .join(Placement, Placement.id == Match.placement_id)
        .group_by(Placement.supervisor_id, Timesheet.week)
    )
    if filters.get("week"):
        query = query.where(Timesheet.week == on_monday(filters["week"]))
    if school_id := number(filters.get("school", "")):
        query = query.where(Student.school_id == school_id)
    if program_id := number(filters.get("program", "")):
        query = query.where(Placement.program_id == program_id)
    return in_scope(query, actor)


def _newest_request(weeks: Any) -> sa.ScalarSelect[int]:  # noqa: ANN401 - a subquery's columns
    asked = aliased(LinkRequest)
    return (
        sa.select(sa.func.max(asked.id))
        .where(
            asked.kind == KIND,
            asked.subject_kind == SUPERVISOR,
            asked.subject_id == weeks.supervisor_id,
            asked.subject_day == weeks.week,
        )
        .correlate(weeks.week.table)
        .scalar_subquery()
    )


def _standing(weeks: Any) -> sa.Case[str]:  # noqa: ANN401 - a subquery's columns
    unsettled = weeks.waiting > 0
    unanswered = sa.and_(LinkRequest.state.in_(UNANSWERED), weeks.not_sent + weeks.waiting > 0)
    mailed = (
        sa.select(OutboxMessage.state)
        .where(OutboxMessage.record == "request", OutboxMessage.record_id == LinkRequest.id)
        .order_by(OutboxMessage.id.desc())
        .limit(1)
        .correlate(LinkRequest)
        .scalar_subquery()
    )
    over = LinkRequest.state.is_(None) | LinkRequest.state.in_((R.CANCELLED, R.REPLACED))
    return sa.case(
        (sa.and_(unanswered, LinkRequest.to_address == ""), "undeliverable"),
        (sa.and_(unanswered, mailed.in_(LOST)), "undeliverable"),
        (weeks.disputed > 0, "disputed"),
        (sa.and_(unsettled, over), "unasked"),
        (unanswered | unsettled, "waiting"),
        (weeks.settled > 0, "answered"),
        else_="open",
    )
