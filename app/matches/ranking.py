"""Put the students who may take a placement in order, and say why each stands where they do."""

from __future__ import annotations

from typing import Any, Final

import sqlalchemy as sa

from app.core.filters import hours
from app.core.rows import AnyRow, AnySelect
from app.matches.fit import Schools
from app.matches.models import LIVE, WORKED, Match, MatchState
from app.placements.models import Placement
from app.programs.models import Program
from app.students.models import Student

LAST_GRADE: Final = "12"
UPPER_GRADES: Final = ("11", LAST_GRADE)
# a program that names no order of its own is served in this one
USUAL: Final = ("first_time", "graduating", "credit_short")
SAID: Final = {
    "first_time": "first placement ever",
    "graduating": "in the last grade",
    "credit_short": "grade 11 or 12 without credit from a placement",
}


def order_of(placement: Placement) -> tuple[str, ...]:
    """Give the order of priority of a placement's program."""
    return placement.program.rules.priority.order or USUAL


def order_in_words(placement: Placement) -> list[str]:
    """Say the order of a placement's list, the first first."""
    return [
        *(SAID[each] for each in order_of(placement)),
        "fewer other matches under way",
        "more time between the last bell and work",
        "name",
    ]


def ranked(query: AnySelect, placement: Placement, schools: Schools) -> AnySelect:
    """Add to a query of students what their order is made of, and put them in that order."""
    busy = _busy()
    slack = _slack(schools)
    shown = [test(each).label(each) for each in SAID]
    others = sa.func.coalesce(busy.c.matches, 0).label("others")
    return (
        query.add_columns(*shown, others, slack.label("slack"))
        .outerjoin(busy, busy.c.student_id == Student.id)
        .order_by(
            *(test(each).desc() for each in order_of(placement)),
            others,
            slack.desc(),
            Student.family_name,
            Student.given_name,
        )
    )


def reasons(row: AnyRow, order: tuple[str, ...]) -> list[str]:
    """Say why a student stands where they do, in the order that counts."""
    said = [SAID[each] for each in order if getattr(row, each)]
    if row.others:
        said.append(f"{row.others} other {'match' if row.others == 1 else 'matches'} under way")
    if row.slack >= 0:
        said.append(f"{hours(row.slack)} from the last bell to work")
    return said


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


def _slack(schools: Schools) -> sa.ColumnElement[Any]:
    if not schools.minutes_after:
        return sa.literal(-1)
    return sa.case(schools.minutes_after, value=Student.school_id, else_=-1)
