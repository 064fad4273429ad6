"""Find students for a placement: those who may take it, in order, and the rest with why not."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import sqlalchemy as sa

from app.core.access import Actor
from app.core.db import db
from app.core.listing import Page, Wanted, count_of, page_of
from app.core.rows import AnyRow, AnySelect
from app.core.text import like
from app.matches import facts, fit, ranking
from app.matches.eligibility import Failing, PlacementFacts, failing
from app.matches.scoring import Fit
from app.placements.models import Placement
from app.students.models import Student, StudentYear

FILTERS = ("q", "school", "grade", "pathway", "placed", "show")
NEVER, REST = "never", "rest"
FIRST_OF_THE_REST = 20


@dataclass(frozen=True, slots=True)
class Candidate:
    """Be one student beside a placement: which rules fail, or what speaks for them."""

    student: AnyRow
    rules: Sequence[Failing] = ()
    reasons: Sequence[str] = ()
    fit: Fit | None = None


@dataclass(frozen=True, slots=True)
class Found:
    """Be a page of students for a placement.

    `page` is of those who may take it, or of the rest where that was asked; a search by name also
    gives the first of the rest.
    """

    page: Page
    candidates: Sequence[Candidate]
    rest: Sequence[Candidate]
    eligible: int
    others: int
    order: Sequence[str]


def of_placement(placement: Placement, actor: Actor, wanted: Wanted) -> Found:
    """Check the students in scope whom the filters leave, in a fixed number of statements."""
    about = facts.facts_of_placement(placement)
    schools = fit.schools_for(about, placement.site)
    may = fit.may_take(about, schools)
    query = narrowed(facts.students(actor), wanted)
    rest = query.where(~may).order_by(Student.family_name, Student.given_name)
    eligible = count_of(query.where(may))
    others = count_of(query) - eligible
    if wanted.get("show") == REST:
        page = page_of(rest, wanted, {wanted.sort: Student.id}, total=others)
        return Found(page, (), _why_not(page.rows, about), eligible, others, ())
    ranks = ranking.ranking_of(placement, schools)
    ordered = ranks.ranked(query.where(may))
    page = page_of(ordered, wanted, {wanted.sort: Student.id}, total=eligible)
    page = replace(page, rows=ranks.rows_of(query, [row.id for row in page.rows]))
    shown = [Candidate(row, reasons=ranks.reasons(row), fit=ranks.fit_of(row)) for row in page.rows]
    first = db.session.execute(rest.limit(FIRST_OF_THE_REST)).all() if wanted.get("q") else ()
    return Found(page, shown, _why_not(first, about), eligible, others, ranks.in_words())


def chosen(placement: Placement, actor: Actor, student_ids: Sequence[int]) -> list[Candidate]:
    """Check some students in the actor's scope for a placement, by name."""
    query = facts.students(actor).where(Student.id.in_(student_ids))
    rows = db.session.execute(query.order_by(Student.family_name, Student.given_name)).all()
    return _why_not(rows, facts.facts_of_placement(placement))


def narrowed(query: AnySelect, wanted: Wanted) -> AnySelect:
    """Narrow a query of students to those whom the filters leave."""
    if words := wanted.get("q"):
        found = Student.search.like(like(words), escape="\\")
        query = query.where(found | (Student.student_number == words))
    if (school_id := wanted.number("school")) is not None:
        query = query.where(Student.school_id == school_id)
    if grade := wanted.get("grade"):
        query = query.where(Student.grade == grade)
    if pathway := wanted.get("pathway"):
        in_it = sa.select(StudentYear.student_id).where(_latest(), _pathway() == pathway)
        query = query.where(Student.id.in_(in_it))
    if wanted.get("placed") == NEVER:
        query = query.where(ranking.never_placed())
    return query


def pathways() -> list[str]:
    """Give the pathways of the latest school year."""
    found = sa.select(_pathway()).where(_latest(), _pathway().is_not(None)).distinct()
    return sorted(each for each in db.session.scalars(found) if each)


def _pathway() -> sa.ColumnElement[str]:
    found: sa.ColumnElement[str] = StudentYear.attributes["pathway"].as_string()
    return found


def _latest() -> sa.ColumnElement[bool]:
    return (
        StudentYear.school_year == sa.select(sa.func.max(StudentYear.school_year)).scalar_subquery()
    )


def _why_not(rows: Sequence[AnyRow], about: PlacementFacts) -> list[Candidate]:
    known = facts.facts_of_students(rows, about) if rows else []
    return [
        Candidate(row, failing(student, about)) for row, student in zip(rows, known, strict=True)
    ]
