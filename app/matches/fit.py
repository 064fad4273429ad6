"""Say in SQL who may take a placement: the rules of `eligibility`, for any number of students."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, time

import sqlalchemy as sa

from app.core.ages import latest_birth_date
from app.core.db import db
from app.credentials.holding import ready_students
from app.labor.queries import schoolings
from app.matches import facts, labor
from app.matches.eligibility import (
    PlacementFacts,
    in_school_hours,
    minutes_after_school,
)
from app.matches.models import LIVE, Match, MatchState
from app.matches.scoring import Located, distance_km
from app.placements.models import Placement, PlacementSlot
from app.schools.models import School
from app.schools.queries import calendars
from app.students.models import Student

S = MatchState
Barred = dict[tuple[tuple[date, date], ...], list[int]]


@dataclass(frozen=True, slots=True)
class Schools:
    """Be what the schools' bells and days mean for one placement.

    `km` are distances in a straight line, where both coordinates are known. `barred` are the birth
    dates that the child-labor rules bar, with the schools of which that is so, and `let_in` the
    students for whom that is allowed all the same.
    """

    in_the_way: tuple[int, ...]
    minutes_after: dict[int, int]
    km: dict[int, float] = field(default_factory=dict)
    barred: Barred = field(default_factory=dict)
    let_in: tuple[int, ...] = ()


def schools_for(wanted: PlacementFacts, site: Located | None = None) -> Schools:
    """Give the schools whose hours forbid a placement, the minutes from bell to work, the way."""
    years = calendars(wanted.first_day, wanted.last_day)
    rows = db.session.execute(
        sa.select(
            School.id,
            School.bell_start,
            School.bell_end,
            School.calendar_code,
            School.latitude,
            School.longitude,
        )
    ).all()
    ways = {row.id: distance_km(row, site) if site else None for row in rows}
    km = {school_id: way for school_id, way in ways.items() if way is not None}
    in_the_way, minutes = [], {}
    for row in rows:
        terms = facts.terms_of(row, years)
        if any(in_school_hours(terms, wanted)):
            in_the_way.append(row.id)
        elif (after := minutes_after_school(terms, wanted)) is not None:
            minutes[row.id] = after
    if wanted.plan is None:
        return Schools(tuple(in_the_way), minutes, km)
    days = schoolings()
    let_in = labor.let_in(wanted.plan, wanted.allowed, days)
    barred = labor.stretches(wanted.plan, days)
    return Schools(tuple(in_the_way), minutes, km, barred, tuple(let_in))


def may_take(wanted: PlacementFacts, schools: Schools) -> sa.ColumnElement[bool]:
    """Give the condition that no rule forbids a student the placement; never NULL."""
    born = latest_birth_date(wanted.minimum_age, wanted.first_day)
    return sa.and_(
        Student.left_at.is_(None),
        Student.birth_date.is_not(None),
        Student.birth_date <= born,
        Student.grade.in_(wanted.grades),
        Student.school_id.not_in(schools.in_the_way),
        Student.id.not_in(_matched(wanted)),
        Student.id.not_in(_at_the_cap(wanted)),
        Student.id.not_in(_elsewhere(wanted)),
        *(Student.id.in_(ready_students(each, wanted.first_day)) for each, _ in wanted.credentials),
        *_lawful(schools),
    )


def _lawful(schools: Schools) -> Iterator[sa.ColumnElement[bool]]:
    for stretches, school_ids in schools.barred.items():
        within = [
            sa.and_(Student.birth_date > after, Student.birth_date <= through)
            for after, through in stretches
        ]
        barred = sa.and_(Student.school_id.in_(school_ids), sa.or_(*within))
        yield sa.or_(~barred, Student.id.in_(schools.let_in))


def _matched(wanted: PlacementFacts) -> sa.Select[int]:
    return sa.select(Match.student_id).where(
        Match.placement_id == wanted.id, Match.state.in_((*LIVE, S.COMPLETED))
    )


def _at_the_cap(wanted: PlacementFacts) -> sa.Select[int]:
    return (
        sa.select(Match.student_id)
        .join(Placement, Placement.id == Match.placement_id)
        .where(
            Placement.program_id == wanted.program_id,
            Placement.id != wanted.id,
            Match.state.in_((*facts.TAKEN, S.ENDED_EARLY)),
        )
        .group_by(Match.student_id)
        .having(sa.func.count() >= wanted.matches_per_student)
    )


def _elsewhere(wanted: PlacementFacts) -> sa.Select[int]:
    # an end not after the start is past midnight, so the stretch fills the rest of the day
    theirs = sa.case((PlacementSlot.end > PlacementSlot.start, PlacementSlot.end), else_=time.max)
    meets = [
        sa.and_(
            PlacementSlot.weekday == slot.weekday,
            PlacementSlot.start < (slot.end if slot.end > slot.start else time.max),
            theirs > slot.start,
        )
        for slot in wanted.slots
    ]
    return (
        sa.select(Match.student_id)
        .join(Placement, Placement.id == Match.placement_id)
        .join(PlacementSlot, PlacementSlot.placement_id == Placement.id)
        .where(
            Placement.id != wanted.id,
            Match.state.in_(facts.TAKEN),
            Placement.start_date <= wanted.last_day,
            Placement.end_date >= wanted.first_day,
            sa.or_(sa.false(), *meets),
        )
    )
