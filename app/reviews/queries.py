"""Read reviews: the newest of each stage, what they say, and who has none yet."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import date

import sqlalchemy as sa
from sqlalchemy.orm import contains_eager, selectinload

from app.core.access import Actor
from app.core.db import db
from app.core.errors import NotFound
from app.core.rows import AnyRow, AnySelect, Sorts
from app.core.text import like, number
from app.employers.models import Employer, Site
from app.matches.models import WORKED, Match
from app.placements.models import Placement
from app.programs.models import Program
from app.reviews.models import Review, ReviewRating, Stage
from app.schools.models import School
from app.students.models import Student
from app.students.queries import in_scope


def newest(match_id: int, stage: Stage) -> Review | None:
    """Give the review of a stage that counts, with its ratings, or None."""
    return db.session.scalar(
        sa.select(Review)
        .options(selectinload(Review.ratings))
        .where(Review.match_id == match_id, Review.stage == stage)
        .order_by(Review.number.desc())
        .limit(1)
    )


def newest_of(match_ids: Collection[int]) -> dict[int, dict[Stage, Review]]:
    """Give the reviews that count of matches, by match and stage: two statements."""
    found: dict[int, dict[Stage, Review]] = {}
    reviews = db.session.scalars(
        sa.select(Review)
        .options(selectinload(Review.ratings))
        .where(Review.match_id.in_(list(match_ids)))
        .order_by(Review.number)
    )
    for review in reviews:
        found.setdefault(review.match_id, {})[review.stage] = review
    return found


def history_of(match_id: int) -> Sequence[Review]:
    """Give every review of a match, the newest first."""
    return db.session.scalars(
        sa.select(Review)
        .options(selectinload(Review.ratings))
        .where(Review.match_id == match_id)
        .order_by(Review.id.desc())
    ).all()


def match_of(match_id: int) -> Match:
    """Give a match with its student, placement, program and supervisor; raise NotFound."""
    found = db.session.scalar(_matches().where(Match.id == match_id))
    if found is None:
        raise NotFound
    return found


def match_for(match_id: int, actor: Actor) -> Match:
    """Give a match that an actor may see, as `match_of` does; raise NotFound for any other."""
    found = db.session.scalar(in_scope(_matches().where(Match.id == match_id), actor))
    if found is None:
        raise NotFound
    return found


def _matches() -> sa.Select[Match]:
    return (
        sa.select(Match)
        .join(Match.student)
        .join(Match.placement)
        .join(Placement.program)
        .join(Placement.supervisor)
        .join(Placement.site)
        .join(Site.employer)
        .options(
            contains_eager(Match.student),
            contains_eager(Match.placement).options(
                contains_eager(Placement.program),
                contains_eager(Placement.supervisor),
                contains_eager(Placement.site).contains_eager(Site.employer),
            ),
        )
    )


def working_in(program_id: int, since: date) -> Sequence[AnyRow]:
    """Give the matches of a program that are or were at work and did not end before a day."""
    return db.session.execute(
        sa.select(
            Match.id,
            Match.state,
            Match.moved_at,
            Student.school_id,
            Placement.supervisor_id,
            Placement.start_date,
            Placement.end_date,
            Site.timezone,
        )
        .join(Placement, Placement.id == Match.placement_id)
        .join(Site, Site.id == Placement.site_id)
        .join(Student, Student.id == Match.student_id)
        .where(
            Placement.program_id == program_id,
            Match.state.in_(WORKED),
            Placement.end_date >= since,
        )
        .order_by(Match.id)
    ).all()


def reviewed(stage: Stage, match_ids: Collection[int]) -> set[int]:
    """Give those of some matches that have a review of a stage."""
    return set(
        db.session.scalars(
            sa.select(Review.match_id).where(
                Review.stage == stage, Review.match_id.in_(list(match_ids))
            )
        )
    )


def columns() -> Sorts:
    """Give the columns by which the list of reviews is sorted."""
    return {
        "student": Student.family_name,
        "school": School.name,
        "program": Program.name,
        "employer": Employer.name,
        "id": Match.id,
    }


def listed(actor: Actor, filters: Mapping[str, str]) -> AnySelect:
    """Give the query of matches at work whose program has a rubric, in an actor's scope."""
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
            Placement.title.label("placement"),
            Employer.name.label("employer"),
            _mean(Stage.BASELINE).label("baseline"),
            _mean(Stage.FINAL).label("final"),
        )
        .join(Student, Student.id == Match.student_id)
        .join(School, School.id == Student.school_id)
        .join(Placement, Placement.id == Match.placement_id)
        .join(Program, Program.id == Placement.program_id)
        .join(Site, Site.id == Placement.site_id)
        .join(Employer, Employer.id == Site.employer_id)
        .where(Match.state.in_(WORKED), _has_rubric())
    )
    if school_id := number(filters.get("school", "")):
        query = query.where(Student.school_id == school_id)
    if program_id := number(filters.get("program", "")):
        query = query.where(Placement.program_id == program_id)
    if words := filters.get("q"):
        pattern = like(words)
        query = query.where(
            Student.search.like(pattern, escape="\\") | Employer.search.like(pattern, escape="\\")
        )
    if filters.get("missing") in set(Stage):
        query = query.where(
            ~sa.exists().where(Review.match_id == Match.id, Review.stage == filters["missing"])
        )
    return in_scope(query, actor)


def _mean(stage: Stage) -> sa.ScalarSelect[float]:
    counts = (
        sa.select(sa.func.max(Review.id))
        .where(Review.match_id == Match.id, Review.stage == stage)
        .correlate(Match)
        .scalar_subquery()
    )
    return (
        sa.select(sa.func.avg(ReviewRating.level * 1.0))
        .where(ReviewRating.review_id == counts)
        .correlate(Match)
        .scalar_subquery()
    )


def _has_rubric() -> sa.ColumnElement[bool]:
    version: sa.ColumnElement[int] = Program.kept_rules["rubric"]["version"].as_integer()
    return version.is_not(None)
