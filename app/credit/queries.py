"""Read the minutes that count toward credit, and the progress that they make."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from app.core.access import Actor
from app.core.db import db
from app.core.rows import AnySelect
from app.core.text import like, number
from app.credit import award_queries
from app.credit.award_queries import Standing
from app.credit.models import CreditLine
from app.credit.progress import Progress, progress
from app.matches.models import WORKED, Match
from app.placements.models import Placement
from app.programs.models import Program
from app.programs.rules import read_rules
from app.schools.models import School
from app.students.models import CourseCompleted, Student
from app.students.queries import in_scope


def counted(timesheet_id: int) -> int:
    """Give the minutes that a timesheet's lines add up to."""
    total = sa.select(sa.func.sum(CreditLine.minutes))
    return db.session.scalar(total.where(CreditLine.timesheet_id == timesheet_id)) or 0


def minutes_of(match_id: int) -> int:
    """Give the minutes of a match that count toward credit."""
    total = sa.select(sa.func.sum(CreditLine.minutes))
    return db.session.scalar(total.where(CreditLine.match_id == match_id)) or 0


@dataclass(frozen=True, slots=True)
class Offer:
    """Be what a match may still be given, the minutes that this uses up, and its progress."""

    credit: int
    minutes: int
    progress: Progress
    standing: Standing


def offers_of(match_ids: Sequence[int]) -> dict[int, Offer]:
    """Give what matches may still be given beside what their standing awards hold."""
    standing = award_queries.standing_of(match_ids)
    found = {}
    for match_id, so_far in progress_of(match_ids).items():
        held = standing.get(match_id, Standing())
        credit = max(0, so_far.earned - held.credit)
        minutes = max(0, so_far.spent - held.minutes) if credit else 0
        found[match_id] = Offer(credit, minutes, so_far, held)
    return found


def progress_of(match_ids: Sequence[int]) -> dict[int, Progress]:
    """Give the progress of matches by id: two statements."""
    minutes = (
        sa.select(CreditLine.match_id, sa.func.sum(CreditLine.minutes).label("minutes"))
        .where(CreditLine.match_id.in_(list(match_ids)))
        .group_by(CreditLine.match_id)
        .subquery()
    )
    rows = db.session.execute(
        sa.select(Match.id, Match.student_id, Program.kept_rules, minutes.c.minutes)
        .join(Placement, Placement.id == Match.placement_id)
        .join(Program, Program.id == Placement.program_id)
        .outerjoin(minutes, minutes.c.match_id == Match.id)
        .where(Match.id.in_(list(match_ids)))
    ).all()
    courses = _courses({row.student_id for row in rows})
    return {
        row.id: progress(
            read_rules(row.kept_rules).credit,
            row.minutes or 0,
            courses.get(row.student_id, frozenset()),
        )
        for row in rows
    }


def _courses(student_ids: set[int]) -> dict[int, frozenset[str]]:
    found: dict[int, set[str]] = {}
    rows = db.session.execute(
        sa.select(CourseCompleted.student_id, CourseCompleted.title).where(
            CourseCompleted.student_id.in_(sorted(student_ids))
        )
    )
    for student_id, title in rows:
        found.setdefault(student_id, set()).add(title.casefold())
    return {student_id: frozenset(titles) for student_id, titles in found.items()}


def columns() -> dict[str, sa.SQLColumnExpression[Any]]:
    """Give the columns by which the list of progress is sorted."""
    return {
        "student": Student.family_name,
        "school": School.name,
        "program": Program.name,
        "id": Match.id,
    }


def listed(actor: Actor, filters: Mapping[str, str]) -> AnySelect:
    """Give the query of matches at work whose program grants credit, in an actor's scope."""
    query: AnySelect = (
        sa.select(
            Match.id,
            Match.state,
            Student.id.label("student_id"),
            Student.given_name,
            Student.family_name,
            Student.preferred_name,
            School.name.label("school"),
            Program.name.label("program"),
        )
        .join(Student, Student.id == Match.student_id)
        .join(School, School.id == Student.school_id)
        .join(Placement, Placement.id == Match.placement_id)
        .join(Program, Program.id == Placement.program_id)
        .where(Match.state.in_(WORKED), _grants_credit())
    )
    if school_id := number(filters.get("school", "")):
        query = query.where(Student.school_id == school_id)
    if words := filters.get("q"):
        query = query.where(Student.search.like(like(words), escape="\\"))
    return in_scope(query, actor)


def _grants_credit() -> sa.ColumnElement[bool]:
    kind: sa.ColumnElement[str] = Program.kept_rules["credit"]["kind"].as_string()
    return kind == "hours"
