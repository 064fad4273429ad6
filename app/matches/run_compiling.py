"""Compile students and open placements, as the database tells them, to the columns of a run."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import TypeVar

import numpy as np

from app.core.ages import latest_birth_date
from app.core.rows import AnyRow
from app.credentials.holding import Asked, asked_of, book_of, ready, tries
from app.labor import queries as labor_queries
from app.labor.planning import Schooling, barred_births
from app.matches import facts, labor, run_queries, scoring
from app.matches.eligibility import (
    PlacementFacts,
    clash,
    in_school_hours,
    minutes_after_school,
)
from app.matches.run_columns import (
    BITS,
    GRADES,
    NOT_BORN,
    Flags,
    Ints,
    Pairing,
    PlacementColumns,
    StudentColumns,
    Words,
)
from app.programs.models import Program
from app.schools.queries import calendars
from app.students import privacy

Known = TypeVar("Known")


def pairing_of(
    program: Program, rows: Sequence[AnyRow], open_: run_queries.Openings, on: date
) -> Pairing:
    """Compile students and open placements of a program, both in the order of their rows."""
    law, book = labor.law_of_rows(open_.rows), book_of(row.credentials for row in open_.rows)
    about = [
        replace(_facts(program, row, open_, law), credentials=asked_of(row.credentials, book))
        for row in open_.rows
    ]
    wanted = [(at.first_day, at.credentials) for at in about]
    kinds = sorted(set(wanted))
    days = labor_queries.schoolings() if labor.employing(open_.rows) else {}
    first, last = min(p.first_day for p in about), max(p.last_day for p in about)
    pathways, courses = run_queries.pathways(), run_queries.courses()
    schools = run_queries.schools()
    named = [pathways.get(row.id, "") for row in rows]
    taken = [courses.get(row.id, ()) for row in rows]
    grades = sorted({row.grade for row in rows})
    shown = privacy.grounds([row.id for row in rows], on)
    weights = program.rules.matching.weights
    students = StudentColumns(
        lack=_lack(rows, grades, shown),
        born=_ints(row.birth_date.toordinal() if row.birth_date else NOT_BORN for row in rows),
        school=_places([row.school_id for row in rows], [school.id for school in schools]),
        pathway=_places(named, sorted(set(named))),
        courses=_places(taken, sorted(set(taken))),
        own={
            reason: _ints(getattr(row, reason) * getattr(weights, reason) for row in rows)
            for reason in scoring.OWN
        },
        busy=_busy(rows, about, run_queries.seats_elsewhere(first, last)),
        let_in=_let_in(rows, about, days),
        unready=_unready(rows, kinds),
    )
    years = calendars(first, last)
    terms = [facts.terms_of(school, years) for school in schools]
    interests = [scoring.interests_of(row) for row in open_.rows]
    skills = [scoring.skills_of(row) for row in open_.rows]
    points = {
        "interests": [_meets((one,), interests, weights.interests) for one in sorted(set(named))],
        "courses": [_meets(one, skills, weights.courses) for one in sorted(set(taken))],
        "distance": [
            [scoring.near(scoring.distance_km(one, row), weights.distance) for row in open_.rows]
            for one in schools
        ],
        "slack": [
            [scoring.slack(minutes_after_school(of, at), weights.slack) for at in about]
            for of in terms
        ],
    }
    placements = PlacementColumns(
        need=np.array([_need(at, grades) for at in about], dtype=np.uint64),
        latest_birth=_ints(
            latest_birth_date(at.minimum_age, at.first_day).toordinal() for at in about
        ),
        school_hours=np.array(
            [[any(in_school_hours(of, at)) for at in about] for of in terms], dtype=np.bool_
        ),
        points={name: np.array(table, dtype=np.int64) for name, table in points.items()},
        asks=_places(wanted, kinds),
        barred=_barred(about, [days.get(school.id) for school in schools]),
    )
    return Pairing(students, placements)


def _facts(
    program: Program, row: AnyRow, open_: run_queries.Openings, law: labor.Law
) -> PlacementFacts:
    rule = program.rules.eligibility
    return PlacementFacts(
        id=row.id,
        program_id=program.id,
        first_day=row.start_date,
        last_day=row.end_date,
        minimum_age=max(row.minimum_age, rule.minimum_age),
        grades=facts.grades_of(rule.grades, row.grades),
        matches_per_student=rule.matches_per_student,
        lifetime_cap=rule.lifetime_cap,
        slots=open_.slots.get(row.id, ()),
        plan=law.of_row(row, open_.slots.get(row.id, ())),
        allowed=law.allowed(row.id),
    )


def _barred(
    about: Sequence[PlacementFacts], days: Sequence[Schooling | None]
) -> list[tuple[Ints, Ints]]:
    """Give the stretches of birth dates that the child-labor rules bar: tables of ordinals."""
    found = {
        (row, column): barred
        for row, schooling in enumerate(days)
        for column, at in enumerate(about)
        if at.plan and schooling and (barred := barred_births(at.plan, schooling))
    }
    tables = []
    for number in range(max(map(len, found.values()), default=0)):
        after, through = (np.zeros((len(days), len(about)), dtype=np.int64) for _ in range(2))
        for (row, column), barred in found.items():
            if number < len(barred):
                after[row, column], through[row, column] = map(date.toordinal, barred[number])
        tables.append((after, through))
    return tables


def _let_in(
    rows: Sequence[AnyRow], about: Sequence[PlacementFacts], days: dict[int, Schooling]
) -> dict[int, Flags]:
    """Give where the rules do not bar a student, for that was allowed for them, by student."""
    place = {row.id: index for index, row in enumerate(rows)}
    found: dict[int, Flags] = {}
    for column, at in enumerate(about):
        if at.plan and at.allowed:
            for student_id in labor.let_in(at.plan, at.allowed, days):
                if student_id in place:
                    none = np.zeros(len(about), dtype=np.bool_)
                    found.setdefault(place[student_id], none)[column] = True
    return found


def _unready(rows: Sequence[AnyRow], kinds: Sequence[tuple[date, Asked]]) -> Flags:
    """Give who lacks a credential that is asked for by a day: a table of students by askings."""
    asked = {credential_id for _, some in kinds for credential_id, _ in some}
    tried = tries(asked, [row.id for row in rows])
    found = np.zeros((len(rows), len(kinds)), dtype=np.bool_)
    for column, (on, some) in enumerate(kinds):
        needed = {credential_id for credential_id, _ in some}
        if needed:
            found[:, column] = [not needed <= ready(tried.get(row.id, ()), on) for row in rows]
    return found


def _lack(rows: Sequence[AnyRow], grades: list[str], shown: Mapping[int, object]) -> Words:
    return np.array(
        [
            (1 << (GRADES + grades.index(row.grade)))
            | (0 if row.birth_date else BITS["birth_date"])
            | (0 if row.id in shown else BITS["opted_out"])
            for row in rows
        ],
        dtype=np.uint64,
    )


def _need(at: PlacementFacts, grades: list[str]) -> int:
    return sum(
        1 << (GRADES + index) for index, grade in enumerate(grades) if grade not in at.grades
    )


def _busy(
    rows: Sequence[AnyRow],
    about: list[PlacementFacts],
    elsewhere: Mapping[int, list[AnyRow]],
) -> dict[int, Flags]:
    """Give the placements that each busy student cannot take, for they are elsewhere then."""
    taken = {each.placement_id for row in rows for each in elsewhere.get(row.id, ())}
    slots = facts.slots_of(taken)
    known: dict[int, Flags] = {}
    busy: dict[int, Flags] = {}
    for index, row in enumerate(rows):
        for other in elsewhere.get(row.id, ()):
            if other.placement_id not in known:
                dates = (other.start_date, other.end_date)
                theirs = slots.get(other.placement_id, ())
                known[other.placement_id] = np.array(
                    [
                        clash((at.first_day, at.last_day), at.slots, dates, theirs)
                        and at.id != other.placement_id
                        for at in about
                    ],
                    dtype=np.bool_,
                )
            before = busy.get(index)
            clashes = known[other.placement_id]
            busy[index] = clashes if before is None else before | clashes
    return busy


def _meets(texts: Sequence[str], about: Sequence[frozenset[str]], points: int) -> list[int]:
    """Give all points where what a student said and what a placement is share a word."""
    said = scoring.words_of(texts)
    return [points if said & each else 0 for each in about]


def _ints(values: Iterable[int]) -> Ints:
    return np.array(list(values), dtype=np.int64)


def _places(values: Sequence[Known], among: Sequence[Known]) -> Ints:
    """Give the place of each value among those known."""
    place = {one: index for index, one in enumerate(among)}
    return _ints(place[value] for value in values)
