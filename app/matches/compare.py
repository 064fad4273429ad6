"""Put a placement's students, or a student's placements, side by side."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

import sqlalchemy as sa

from app.core.access import Actor
from app.core.db import db
from app.core.listing import Page, Wanted, page_of
from app.core.rows import AnyRow
from app.credentials.holding import book_of
from app.labor.person import EMPLOYED
from app.matches import documents, facts, queries
from app.matches.eligibility import failing
from app.matches.labor import law_of
from app.matches.models import LIVE, WORKED, Match, MatchState
from app.placements.models import Placement
from app.students.models import CourseCompleted, Student

S = MatchState
RUNNING = (*LIVE, S.COMPLETED)


@dataclass(frozen=True, slots=True)
class Beside:
    """Be one student of a placement beside the others."""

    row: AnyRow
    courses: Sequence[str]
    missing: Sequence[str]
    in_the_way: Sequence[str]
    elsewhere: Sequence[str]
    experiences: int


@dataclass(frozen=True, slots=True)
class Compared:
    """Be a page of a placement's students in scope, and how many more others look after."""

    page: Page
    students: Sequence[Beside]
    others: int


@dataclass(frozen=True, slots=True)
class Choice:
    """Be one placement of a student beside the others."""

    match: Match
    missing: Sequence[str]
    in_the_way: Sequence[str]


def of_placement(placement: Placement, actor: Actor, wanted: Wanted) -> Compared:
    """Compare the students of a placement: a fixed number of statements."""
    query = (
        facts.students(actor)
        .add_columns(Match.id.label("match_id"), Match.state, Match.version, Match.moved_at)
        .join(Match, Match.student_id == Student.id)
        .where(Match.placement_id == placement.id, Match.state.in_(RUNNING))
        .order_by(_progress().desc(), Student.family_name, Student.given_name)
    )
    page = page_of(query, wanted, {"state": Student.id, "id": Match.id})
    beside = _beside(page.rows, placement)
    return Compared(page, beside, queries.running(placement.id) - page.total)


def of_student(student: Student, actor: Actor) -> list[Choice]:
    """Compare the placements that a student is matched with and that are not ended."""
    rows = [match for match in queries.of_student(student.id, actor) if match.state in LIVE]
    if not rows:
        return []
    kept = documents.on_file([student.id]).get(student.id, {})
    row = facts.student_row(student.id)
    book = book_of(match.placement.credentials for match in rows)
    known = facts.known_of(
        [row],
        min(match.placement.start_date for match in rows),
        max(match.placement.end_date for match in rows),
        employed=any(match.placement.relationship_type.value in EMPLOYED for match in rows),
        credentials=[each for each, _ in book.values()],
    )
    law = law_of([match.placement for match in rows])
    choices = []
    for match in rows:
        about = facts.facts_of_placement(match.placement, law, book)
        [own] = facts.facts_of_students([row], about, known)
        wrong = [rule.words for rule in failing(own, about) if rule.code != "matched"]
        choices.append(Choice(match, _missing(match.placement, kept), wrong))
    return choices


def _beside(rows: Sequence[AnyRow], placement: Placement) -> list[Beside]:
    about = facts.facts_of_placement(placement)
    known = facts.known_toward(rows, about)
    ids = [row.id for row in rows]
    courses, kept = _courses(ids), documents.on_file(ids)
    beside = []
    for row, student in zip(rows, facts.facts_of_students(rows, about, known), strict=True):
        own = [each for each in known.matches.get(row.id, []) if each.placement_id != placement.id]
        wrong = [rule.words for rule in failing(student, about) if rule.code != "matched"]
        beside.append(
            Beside(
                row,
                courses.get(row.id, []),
                _missing(placement, kept.get(row.id, {})),
                wrong,
                [each.title for each in own if each.state in LIVE],
                sum(each.state in WORKED for each in own),
            )
        )
    return beside


def _missing(placement: Placement, kept: dict[str, date | None]) -> list[str]:
    return documents.lacking(documents.required_of(placement), kept, placement.start_date)


def _courses(student_ids: Sequence[int]) -> dict[int, list[str]]:
    found: dict[int, list[str]] = {}
    query = sa.select(CourseCompleted.student_id, CourseCompleted.title).where(
        CourseCompleted.student_id.in_(student_ids)
    )
    for student_id, title in db.session.execute(query.order_by(CourseCompleted.title)):
        found.setdefault(student_id, []).append(title)
    return found


def _progress() -> sa.ColumnElement[int]:
    return sa.case({state: place for place, state in enumerate(RUNNING)}, value=Match.state)
