"""Put the students who may take a placement in order, and say why each stands where they do."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import sqlalchemy as sa

from app.core.db import db
from app.core.filters import hours
from app.core.rows import AnyRow, AnySelect
from app.matches import scoring
from app.matches.fit import Schools
from app.matches.models import LIVE, WORKED, Match, MatchState
from app.matches.scoring import Fit
from app.placements.models import Placement
from app.programs.models import Program
from app.students.models import CourseCompleted, Student, StudentYear

LAST_GRADE: Final = "12"
UPPER_GRADES: Final = ("11", LAST_GRADE)
SAID: Final = {
    "first_time": "first placement ever",
    "graduating": "in the last grade",
    "credit_short": "grade 11 or 12 without credit from a placement",
}


@dataclass(frozen=True, slots=True)
class Ranking:
    """Be the order of a placement's list: the program's priority groups, then the fit score.

    A run of the program puts students in the same order (docs/matching.md).
    """

    placement: Placement
    schools: Schools
    parts: dict[str, sa.ColumnElement[int]]

    @property
    def order(self) -> tuple[str, ...]:
        """Give the program's order of priority, empty where it names none."""
        return self.placement.program.rules.priority.order

    def ranked(self, query: AnySelect) -> AnySelect:
        """Give the ids alone of a query of students, in order: little to carry while sorting."""
        busy = _busy()
        score = sum(self.parts.values(), sa.literal(0))
        return (
            query.with_only_columns(Student.id, maintain_column_froms=True)
            .outerjoin(busy, busy.c.student_id == Student.id)
            .order_by(
                *(test(each).desc() for each in self.order),
                score.desc(),
                sa.func.coalesce(busy.c.matches, 0),
                Student.family_name,
                Student.given_name,
            )
        )

    def rows_of(self, query: AnySelect, ids: Sequence[int]) -> list[AnyRow]:
        """Give some students of a query, in the order of their ids, with what it is made of."""
        others = sa.select(sa.func.count()).where(
            Match.student_id == Student.id, Match.state.in_(LIVE)
        )
        found = query.add_columns(
            *(test(each).label(each) for each in SAID),
            *(part.label(f"fit_{name}") for name, part in self.parts.items()),
            others.scalar_subquery().label("others"),
        ).where(Student.id.in_(ids))
        by_id = {row.id: row for row in db.session.execute(found)}
        return [by_id[each] for each in ids if each in by_id]

    def fit_of(self, row: AnyRow) -> Fit:
        """Give the fit of a ranked row."""
        weights = self.placement.program.rules.matching.weights
        parts = {name: getattr(row, f"fit_{name}") for name in self.parts}
        return Fit(parts, scoring.most_of(weights), self.schools.km.get(row.school_id))

    def reasons(self, row: AnyRow) -> list[str]:
        """Say why a student stands where they do, in the order that counts."""
        said = [SAID[each] for each in self.order if getattr(row, each)]
        if (minutes := self.schools.minutes_after.get(row.school_id)) is not None:
            said.append(f"{hours(minutes)} from the last bell to work")
        if way := self.fit_of(row).way:
            said.append(way)
        if row.others:
            said.append(f"{row.others} other {'match' if row.others == 1 else 'matches'} under way")
        return said

    def in_words(self) -> list[str]:
        """Say the order of the list, the first first."""
        groups = [SAID[each] for each in self.order]
        return [*groups, "fit score", "fewer other matches under way", "name"]


def ranking_of(placement: Placement, schools: Schools) -> Ranking:
    """Give the ranking of a placement that came with its program and site: two statements."""
    return Ranking(placement, schools, _parts(placement, schools))


def _parts(placement: Placement, schools: Schools) -> dict[str, sa.ColumnElement[int]]:
    weights = placement.program.rules.matching.weights
    near = {each: scoring.near(km, weights.distance) for each, km in schools.km.items()}
    late = {each: scoring.slack(m, weights.slack) for each, m in schools.minutes_after.items()}
    return {
        "interests": _if(_interested(placement), weights.interests),
        "courses": _if(_taught(placement), weights.courses),
        "distance": _by_school(near),
        "slack": _by_school(late),
        **{name: test(name) * getattr(weights, name) for name in scoring.OWN},
    }


def _if(condition: sa.ColumnElement[bool], points: int) -> sa.ColumnElement[int]:
    return sa.case((condition, points), else_=0)


def _by_school(points: dict[int, int]) -> sa.ColumnElement[int]:
    counted = {school_id: each for school_id, each in points.items() if each}
    return sa.case(counted, value=Student.school_id, else_=0) if counted else sa.literal(0)


def _interested(placement: Placement) -> sa.ColumnElement[bool]:
    """Give the condition that a student's pathway shares a word with a placement's field."""
    pathway: sa.ColumnElement[str] = StudentYear.attributes["pathway"].as_string()
    wanted = scoring.interests_of(placement)
    known = db.session.scalars(sa.select(pathway).distinct().where(pathway.is_not(None)))
    meeting = [each for each in known if scoring.words_of((each,)) & wanted]
    if not meeting:
        return sa.false()
    newest = (
        sa.select(StudentYear.student_id, sa.func.max(StudentYear.school_year).label("year"))
        .group_by(StudentYear.student_id)
        .subquery()
    )
    same = sa.and_(
        newest.c.student_id == StudentYear.student_id, newest.c.year == StudentYear.school_year
    )
    found = sa.select(StudentYear.student_id).join(newest, same).where(pathway.in_(meeting))
    return Student.id.in_(found)


def _taught(placement: Placement) -> sa.ColumnElement[bool]:
    """Give the condition that a student completed a course that shares a word with a placement."""
    wanted = scoring.skills_of(placement)
    known = db.session.scalars(sa.select(CourseCompleted.title).distinct())
    meeting = [each for each in known if scoring.words_of((each,)) & wanted]
    if not meeting:
        return sa.false()
    found = sa.select(CourseCompleted.student_id).where(CourseCompleted.title.in_(meeting))
    return Student.id.in_(found)


def never_placed() -> sa.ColumnElement[bool]:
    """Give the condition that a student never worked in a placement, nor is about to."""
    placed = (*WORKED, MatchState.ACCEPTED)
    return Student.id.not_in(sa.select(Match.student_id).where(Match.state.in_(placed)))


def test(name: str) -> sa.ColumnElement[int]:
    """Give 1 where a reason of priority holds for a student, else 0."""
    tests: dict[str, sa.ColumnElement[bool]] = {
        "first_time": never_placed(),
        "graduating": Student.grade == LAST_GRADE,
        "credit_short": sa.and_(Student.grade.in_(UPPER_GRADES), Student.id.not_in(_credited())),
    }
    return sa.case((tests[name], 1), else_=0)


def _credited() -> sa.Select[int]:
    kind: sa.ColumnElement[str] = Program.kept_rules["credit"]["kind"].as_string()
    return (
        sa.select(Match.student_id)
        .join(Placement, Placement.id == Match.placement_id)
        .join(Program, Program.id == Placement.program_id)
        .where(Match.state == MatchState.COMPLETED, kind == "hours")
    )


def _busy() -> sa.Subquery:
    return (
        sa.select(Match.student_id, sa.func.count().label("matches"))
        .where(Match.state.in_(LIVE))
        .group_by(Match.student_id)
        .subquery()
    )
