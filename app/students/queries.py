"""Read students as pages show them, always in the actor's scope."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import date
from typing import Any, TypeAlias

import sqlalchemy as sa
from sqlalchemy.orm import contains_eager

from app.accounts.policies import can_see_students, sees_every_student
from app.core.access import Actor
from app.core.db import db
from app.core.errors import NotFound
from app.core.rows import AnySelect, Query, Sorts
from app.core.text import fold, like, number
from app.schools.models import School
from app.students.models import (
    CourseCompleted,
    Guardian,
    Student,
    StudentDocument,
    StudentYear,
)
from app.students.oneroster_sessions import year_of

Condition: TypeAlias = sa.ColumnElement[Any]


def in_scope(query: Query, actor: Actor) -> Query:
    """Narrow a query that joins Student to those whom an actor may see; the one place that says."""
    if sees_every_student(actor):
        return query
    if can_see_students(actor):
        return query.where(Student.school_id.in_(actor.school_ids))
    if actor.kind == "student":
        return query.where(Student.id == actor.id)
    if actor.kind == "guardian":
        own = (Guardian.id == actor.id, Guardian.student_id == Student.id)
        return query.where(sa.exists().where(*own))
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


def listed(actor: Actor, filters: Mapping[str, str], on: date | None = None) -> AnySelect:
    """Give the query of the list of students, in scope and narrowed by the filters.

    Some filters ask what holds on a day; without one they narrow nothing.
    """
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
    for name in ("grade", "language"):
        if filters.get(name):
            query = query.where(getattr(Student, name) == filters[name])
    conditions = found_by(filters.get("q", ""))
    if on is not None:
        conditions += _of_the_year(filters, on) + _lacking(filters.get("lacks", ""), on)
    return in_scope(query.where(*conditions), actor)


def found_by(words: str) -> list[Condition]:
    """Give the conditions of a search: every word is in a name, in any order, or is the number."""
    return [
        Student.search.like(like(word), escape="\\") | (Student.student_number == word)
        for word in words.split()
        if fold(word)
    ]


def _of_the_year(filters: Mapping[str, str], on: date) -> list[Condition]:
    """Give the conditions on what this school year says of a student."""
    told = StudentYear.attributes
    wanted: list[Condition] = []
    if pathway := filters.get("pathway"):
        named = sa.func.lower(told["pathway"].as_string())
        wanted.append(named.contains(pathway.lower(), autoescape=True))
    if filters.get("learner") == "yes":
        wanted.append(told["english_learner"].as_boolean())
    if not wanted:
        return []
    own = (StudentYear.student_id == Student.id, StudentYear.school_year == year_of(on))
    return [sa.exists().where(*own, *wanted)]


def _lacking(kind: str, on: date) -> list[Condition]:
    """Give the condition that a document is not on file, or has expired."""
    if not kind:
        return []
    if kind == "birth_date":
        return [Student.birth_date.is_(None)]
    valid = StudentDocument.expires.is_(None) | (StudentDocument.expires >= on)
    own = (StudentDocument.student_id == Student.id, StudentDocument.kind == kind)
    return [~sa.exists().where(*own, valid)]


def grades() -> Sequence[str]:
    """Give the grades in use."""
    return [
        each
        for each in db.session.scalars(sa.select(Student.grade).distinct().order_by(Student.grade))
        if each
    ]


def names_of(student_ids: Collection[int]) -> dict[int, str]:
    """Give the names of students whom the caller may see, by id."""
    if not student_ids:
        return {}
    query = sa.select(Student).where(Student.id.in_(student_ids))
    return {each.id: each.shown_name for each in db.session.scalars(query)}


def guardians_of(student_id: int) -> Sequence[Guardian]:
    """Give a student's guardians."""
    return db.session.scalars(
        sa.select(Guardian).where(Guardian.student_id == student_id).order_by(Guardian.name)
    ).all()


def guardian_for(guardian_id: int, actor: Actor) -> Guardian:
    """Give a guardian of a student whom an actor may see; raise NotFound for any other."""
    query = sa.select(Guardian).join(Student, Student.id == Guardian.student_id)
    found = db.session.scalar(in_scope(query.where(Guardian.id == guardian_id), actor))
    if found is None:
        raise NotFound
    return found


def course_for(course_id: int, actor: Actor) -> CourseCompleted:
    """Give a course that a student of an actor completed; raise NotFound for any other."""
    query = sa.select(CourseCompleted).join(Student, Student.id == CourseCompleted.student_id)
    found = db.session.scalar(in_scope(query.where(CourseCompleted.id == course_id), actor))
    if found is None:
        raise NotFound
    return found


def facts_of(student_id: int, on: date) -> dict[str, Any]:
    """Give what this school year's import said of a student, whoever may see it."""
    found = db.session.execute(
        sa.select(StudentYear.attributes, StudentYear.cohort).where(
            StudentYear.student_id == student_id, StudentYear.school_year == year_of(on)
        )
    ).one_or_none()
    if found is None:
        return {}
    told: dict[str, Any] = dict(found.attributes)
    return told | ({"cohort": found.cohort} if found.cohort else {})


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
