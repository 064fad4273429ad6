"""Read weeks as the list and home show them: columns and counts, in an actor's scope."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from typing import Any

import sqlalchemy as sa

from app.core.access import Actor
from app.core.db import db
from app.core.rows import AnyRow, AnySelect
from app.core.text import like, number
from app.employers.models import Contact, Employer, Site
from app.hours.models import SETTLED, Timesheet, TimesheetState
from app.hours.queries import WAITING
from app.matches.models import Match
from app.placements.models import Placement
from app.schools.models import School
from app.students.models import Student
from app.students.queries import in_scope

A_WEEK = timedelta(days=6)
# others are typed by mistake, and the weeks beside them may lie outside the calendar
YEARS = range(2000, 2100)
# no week begins then
NEVER = date(1900, 1, 1)


def columns() -> dict[str, sa.SQLColumnExpression[Any]]:
    """Give the columns by which the list of weeks is sorted."""
    return {
        "week": Timesheet.week,
        "student": Student.family_name,
        "employer": Employer.name,
        "school": School.name,
        "state": Timesheet.state,
        "minutes": Timesheet.minutes,
        "id": Timesheet.id,
    }


def listed(actor: Actor, filters: dict[str, str]) -> AnySelect:
    """Give the query of the list of weeks, in the actor's scope and narrowed by the filters."""
    query = (
        sa.select(
            Timesheet.id,
            Timesheet.match_id,
            Timesheet.week,
            Timesheet.state,
            Timesheet.minutes,
            Timesheet.submitted_at,
            Student.id.label("student_id"),
            Student.given_name,
            Student.family_name,
            Student.preferred_name,
            School.name.label("school"),
            Employer.name.label("employer"),
            Placement.title,
            Contact.id.label("supervisor_id"),
            Contact.name.label("supervisor"),
        )
        .join(Match, Match.id == Timesheet.match_id)
        .join(Student, Student.id == Match.student_id)
        .join(School, School.id == Student.school_id)
        .join(Placement, Placement.id == Match.placement_id)
        .join(Contact, Contact.id == Placement.supervisor_id)
        .join(Site, Site.id == Placement.site_id)
        .join(Employer, Employer.id == Site.employer_id)
    )
    if filters.get("state"):
        query = query.where(Timesheet.state == filters["state"])
    if school_id := number(filters.get("school", "")):
        query = query.where(Student.school_id == school_id)
    if program_id := number(filters.get("program", "")):
        query = query.where(Placement.program_id == program_id)
    if filters.get("week"):
        query = query.where(Timesheet.week == on_monday(filters["week"]))
    if filters.get("until"):
        query = query.where(Timesheet.week <= on_monday(filters["until"]) - A_WEEK)
    if filters.get("q"):
        query = query.where(_named(filters["q"]))
    return in_scope(query, actor)


def _named(words: str) -> sa.ColumnElement[bool]:
    wanted = like(words)
    return Student.search.like(wanted, escape="\\") | Employer.search.like(wanted, escape="\\")


def on_monday(text: str) -> date:
    """Read the Monday that a filter names; give a day when no week begins for nonsense."""
    try:
        day = date.fromisoformat(text)
    except ValueError:
        return NEVER
    return day if day.year in YEARS else NEVER


def waiting_counts(actor: Actor, before: datetime) -> AnyRow:
    """Count the weeks in an actor's scope: submitted before an instant, and disputed."""
    query = (
        sa.select(
            sa.func.count(sa.case((_late(before), 1))).label("late"),
            sa.func.count(sa.case((Timesheet.state == TimesheetState.SUBMITTED, 1))).label(
                "submitted"
            ),
            sa.func.count(sa.case((Timesheet.state == TimesheetState.DISPUTED, 1))).label(
                "disputed"
            ),
        )
        .select_from(Timesheet)
        .join(Match, Match.id == Timesheet.match_id)
        .join(Student, Student.id == Match.student_id)
        .where(Timesheet.state.in_(WAITING))
    )
    return db.session.execute(in_scope(query, actor)).one()


def submitted_by_school(actor: Actor) -> Sequence[AnyRow]:
    """Count by school the weeks in an actor's scope that wait for their supervisors."""
    query = (
        sa.select(School.id, School.name, sa.func.count(Timesheet.id).label("number"))
        .join(Student, Student.school_id == School.id)
        .join(Match, Match.student_id == Student.id)
        .join(Timesheet, Timesheet.match_id == Match.id)
        .where(Timesheet.state == TimesheetState.SUBMITTED)
        .group_by(School.id, School.name)
        .order_by(School.name)
    )
    return db.session.execute(in_scope(query, actor)).all()


def _late(before: datetime) -> sa.ColumnElement[bool]:
    return sa.and_(Timesheet.state == TimesheetState.SUBMITTED, Timesheet.submitted_at < before)


def week_total(actor: Actor, week: date) -> AnyRow:
    """Give the weeks of one Monday in an actor's scope: how many, settled ones, and minutes."""
    query = (
        sa.select(
            sa.func.count(Timesheet.id).label("weeks"),
            sa.func.count(sa.case((Timesheet.state.in_(SETTLED), 1))).label("settled"),
            sa.func.sum(Timesheet.minutes).label("minutes"),
        )
        .join(Match, Match.id == Timesheet.match_id)
        .join(Student, Student.id == Match.student_id)
        .where(Timesheet.week == week)
    )
    return db.session.execute(in_scope(query, actor)).one()
