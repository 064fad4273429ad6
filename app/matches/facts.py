"""Read the facts that eligibility needs, for many students or many placements at once."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date

import sqlalchemy as sa

from app.core.access import Actor
from app.core.db import db
from app.core.rows import AnyRow, AnySelect
from app.credentials.holding import Book, asked_of, book_of, ready, tries
from app.labor.planning import Schooling
from app.labor.queries import schoolings
from app.matches.eligibility import (
    Engagement,
    Failing,
    PlacementFacts,
    Slot,
    StudentFacts,
    Term,
    failing,
)
from app.matches.labor import Law, law_of
from app.matches.models import LIVE, Match, MatchState
from app.placements.models import Placement, PlacementSlot
from app.schools.models import Calendar, School
from app.schools.queries import calendars
from app.students.models import Student
from app.students.queries import in_scope

S = MatchState
COUNTED = (*LIVE, S.COMPLETED, S.ENDED_EARLY)
TAKEN = (S.ACCEPTED, S.ACTIVE, S.COMPLETED)


def facts_of_placement(
    placement: Placement, law: Law | None = None, book: Book | None = None
) -> PlacementFacts:
    """Give the facts of a placement that came with its program, site and slots.

    `law` and `book` are read for it where they were not read for many at once.
    """
    rule = placement.program.rules.eligibility
    law = law or law_of([placement])
    book = book_of([placement.credentials]) if book is None else book
    return PlacementFacts(
        id=placement.id,
        program_id=placement.program_id,
        first_day=placement.start_date,
        last_day=placement.end_date,
        minimum_age=max(placement.minimum_age, rule.minimum_age),
        grades=grades_of(rule.grades, placement.grades),
        matches_per_student=rule.matches_per_student,
        lifetime_cap=rule.lifetime_cap,
        slots=tuple(
            Slot(each.weekday, each.start, each.end, each.break_minutes) for each in placement.slots
        ),
        credentials=asked_of(placement.credentials, book),
        plan=law.of_placement(placement),
        allowed=law.allowed(placement.id),
    )


def grades_of(program: Sequence[str], placement: Sequence[str]) -> tuple[str, ...]:
    """Give the grades that a program allows and a placement asks for; none asked for are all."""
    return tuple(grade for grade in program if not placement or grade in placement)


def students(actor: Actor) -> AnySelect:
    """Give the query of the enrolled students whom an actor may match, as columns."""
    query = (
        sa.select(
            Student.id,
            Student.given_name,
            Student.family_name,
            Student.preferred_name,
            Student.birth_date,
            Student.grade,
            Student.left_at,
            Student.school_id,
            School.name.label("school"),
            School.bell_start,
            School.bell_end,
            School.calendar_code,
        )
        .join(School, School.id == Student.school_id)
        .where(Student.left_at.is_(None))
    )
    return in_scope(query, actor)


def student_row(student_id: int) -> AnyRow:
    """Give one student as `students` does, without a name."""
    return db.session.execute(
        sa.select(
            Student.id,
            Student.birth_date,
            Student.grade,
            Student.left_at,
            Student.school_id,
            School.bell_start,
            School.bell_end,
            School.calendar_code,
        )
        .join(School, School.id == Student.school_id)
        .where(Student.id == student_id)
    ).one()


@dataclass(frozen=True, slots=True)
class Known:
    """Be what was read about students: their matches, the slots of those, the school years."""

    matches: dict[int, list[AnyRow]]
    slots: dict[int, tuple[Slot, ...]]
    years: Sequence[Calendar]
    schoolings: dict[int, Schooling]
    tries: dict[int, list[AnyRow]]


def known_of(
    rows: Sequence[AnyRow],
    first: date,
    last: date,
    *,
    employed: bool = False,
    credentials: Collection[int] = (),
) -> Known:
    """Read what eligibility needs of students between two dates: four statements, however many.

    Where a placement employs, three more tell the schools' days for the child-labor rules; where
    one asks for credentials, one more tells who has them.
    """
    matches = _matches_of([row.id for row in rows])
    slots = slots_of({match.placement_id for all_of in matches.values() for match in all_of})
    tried = tries(credentials, [row.id for row in rows])
    return Known(matches, slots, calendars(first, last), schoolings() if employed else {}, tried)


def known_toward(rows: Sequence[AnyRow], placement: PlacementFacts) -> Known:
    """Read what eligibility needs of students toward one placement."""
    return known_of(
        rows,
        placement.first_day,
        placement.last_day,
        employed=placement.plan is not None,
        credentials=[each for each, _ in placement.credentials],
    )


def facts_of_students(
    rows: Sequence[AnyRow], placement: PlacementFacts, known: Known | None = None
) -> list[StudentFacts]:
    """Give the facts of students toward one placement."""
    known = known or known_toward(rows, placement)
    return [_facts(row, known, placement) for row in rows]


def terms_of(school: AnyRow, years: Sequence[Calendar]) -> tuple[Term, ...]:
    """Give the terms of a row that holds a school's bells and the code of its calendar."""
    return tuple(
        Term(
            school.bell_start,
            school.bell_end,
            year.first_day,
            year.last_day,
            frozenset(off.day for off in year.days_off),
        )
        for year in years
        if year.code == school.calendar_code
    )


def _facts(row: AnyRow, known: Known, placement: PlacementFacts) -> StudentFacts:
    matches = known.matches.get(row.id, [])
    engagements = tuple(
        Engagement(
            each.placement_id,
            each.program_id,
            each.title,
            each.start_date,
            each.end_date,
            known.slots.get(each.placement_id, ()),
        )
        for each in matches
        if each.state in TAKEN
    )
    in_program = [
        each
        for each in matches
        if each.program_id == placement.program_id
        and each.placement_id != placement.id
        and each.state in (*TAKEN, S.ENDED_EARLY)
    ]
    live = frozenset(each.placement_id for each in matches if each.state in (*LIVE, S.COMPLETED))
    return StudentFacts(
        id=row.id,
        birth_date=row.birth_date,
        grade=row.grade,
        left=row.left_at is not None,
        terms=terms_of(row, known.years),
        engagements=engagements,
        live_placements=live,
        matches_in_program=len(in_program),
        experiences=sum(
            each.state in (*TAKEN, S.ENDED_EARLY) and each.placement_id != placement.id
            for each in matches
        ),
        schooling=known.schoolings.get(row.school_id),
        ready=ready(known.tries.get(row.id, ()), placement.first_day),
    )


def _matches_of(student_ids: Sequence[int]) -> dict[int, list[AnyRow]]:
    found: dict[int, list[AnyRow]] = {}
    query = (
        sa.select(
            Match.student_id,
            Match.placement_id,
            Match.state,
            Placement.program_id,
            Placement.title,
            Placement.start_date,
            Placement.end_date,
        )
        .join(Placement, Placement.id == Match.placement_id)
        .where(Match.state.in_(COUNTED))
    )
    if len(student_ids) <= 400:  # noqa: PLR2004 - more ids than this are slower than all rows
        query = query.where(Match.student_id.in_(list(student_ids)))
    for row in db.session.execute(query):
        found.setdefault(row.student_id, []).append(row)
    return found


def slots_of(placement_ids: set[int]) -> dict[int, tuple[Slot, ...]]:
    """Give the schedules of placements, by placement."""
    found: dict[int, list[Slot]] = {}
    query = sa.select(
        PlacementSlot.placement_id,
        PlacementSlot.weekday,
        PlacementSlot.start,
        PlacementSlot.end,
        PlacementSlot.break_minutes,
    )
    if len(placement_ids) <= 400:  # noqa: PLR2004
        query = query.where(PlacementSlot.placement_id.in_(sorted(placement_ids)))
    for row in db.session.execute(query):
        slot = Slot(row.weekday, row.start, row.end, row.break_minutes)
        found.setdefault(row.placement_id, []).append(slot)
    return {placement_id: tuple(slots) for placement_id, slots in found.items()}


def failing_rules(
    student_id: int, placement: Placement, *, but_matched: bool = False
) -> list[Failing]:
    """Give the rules that forbid a placement; `but_matched` leaves out their own match."""
    wanted = facts_of_placement(placement)
    [student] = facts_of_students([student_row(student_id)], wanted)
    rules = failing(student, wanted)
    return [rule for rule in rules if not (but_matched and rule.code == "matched")]
