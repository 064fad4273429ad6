"""Say how well placements fit one student: the parts of the score, from what is on file."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass

import sqlalchemy as sa

from app.core.db import db
from app.core.rows import AnyRow
from app.employers.models import Site
from app.matches import facts, ranking, scoring
from app.matches.eligibility import PlacementFacts, Slot, minutes_after_school
from app.matches.scoring import Fit
from app.placements.models import Placement
from app.programs.matching_rules import Weights
from app.programs.models import Program
from app.programs.rules import read_rules
from app.schools.models import School
from app.schools.queries import calendars
from app.students.models import CourseCompleted, Student, StudentYear


@dataclass(frozen=True, slots=True)
class OwnFit:
    """Be what of a student counts toward a fit; `row` has the school's place and the own tests."""

    row: AnyRow
    pathway: frozenset[str]
    courses: frozenset[str]

    def with_placement(self, place: AnyRow, weights: Weights, minutes: int | None) -> Fit:
        """Give the fit with a placement; `minutes` are those between the last bell and work.

        The row of the placement has its title, field, cluster and the coordinates of its site.
        """
        km = scoring.distance_km(self.row, place)
        interested = bool(self.pathway & scoring.interests_of(place))
        taught = bool(self.courses & scoring.skills_of(place))
        parts = {
            "interests": weights.interests * interested,
            "courses": weights.courses * taught,
            "distance": scoring.near(km, weights.distance),
            "slack": scoring.slack(minutes, weights.slack),
            **{name: getattr(self.row, name) * getattr(weights, name) for name in scoring.OWN},
        }
        return Fit(parts, scoring.most_of(weights), km)


def own_fit(student_id: int) -> OwnFit:
    """Read what of a student counts toward a fit, in three statements."""
    row = db.session.execute(
        sa.select(
            School.latitude,
            School.longitude,
            *(ranking.test(name).label(name) for name in scoring.OWN),
        )
        .select_from(Student)
        .join(School, School.id == Student.school_id)
        .where(Student.id == student_id)
    ).one()
    return OwnFit(
        row, scoring.words_of(_pathway(student_id)), scoring.words_of(_courses(student_id))
    )


def _pathway(student_id: int) -> Sequence[str]:
    newest = (
        sa.select(StudentYear.attributes["pathway"].as_string())
        .where(StudentYear.student_id == student_id)
        .order_by(StudentYear.school_year.desc())
        .limit(1)
    )
    found = db.session.scalar(newest)
    return (found,) if found else ()


def _courses(student_id: int) -> Sequence[str]:
    query = sa.select(CourseCompleted.title).where(CourseCompleted.student_id == student_id)
    return db.session.scalars(query).all()


def fits_with(student_id: int, placement_ids: Collection[int]) -> dict[int, Fit]:
    """Give how some placements fit a student by what is on file now, by placement."""
    rows = _places(placement_ids)
    if not rows:
        return {}
    student, own = facts.student_row(student_id), own_fit(student_id)
    first, last = min(row.start_date for row in rows), max(row.end_date for row in rows)
    terms = facts.terms_of(student, calendars(first, last))
    slots = facts.slots_of({row.id for row in rows})
    return {
        row.id: own.with_placement(
            row,
            read_rules(row.kept_rules).matching.weights,
            minutes_after_school(terms, _when(row, slots.get(row.id, ()))),
        )
        for row in rows
    }


def _places(placement_ids: Collection[int]) -> Sequence[AnyRow]:
    return db.session.execute(
        sa.select(
            Placement.id,
            Placement.program_id,
            Placement.title,
            Placement.start_date,
            Placement.end_date,
            Placement.career_field,
            Placement.cluster,
            Site.latitude,
            Site.longitude,
            Program.kept_rules,
        )
        .join(Site, Site.id == Placement.site_id)
        .join(Program, Program.id == Placement.program_id)
        .where(Placement.id.in_(sorted(placement_ids)))
    ).all()


def _when(row: AnyRow, slots: tuple[Slot, ...]) -> PlacementFacts:
    """Give the facts of a placement as far as its dates and hours go."""
    return PlacementFacts(
        row.id, row.program_id, row.start_date, row.end_date, 0, (), 1, slots=slots
    )
