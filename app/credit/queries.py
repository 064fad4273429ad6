"""Read the minutes that count toward credit, and the progress that they make."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import sqlalchemy as sa

from app.core import clock
from app.core.access import Actor
from app.core.db import db
from app.core.rows import AnyRow, AnySelect
from app.core.text import like, number
from app.credit import award_queries, facts
from app.credit.award_queries import Standing
from app.credit.models import CreditLine
from app.credit.progress import Progress, progress
from app.matches.models import WORKED, Match
from app.placements.models import Placement
from app.programs.credit_rules import Credit, NoCredit, rule_on
from app.programs.models import Program
from app.programs.rules import read_rules
from app.schools.models import School
from app.students.models import Student
from app.students.queries import in_scope


def counted(timesheet_id: int) -> int:
    """Give the minutes that a timesheet's lines add up to."""
    total = sa.select(sa.func.sum(CreditLine.minutes))
    return db.session.scalar(total.where(CreditLine.timesheet_id == timesheet_id)) or 0


def minutes_of(match_id: int) -> int:
    """Give the minutes of a match that count toward credit."""
    total = sa.select(sa.func.sum(CreditLine.minutes))
    return db.session.scalar(total.where(CreditLine.match_id == match_id)) or 0


@dataclass(frozen=True, slots=True)
class Offer:
    """Be what a match may still be given, the minutes that this uses up, and its progress."""

    credit: int
    minutes: int
    progress: Progress
    standing: Standing
    rule: Credit
    earned_on: date


def offers_of(match_ids: Sequence[int], on: date | None = None) -> dict[int, Offer]:
    """Give what matches may still be given beside what their standing awards hold."""
    standing = award_queries.standing_of(match_ids)
    found = {}
    for match_id, known in known_of(match_ids, on).items():
        held, done = standing.get(match_id, Standing()), known.progress
        credit = max(0, done.earned - held.credit)
        minutes = max(0, done.spent - held.minutes) if credit else 0
        found[match_id] = Offer(credit, minutes, done, held, known.rule, known.earned_on)
    return found


def progress_of(match_ids: Sequence[int], on: date | None = None) -> dict[int, Progress]:
    """Give the progress of matches by id as of a day, today where it is None: eight statements."""
    return {match_id: known.progress for match_id, known in known_of(match_ids, on).items()}


@dataclass(frozen=True, slots=True)
class Known:
    """Be the rule in force for a match on the day to which its credit counts, and its progress."""

    rule: Credit
    earned_on: date
    progress: Progress


def known_of(match_ids: Sequence[int], on: date | None = None) -> dict[int, Known]:
    """Give the rule and progress of matches by id as of a day, today where it is None."""
    rows = _with_rules(match_ids)
    students = {row.student_id for row in rows}
    courses, awards = facts.courses_of(students), facts.awards_of_students(students)
    signed = facts.signed_on([row.id for row in rows])
    known = facts.facts_of(rows, signed)
    today = on or clock.district_day(clock.now())
    rules = {row.id: _in_force(row, today) for row in rows}
    late = facts.minutes_before(_starts(rules, signed))
    found = {}
    for row in rows:
        rule, day = rules[row.id]
        family = "" if isinstance(rule, NoCredit) else rule.capped_with
        held = facts.held_of(awards.get(row.student_id, ()), row.id, family, row.program_id, day)
        taken = courses.get(row.student_id, frozenset())
        counted_minutes = max(0, (row.minutes or 0) - late.get(row.id, 0))
        done = progress(rule, counted_minutes, taken, known[row.id], held)
        found[row.id] = Known(rule, day, done)
    return found


def _with_rules(match_ids: Sequence[int]) -> Sequence[AnyRow]:
    minutes = (
        sa.select(CreditLine.match_id, sa.func.sum(CreditLine.minutes).label("minutes"))
        .where(CreditLine.match_id.in_(list(match_ids)))
        .group_by(CreditLine.match_id)
        .subquery()
    )
    return db.session.execute(
        sa.select(
            Match.id,
            Match.student_id,
            Placement.program_id,
            Placement.end_date,
            Program.kept_rules,
            minutes.c.minutes,
        )
        .join(Placement, Placement.id == Match.placement_id)
        .join(Program, Program.id == Placement.program_id)
        .outerjoin(minutes, minutes.c.match_id == Match.id)
        .where(Match.id.in_(list(match_ids)))
    ).all()


def _in_force(row: AnyRow, today: date) -> tuple[Credit, date]:
    """Give the rule on the last day that counts, so that a later change leaves it as it was."""
    day = min(today, row.end_date)
    rules = read_rules(row.kept_rules)
    return rule_on(rules.credit, rules.credit_before, day), day


def _starts(
    rules: Mapping[int, tuple[Credit, date]], signed: Mapping[int, date]
) -> dict[int, date]:
    """Give the day from which the minutes of a match count, where it is not the first."""
    found = {}
    for match_id, (rule, _) in rules.items():
        if isinstance(rule, NoCredit):
            continue
        days = [rule.counts_from] if rule.counts_from else []
        if rule.counts_after_plan:
            days.append(signed.get(match_id, date.max))
        if days:
            found[match_id] = max(days)
    return found


def columns() -> dict[str, sa.SQLColumnExpression[Any]]:
    """Give the columns by which the list of progress is sorted."""
    return {
        "student": Student.family_name,
        "school": School.name,
        "program": Program.name,
        "id": Match.id,
    }


def listed(actor: Actor, filters: Mapping[str, str]) -> AnySelect:
    """Give the query of matches at work whose program grants credit, in an actor's scope."""
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
        )
        .join(Student, Student.id == Match.student_id)
        .join(School, School.id == Student.school_id)
        .join(Placement, Placement.id == Match.placement_id)
        .join(Program, Program.id == Placement.program_id)
        .where(Match.state.in_(WORKED), _grants_credit())
    )
    if school_id := number(filters.get("school", "")):
        query = query.where(Student.school_id == school_id)
    if words := filters.get("q"):
        query = query.where(Student.search.like(like(words), escape="\\"))
    return in_scope(query, actor)


def _grants_credit() -> sa.ColumnElement[bool]:
    kind: sa.ColumnElement[str] = Program.kept_rules["credit"]["kind"].as_string()
    return kind != "none"
