"""Say what an employer is shown of a referred student: the least that lets them choose."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import time
from typing import Final

import sqlalchemy as sa
from flask_babel import gettext as _

from app.core.db import db
from app.core.filters import clock
from app.core.rows import AnyRow
from app.matches.models import Match
from app.students.models import CourseCompleted

FACTS: Final = (
    "first name and initial",
    "grade",
    "hours free on school days",
    "skills (courses completed)",
)


@dataclass(frozen=True, slots=True)
class Face:
    """Be one student as an employer sees them."""

    name: str
    grade: str
    free: str
    skills: str


def faces_of(rows: Sequence[AnyRow]) -> dict[int, Face]:
    """Give the faces of students by id, from rows as `facts.students` gives them: one statement."""
    courses: dict[int, list[str]] = {}
    for student_id, title in db.session.execute(
        sa.select(CourseCompleted.student_id, CourseCompleted.title)
        .where(CourseCompleted.student_id.in_([row.id for row in rows]))
        .order_by(CourseCompleted.title)
    ):
        courses.setdefault(student_id, []).append(title)
    return {
        row.id: Face(
            name_of(row),
            row.grade,
            free(row.bell_start, row.bell_end),
            ", ".join(courses.get(row.id, ())) or _("none noted"),
        )
        for row in rows
    }


def name_of(row: AnyRow) -> str:
    """Give the first name and initial of a row that holds a student's names."""
    return f"{row.preferred_name or row.given_name} {row.family_name[:1]}."


def free(bell_start: time, bell_end: time) -> str:
    """Say when a student is free on school days."""
    return _("before %(start)s and from %(end)s", start=clock(bell_start), end=clock(bell_end))


def short_name(match: Match) -> str:
    """Give the first name and initial of a match's student."""
    student = match.student
    return f"{student.preferred_name or student.given_name} {student.family_name[:1]}."
