"""Read students as pages show them, always in the actor's scope."""

from __future__ import annotations

from collections.abc import Sequence

import sqlalchemy as sa
from sqlalchemy.orm import contains_eager

from app.accounts.policies import can_see_students, sees_every_student
from app.core.access import Actor
from app.core.db import db
from app.core.errors import NotFound
from app.core.rows import AnySelect, Query, Sorts
from app.core.text import like, number
from app.schools.models import School
from app.students.models import CourseCompleted, Guardian, Student, StudentDocument


def in_scope(query: Query, actor: Actor) -> Query:
    """Narrow a query that joins Student to those whom an actor may see; the one place that says."""
    if sees_every_student(actor):
        return query
    if can_see_students(actor):
        return query.where(Student.school_id.in_(actor.school_ids))
    return query.where(sa.false())


def student_for(student_id: int, actor: Actor) -> Student:
    """Give a student whom an actor may see, with the school; raise NotFound for any other."""
    query = (
        sa.select(Student)
        .join(Student.school)
        .options(contains_eager(Student.school))
        .where(Student.id == student_id)
    )
    found = db.session.scalar(in_scope(query, actor))
    if found is None:
        raise NotFound
    return found


def columns() -> Sorts:
    """Give the columns by which the list of students is sorted."""
    return {
        "name": Student.family_name,
        "given": Student.given_name,
        "grade": Student.grade,
        "school": School.name,
        "id": Student.id,
    }


def listed(actor: Actor, filters: dict[str, str]) -> AnySelect:
    """Give the query of the list of students, in scope and narrowed by the filters."""
    query = sa.select(
        Student.id,
        Student.given_name,
        Student.family_name,
        Student.preferred_name,
        Student.student_number,
        Student.grade,
        Student.left_at,
        School.name.label("school"),
    ).join(School, School.id == Student.school_id)
    if filters.get("left") != "yes":
        query = query.where(Student.left_at.is_(None))
    if (school_id := number(filters.get("school", ""))) is not None:
        query = query.where(Student.school_id == school_id)
    if filters.get("grade"):
        query = query.where(Student.grade == filters["grade"])
    if filters.get("q"):
        query = query.where(
            Student.search.like(like(filters["q"]), escape="\\")
            | (Student.student_number == filters["q"])
        )
    return in_scope(query, actor)


def grades() -> Sequence[str]:
    """Give the grades in use."""
    return [
        each
        for each in db.session.scalars(sa.select(Student.grade).distinct().order_by(Student.grade))
        if each
    ]


def guardians_of(student_id: int) -> Sequence[Guardian]:
    """Give a student's guardians."""
    return db.session.scalars(
        sa.select(Guardian).where(Guardian.student_id == student_id).order_by(Guardian.name)
    ).all()


def documents_of(student_id: int) -> Sequence[StudentDocument]:
    """Give the documents of a student that are on file."""
    return db.session.scalars(
        sa.select(StudentDocument)
        .where(StudentDocument.student_id == student_id)
        .order_by(StudentDocument.kind)
    ).all()


def courses_of(student_id: int) -> Sequence[CourseCompleted]:
    """Give the courses that a student completed."""
    return db.session.scalars(
        sa.select(CourseCompleted)
        .where(CourseCompleted.student_id == student_id)
        .order_by(CourseCompleted.completed_on)
    ).all()
