"""Read activities and their rosters; another school's student is a number."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

import sqlalchemy as sa
from sqlalchemy.orm import contains_eager, selectinload

from app.core import clock
from app.core.access import Actor
from app.core.db import db
from app.core.errors import NotFound
from app.core.rows import AnyRow, AnySelect, Sorts
from app.core.text import like, number
from app.employers.models import Employer
from app.outreach.models import LinkRequest, RequestState
from app.placements.activity_models import (
    Activity,
    ActivitySchool,
    ActivityState,
    ActivityStudent,
    SignUpState,
)
from app.placements.attendance_models import HostReport
from app.programs.models import Program
from app.schools.models import School
from app.students.models import Student
from app.students.queries import in_scope

ATTENDANCE = ("missing", "waiting", "said")
RUNNING = (ActivityState.OPEN, ActivityState.HELD)


def columns() -> Sorts:
    """Give the columns by which the list of activities is sorted."""
    return {
        "day": Activity.day,
        "title": Activity.search,
        "kind": Activity.kind,
        # at a school comes first on both databases
        "employer": sa.func.coalesce(Employer.search, ""),
        "places": Activity.capacity,
        "state": Activity.state,
        "id": Activity.id,
    }


def listed(filters: dict[str, str]) -> AnySelect:
    """Give the query of the list of activities, narrowed by the filters."""
    query = (
        sa.select(
            Activity.id,
            Activity.title,
            Activity.kind,
            Activity.state,
            Activity.day,
            Activity.start,
            Activity.end,
            Activity.place,
            Activity.capacity,
            Activity.places_taken,
            Employer.name.label("employer"),
            Program.name.label("program"),
        )
        .outerjoin(Employer, Employer.id == Activity.employer_id)
        .outerjoin(Program, Program.id == Activity.program_id)
    )
    if filters.get("q"):
        wanted = like(filters["q"])
        query = query.where(
            Activity.search.like(wanted, escape="\\") | Employer.search.like(wanted, escape="\\")
        )
    for name, column in (("kind", Activity.kind), ("state", Activity.state)):
        if filters.get(name):
            query = query.where(column == filters[name])
    for name, key in (("program", Activity.program_id), ("employer", Activity.employer_id)):
        if (wanted_id := number(filters.get(name, ""))) is not None:
            query = query.where(key == wanted_id)
    if (school_id := number(filters.get("school", ""))) is not None:
        query = query.where(_for_school(school_id))
    if filters.get("attendance") in ATTENDANCE:
        query = query.where(_attendance(filters["attendance"]))
    return _between(query, filters)


def _attendance(standing: str) -> sa.ColumnElement[bool]:
    unmarked = sa.exists().where(
        ActivityStudent.activity_id == Activity.id, ActivityStudent.state == SignUpState.SIGNED_UP
    )
    over = sa.and_(Activity.state.in_(RUNNING), Activity.day < clock.district_day(clock.now()))
    waits = sa.exists().where(
        LinkRequest.kind == "shadow-attendance",
        LinkRequest.subject_kind == "activity",
        LinkRequest.subject_id == Activity.id,
        LinkRequest.state.in_((RequestState.OPEN, RequestState.EXPIRED)),
    )
    said = sa.exists().where(HostReport.activity_id == Activity.id)
    missing = sa.and_(over, unmarked)
    return {"missing": missing, "waiting": sa.and_(missing, waits), "said": said}[standing]


def _for_school(school_id: int) -> sa.ColumnElement[bool]:
    named = sa.select(ActivitySchool.activity_id).where(ActivitySchool.activity_id == Activity.id)
    return named.where(ActivitySchool.school_id == school_id).exists() | ~named.exists()


def _between(query: AnySelect, filters: dict[str, str]) -> AnySelect:
    if (first := _day(filters.get("from", ""))) is not None:
        query = query.where(Activity.day >= first)
    if (last := _day(filters.get("to", ""))) is not None:
        query = query.where(Activity.day <= last)
    return query


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text) if text else None
    except ValueError:
        return None


def detail(activity_id: int) -> Activity:
    """Give an activity with its program, host and schools: two statements; raise NotFound."""
    found = db.session.scalar(
        sa.select(Activity)
        .outerjoin(Activity.program)
        .outerjoin(Activity.employer)
        .outerjoin(Activity.site)
        .outerjoin(Activity.contact)
        .options(
            contains_eager(Activity.program),
            contains_eager(Activity.employer),
            contains_eager(Activity.site),
            contains_eager(Activity.contact),
            selectinload(Activity.schools),
        )
        .where(Activity.id == activity_id)
    )
    if found is None:
        raise NotFound
    return found


def roster_columns() -> Sorts:
    """Give the columns by which a roster is sorted."""
    return {
        "name": Student.family_name,
        "grade": Student.grade,
        "school": School.name,
        "state": ActivityStudent.state,
        "id": ActivityStudent.id,
    }


def roster(activity_id: int, actor: Actor) -> AnySelect:
    """Give the query of an activity's roster, as far as an actor may see its students."""
    query = (
        sa.select(
            ActivityStudent.id,
            ActivityStudent.student_id,
            ActivityStudent.state,
            ActivityStudent.version,
            ActivityStudent.host_note,
            Student.given_name,
            Student.family_name,
            Student.preferred_name,
            Student.student_number,
            Student.grade,
            School.name.label("school"),
        )
        .join(Student, Student.id == ActivityStudent.student_id)
        .join(School, School.id == Student.school_id)
        .where(ActivityStudent.activity_id == activity_id)
    )
    return in_scope(query, actor)


def whole_roster(activity_id: int, actor: Actor) -> Sequence[AnyRow]:
    """Give all of a roster that an actor may see, withdrawn students left out, by name."""
    query = roster(activity_id, actor).where(ActivityStudent.state != SignUpState.WITHDRAWN)
    by_name = (Student.family_name, Student.given_name, ActivityStudent.id)
    return db.session.execute(query.order_by(School.name, *by_name)).all()


def counts(activity_id: int) -> dict[str, int]:
    """Count the places of an activity by what became of them."""
    rows = db.session.execute(
        sa.select(ActivityStudent.state, sa.func.count())
        .where(ActivityStudent.activity_id == activity_id)
        .group_by(ActivityStudent.state)
    )
    return {str(state): count for state, count in rows}


def sign_up_for(activity_id: int, sign_up_id: int, actor: Actor) -> ActivityStudent:
    """Give a student's place at an activity, if the student is the actor's; raise NotFound."""
    query = (
        sa.select(ActivityStudent)
        .join(ActivityStudent.student)
        .options(contains_eager(ActivityStudent.student))
        .where(ActivityStudent.id == sign_up_id, ActivityStudent.activity_id == activity_id)
    )
    found = db.session.scalar(in_scope(query, actor))
    if found is None:
        raise NotFound
    return found


def places_of(activity_id: int, actor: Actor) -> dict[int, ActivityStudent]:
    """Give the places of an actor's students at an activity, by student."""
    query = (
        sa.select(ActivityStudent)
        .join(ActivityStudent.student)
        .options(contains_eager(ActivityStudent.student))
        .where(ActivityStudent.activity_id == activity_id)
    )
    return {each.student_id: each for each in db.session.scalars(in_scope(query, actor))}


def of_student(student_id: int, actor: Actor) -> Sequence[AnyRow]:
    """Give a student's activities, if the student is the actor's, the newest first."""
    query = (
        sa.select(
            Activity.id,
            Activity.title,
            Activity.kind,
            Activity.day,
            Activity.start,
            Activity.end,
            Activity.timezone,
            Activity.place,
            Activity.state.label("activity_state"),
            ActivityStudent.state,
        )
        .join(ActivityStudent, ActivityStudent.activity_id == Activity.id)
        .join(Student, Student.id == ActivityStudent.student_id)
        .where(
            ActivityStudent.student_id == student_id,
            ActivityStudent.state != SignUpState.WITHDRAWN,
            Activity.state != ActivityState.CANCELLED,
        )
        .order_by(Activity.day.desc(), Activity.id.desc())
    )
    return db.session.execute(in_scope(query, actor)).all()


def of_employer(employer_id: int) -> Sequence[AnyRow]:
    """Give the activities of an employer, the newest first."""
    query = listed({"employer": str(employer_id)})
    return db.session.execute(query.order_by(Activity.day.desc(), Activity.id)).all()
