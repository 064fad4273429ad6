"""Count what keeps a pay period from closing, by school, and name whom it waits for."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

import sqlalchemy as sa

from app.accounts.models import Role
from app.core.access import Actor
from app.core.db import db
from app.core.rows import AnyRow, Query
from app.employers.models import Contact, Employer, Site
from app.hours.models import Timesheet, TimesheetState
from app.hours.queries import WAITING, WORKING
from app.matches.models import Match
from app.placements.models import Placement
from app.schools.models import School
from app.students.models import Student

S = TimesheetState
MOST_NAMED = 100


@dataclass(frozen=True, slots=True)
class Period:
    """Be the weeks of a program whose last day is at or before a day."""

    program_id: int
    last_week: date


def by_school(period: Period, actor: Actor) -> dict[tuple[int, str], dict[TimesheetState, int]]:
    """Count the weeks of a period by school and state: one statement."""
    query = (
        sa.select(School.id, School.name, Timesheet.state, sa.func.count())
        .select_from(Timesheet)
        .join(Match, Match.id == Timesheet.match_id)
        .join(Placement, Placement.id == Match.placement_id)
        .join(Student, Student.id == Match.student_id)
        .join(School, School.id == Student.school_id)
        .group_by(School.id, School.name, Timesheet.state)
        .order_by(School.name)
    )
    found: dict[tuple[int, str], dict[TimesheetState, int]] = {}
    for school_id, name, state, number in db.session.execute(_of(query, period, actor)):
        found.setdefault((school_id, name), {})[state] = number
    return found


def partners(period: Period, actor: Actor) -> Sequence[AnyRow]:
    """Give the supervisors who have not confirmed weeks of a period, the most weeks first."""
    weeks = sa.func.count()
    query = (
        sa.select(
            Contact.id,
            Contact.name,
            Contact.phone,
            Contact.email,
            Employer.id.label("employer_id"),
            Employer.name.label("employer"),
            weeks.label("weeks"),
            sa.func.min(Timesheet.week).label("oldest"),
        )
        .select_from(Timesheet)
        .join(Match, Match.id == Timesheet.match_id)
        .join(Student, Student.id == Match.student_id)
        .join(Placement, Placement.id == Match.placement_id)
        .join(Contact, Contact.id == Placement.supervisor_id)
        .join(Site, Site.id == Placement.site_id)
        .join(Employer, Employer.id == Site.employer_id)
        .where(Timesheet.state.in_(WAITING))
        .group_by(
            Contact.id, Contact.name, Contact.phone, Contact.email, Employer.id, Employer.name
        )
        .order_by(weeks.desc(), Contact.name, Contact.id)
        .limit(MOST_NAMED)
    )
    return db.session.execute(_of(query, period, actor)).all()


def students(period: Period, actor: Actor) -> Sequence[AnyRow]:
    """Give the students whose weeks of a period are not handed in, the most weeks first."""
    weeks = sa.func.count()
    query = (
        sa.select(
            Match.id.label("match_id"),
            Student.given_name,
            Student.preferred_name,
            Student.family_name,
            School.name.label("school"),
            weeks.label("weeks"),
            sa.func.min(Timesheet.week).label("oldest"),
        )
        .select_from(Timesheet)
        .join(Match, Match.id == Timesheet.match_id)
        .join(Placement, Placement.id == Match.placement_id)
        .join(Student, Student.id == Match.student_id)
        .join(School, School.id == Student.school_id)
        .where(Timesheet.state == S.OPEN)
        .group_by(
            Match.id,
            Student.given_name,
            Student.preferred_name,
            Student.family_name,
            School.name,
        )
        .order_by(weeks.desc(), Student.family_name, Match.id)
        .limit(MOST_NAMED)
    )
    return db.session.execute(_of(query, period, actor)).all()


def _of(query: Query, period: Period, actor: Actor) -> Query:
    query = query.where(
        Placement.program_id == period.program_id,
        Timesheet.week <= period.last_week,
        Match.state.in_(WORKING),
    )
    if actor.role == Role.CAREER_SPECIALIST:
        query = query.where(Student.school_id.in_(actor.school_ids))
    return query
