"""Read as columns what a batch run rests on: who takes part, which seats are open."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

import sqlalchemy as sa

from app.core.db import db
from app.core.rows import AnyRow
from app.employers.models import Site
from app.matches import facts, ranking
from app.matches.eligibility import Slot
from app.matches.labor import COLUMNS
from app.matches.models import BEFORE_OFFER, Match, MatchState
from app.matches.preference_models import PreferenceList
from app.matches.run_models import MatchLock
from app.placements.models import Placement, PlacementSlot, PlacementState
from app.programs.models import Program
from app.schools.models import School
from app.students.models import CourseCompleted, Student, StudentYear

S = MatchState
HAS_A_SEAT = (S.OFFERED, *facts.TAKEN, S.ENDED_EARLY)


@dataclass(frozen=True, slots=True)
class Openings:
    """Be the open placements of a program that have free seats, by uid, with their schedules."""

    rows: Sequence[AnyRow]
    slots: dict[int, tuple[Slot, ...]]


def openings(program_id: int) -> Openings:
    """Give the open placements of a program with a free seat, in two statements."""
    free = (
        Placement.program_id == program_id,
        Placement.state == PlacementState.OPEN,
        Placement.seats_taken < Placement.seats,
    )
    rows = db.session.execute(
        sa.select(
            Placement.id,
            Placement.uid,
            Placement.title,
            (Placement.seats - Placement.seats_taken).label("free"),
            Placement.start_date,
            Placement.end_date,
            Placement.minimum_age,
            Placement.grades,
            Placement.credentials,
            Placement.career_field,
            Placement.cluster,
            Site.latitude,
            Site.longitude,
            *COLUMNS,
        )
        .join(Site, Site.id == Placement.site_id)
        .join(Program, Program.id == Placement.program_id)
        .where(*free)
        .order_by(Placement.uid)
    ).all()
    found: dict[int, tuple[Slot, ...]] = {}
    for row in db.session.execute(
        sa.select(
            PlacementSlot.placement_id,
            PlacementSlot.weekday,
            PlacementSlot.start,
            PlacementSlot.end,
            PlacementSlot.break_minutes,
        )
        .join(Placement, Placement.id == PlacementSlot.placement_id)
        .where(*free)
        .order_by(PlacementSlot.placement_id, PlacementSlot.weekday)
    ):
        slot = Slot(row.weekday, row.start, row.end, row.break_minutes)
        found[row.placement_id] = (*found.get(row.placement_id, ()), slot)
    return Openings(rows, found)


def takers(
    program_id: int, grades: Sequence[str], matches_per_student: int, school_ids: Sequence[int]
) -> Sequence[AnyRow]:
    """Give the enrolled students who take part in a run, by uid.

    They said what they want of the program, or are suggested, shortlisted, referred or invited for
    one of its placements; who has as many seats of it as the program allows does not.
    """
    in_program = sa.select(Match.student_id).join(Placement, Placement.id == Match.placement_id)
    in_program = in_program.where(Placement.program_id == program_id)
    considered = in_program.where(Match.state.in_(BEFORE_OFFER))
    full = (
        in_program.where(Match.state.in_(HAS_A_SEAT))
        .group_by(Match.student_id)
        .having(sa.func.count() >= matches_per_student)
    )
    said = sa.select(PreferenceList.student_id).where(PreferenceList.program_id == program_id)
    query = (
        sa.select(
            Student.id,
            Student.uid,
            Student.school_id,
            Student.birth_date,
            Student.grade,
            *(ranking.test(each).label(each) for each in ranking.SAID),
        )
        .where(
            Student.left_at.is_(None),
            Student.grade.in_(grades),
            Student.id.in_(said) | Student.id.in_(considered),
            Student.id.not_in(full),
        )
        .order_by(Student.uid)
    )
    if school_ids:
        query = query.where(Student.school_id.in_(school_ids))
    return db.session.execute(query).all()


def schools() -> Sequence[AnyRow]:
    """Give all schools with bells and place, in the order of their ids."""
    return db.session.execute(
        sa.select(
            School.id,
            School.bell_start,
            School.bell_end,
            School.calendar_code,
            School.latitude,
            School.longitude,
        ).order_by(School.id)
    ).all()


def pathways() -> dict[int, str]:
    """Give the pathway of each student in their latest school year."""
    newest = (
        sa.select(StudentYear.student_id, sa.func.max(StudentYear.school_year).label("year"))
        .group_by(StudentYear.student_id)
        .subquery()
    )
    pathway = StudentYear.attributes["pathway"].as_string()
    rows = db.session.execute(
        sa.select(StudentYear.student_id, pathway)
        .join(
            newest,
            sa.and_(
                newest.c.student_id == StudentYear.student_id,
                newest.c.year == StudentYear.school_year,
            ),
        )
        .where(pathway.is_not(None))
    )
    return {row[0]: row[1] for row in rows}


def courses() -> dict[int, tuple[str, ...]]:
    """Give the titles of the courses that each student completed."""
    found: dict[int, tuple[str, ...]] = {}
    query = sa.select(CourseCompleted.student_id, CourseCompleted.title)
    for row in db.session.execute(query.order_by(CourseCompleted.title)):
        found[row.student_id] = (*found.get(row.student_id, ()), row.title)
    return found


def seats_elsewhere(first: date, last: date) -> dict[int, list[AnyRow]]:
    """Give the placements that students have taken between two dates, by student."""
    found: dict[int, list[AnyRow]] = {}
    query = (
        sa.select(Match.student_id, Match.placement_id, Placement.start_date, Placement.end_date)
        .join(Placement, Placement.id == Match.placement_id)
        .where(
            Match.state.in_(facts.TAKEN),
            Placement.start_date <= last,
            Placement.end_date >= first,
        )
        .order_by(Match.student_id, Match.placement_id)
    )
    for row in db.session.execute(query):
        found.setdefault(row.student_id, []).append(row)
    return found


def experiences(lifetime_cap: int) -> frozenset[int]:
    """Give the students who had as many experiences in all seasons as a cap allows."""
    query = (
        sa.select(Match.student_id)
        .where(Match.state.in_((*facts.TAKEN, S.ENDED_EARLY)))
        .group_by(Match.student_id)
        .having(sa.func.count() >= lifetime_cap)
    )
    return frozenset(db.session.scalars(query))


def nearest(program_id: int) -> dict[int, int]:
    """Give the placement of a program that each student is nearest to today, before an offer."""
    steps = {state: index for index, state in enumerate(BEFORE_OFFER)}
    rows = db.session.execute(
        sa.select(Match.student_id, Match.placement_id, Match.state, Match.id)
        .join(Placement, Placement.id == Match.placement_id)
        .where(Placement.program_id == program_id, Match.state.in_(BEFORE_OFFER))
    ).all()
    ordered = sorted(rows, key=lambda row: (steps[row.state], -row.id))
    return {row.student_id: row.placement_id for row in ordered}


def declined_by_students(program_id: int) -> set[tuple[int, int]]:
    """Give the (student, placement) of a program that students declined."""
    rows = db.session.execute(
        sa.select(Match.student_id, Match.placement_id)
        .join(Placement, Placement.id == Match.placement_id)
        .where(Placement.program_id == program_id, Match.state == S.DECLINED_BY_STUDENT)
    )
    return {(row.student_id, row.placement_id) for row in rows}


def locks(program_id: int) -> Sequence[AnyRow]:
    """Give the locks of a program, with whom and where they are for."""
    return db.session.execute(
        sa.select(
            MatchLock.id,
            MatchLock.student_id,
            MatchLock.placement_id,
            MatchLock.reason,
            MatchLock.by,
            MatchLock.at,
            Student.uid,
            Student.school_id,
            Student.given_name,
            Student.preferred_name,
            Student.family_name,
            Placement.uid.label("placement_uid"),
            Placement.title,
        )
        .join(Student, Student.id == MatchLock.student_id)
        .join(Placement, Placement.id == MatchLock.placement_id)
        .where(MatchLock.program_id == program_id)
        .order_by(Student.family_name, Student.given_name, MatchLock.id)
    ).all()
