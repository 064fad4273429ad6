"""Say what an employer is shown of a referred student: the least that lets them choose."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, time
from typing import Final

import sqlalchemy as sa

from app.core.db import db
from app.core.filters import clock
from app.core.rows import AnyRow
from app.matches.eligibility import age_on
from app.matches.models import Match
from app.students.models import CourseCompleted

FACTS: Final = (
    "preferred name and last name",
    "school",
    "age band",
    "hours free on school days",
    "skills (courses completed)",
)
BANDS: Final = ((18, "18 or older"), (16, "16 or 17"), (14, "14 or 15"))


@dataclass(frozen=True, slots=True)
class Face:
    """Be one student as an employer sees them."""

    name: str
    school: str
    age_band: str
    free: str
    skills: str


def faces_of(rows: Sequence[AnyRow], on: date) -> dict[int, Face]:
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
            f"{row.preferred_name or row.given_name} {row.family_name}",
            row.school,
            age_band(row.birth_date, on),
            free(row.bell_start, row.bell_end),
            ", ".join(courses.get(row.id, ())) or "none noted",
        )
        for row in rows
    }


def age_band(birth_date: date | None, on: date) -> str:
    """Give the band of an age on a date, never the age itself."""
    if birth_date is None:
        return "not on file"
    age = age_on(birth_date, on)
    return next((words for least, words in BANDS if age >= least), "under 14")


def free(bell_start: time, bell_end: time) -> str:
    """Say when a student is free on school days."""
    return f"before {clock(bell_start)} and from {clock(bell_end)}"


def short_name(match: Match) -> str:
    """Give the first name and initial of a match's student."""
    student = match.student
    return f"{student.preferred_name or student.given_name} {student.family_name[:1]}."
