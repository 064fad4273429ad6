"""Read the roster whole, as the import and the command line need it: in nobody's scope."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import sqlalchemy as sa

from app.core.db import db
from app.schools.models import School
from app.students.import_known import (
    Known,
    KnownGuardian,
    KnownSchool,
    KnownStudent,
    KnownYear,
)
from app.students.models import CourseCompleted, Guardian, Student, StudentYear

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Sequence

FEW = 400


def known_for_import(year: int, ids: Collection[str] | None, *, courses: bool = False) -> Known:
    """Read what an import compares with: students of these ids or numbers if few, else all."""
    few = list(ids) if ids is not None and len(ids) <= FEW else None
    students = [KnownStudent._make(row) for row in db.session.execute(_students(few))]
    only = None if few is None else [student.id for student in students]
    years = _of(_years(year), StudentYear.student_id, only)
    guardians = _of(_columns(Guardian, KnownGuardian._fields), Guardian.student_id, only)
    return Known(
        schools=[
            KnownSchool._make(row)
            for row in db.session.execute(_columns(School, KnownSchool._fields))
        ],
        students={student.sourced_id: student for student in students},
        years={row.student_id: KnownYear._make(row) for row in db.session.execute(years)},
        cohorts={row[0]: row[1] for row in db.session.execute(_cohorts(only))},
        guardians={
            (row.student_id, row.sourced_id): KnownGuardian._make(row)
            for row in db.session.execute(guardians)
        },
        courses=_courses(only) if courses else set(),
    )


def listed(*, enrolled: bool | None = None) -> Iterator[dict[str, object]]:
    """Give students as the command line lists them, by school and name: all, or one sort."""
    query = (
        sa.select(
            Student.id,
            Student.sourced_id,
            Student.student_number,
            Student.given_name,
            Student.family_name,
            Student.preferred_name,
            Student.birth_date,
            Student.grade,
            School.code.label("school"),
            Student.email,
            Student.phone,
            Student.language,
            Student.left_at.is_(None).label("enrolled"),
        )
        .join(School, School.id == Student.school_id)
        .order_by(School.code, Student.family_name, Student.given_name, Student.id)
    )
    if enrolled is not None:
        query = query.where(Student.left_at.is_(None) if enrolled else Student.left_at.is_not(None))
    for row in db.session.execute(query.execution_options(yield_per=1000)).mappings():
        yield dict(row)


def _courses(only: list[int] | None) -> set[tuple[int, str]]:
    query = _columns(CourseCompleted, ("student_id", "title"))
    found = db.session.execute(_of(query, CourseCompleted.student_id, only))
    return {(row.student_id, row.title) for row in found}


def _students(few: list[str] | None) -> sa.Select[Any]:
    query = _columns(Student, KnownStudent._fields)
    if few is None:
        return query
    return query.where(sa.or_(Student.sourced_id.in_(few), Student.student_number.in_(few)))


def _years(year: int) -> sa.Select[Any]:
    # the attributes as text: most are equal to what is told, and need no parsing
    text = sa.cast(StudentYear.__table__.c.attributes, sa.Text).label("attributes")
    plain = _columns(StudentYear, KnownYear._fields[:-1])
    return plain.add_columns(text).where(StudentYear.school_year == year)


def _cohorts(only: list[int] | None) -> sa.Select[Any]:
    table = StudentYear.__table__.c
    query = sa.select(table.student_id, sa.func.min(table.cohort))
    query = query.where(table.cohort.is_not(None)).group_by(table.student_id)
    return _of(query, table.student_id, only)


def _of(query: sa.Select[Any], column: Any, only: list[int] | None) -> sa.Select[Any]:  # noqa: ANN401 - a mapped column
    return query if only is None else query.where(column.in_(only))


def _columns(model: type[Any], names: Sequence[str]) -> sa.Select[Any]:
    return sa.select(*(model.__table__.c[name] for name in names))
