"""Read the ledger."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import Any

import sqlalchemy as sa

from app.accounts.models import Role
from app.core.access import Actor
from app.core.db import db
from app.core.rows import AnyRow, AnySelect
from app.core.text import like, number
from app.employers.models import Employer, Site
from app.hours.models import Timesheet
from app.matches.models import Match
from app.placements.models import Placement
from app.programs.models import Program
from app.programs.rules import read_rules
from app.schools.models import School
from app.stipends.batch_models import PaidLine, Payment
from app.stipends.models import LineKind, StipendLine
from app.stipends.plans import Plan
from app.students.models import Student

MILESTONES = (LineKind.COMPLETION, LineKind.REVERSAL)


def plan_of_match(match_id: int) -> Plan:
    """Give the plan by which a match earns, and keep its other weeks from settling meanwhile.

    Two weeks that settle at once could each miss the other, or both pay for one milestone. SQLite
    has one writer anyhow, and knows no FOR UPDATE.
    """
    kept = db.session.scalars(
        sa.select(Program.kept_rules)
        .join(Placement, Placement.program_id == Program.id)
        .join(Match, Match.placement_id == Placement.id)
        .where(Match.id == match_id)
        .with_for_update(of=Match, key_share=True)
    ).one()
    return read_rules(kept).stipend


def has_lines(*, program_id: int | None = None, placement_id: int | None = None) -> bool:
    """Tell whether anything was accrued under a program, or at a placement."""
    query = sa.select(StipendLine.id).join(Match, Match.id == StipendLine.match_id)
    if placement_id is not None:
        query = query.where(Match.placement_id == placement_id)
    if program_id is not None:
        query = query.join(Placement, Placement.id == Match.placement_id).where(
            Placement.program_id == program_id
        )
    return db.session.scalar(query.limit(1)) is not None


def lines_of_timesheet(timesheet_id: int) -> Sequence[StipendLine]:
    """Give the lines of one timesheet, in order."""
    return db.session.scalars(
        sa.select(StipendLine)
        .where(StipendLine.timesheet_id == timesheet_id)
        .order_by(StipendLine.id)
    ).all()


def minutes_of_match(match_id: int) -> int:
    """Give the minutes that a match's lines add up to."""
    return (
        db.session.scalar(
            sa.select(sa.func.sum(StipendLine.minutes)).where(StipendLine.match_id == match_id)
        )
        or 0
    )


def milestone_lines(match_id: int) -> Sequence[StipendLine]:
    """Give a match's completion lines and their reversals, in order."""
    return db.session.scalars(
        sa.select(StipendLine)
        .where(StipendLine.match_id == match_id, StipendLine.kind.in_(MILESTONES))
        .order_by(StipendLine.id)
    ).all()


def lines_of(match_ids: Sequence[int]) -> Sequence[AnyRow]:
    """Give the lines of matches with their weeks and what paid them, the newest first."""
    return db.session.execute(
        sa.select(
            StipendLine.id,
            StipendLine.match_id,
            StipendLine.kind,
            StipendLine.cents,
            StipendLine.minutes,
            StipendLine.rule,
            StipendLine.corrects_id,
            StipendLine.at,
            Timesheet.week,
            Payment.batch_id,
            Payment.state.label("payment"),
            Payment.paid_on,
            Payment.warrant,
        )
        .outerjoin(Timesheet, Timesheet.id == StipendLine.timesheet_id)
        .outerjoin(PaidLine, (PaidLine.stipend_line_id == StipendLine.id) & PaidLine.live)
        .outerjoin(Payment, Payment.id == PaidLine.payment_id)
        .where(StipendLine.match_id.in_(list(match_ids)))
        .order_by(StipendLine.id.desc())
    ).all()


def totals_of(match_ids: Sequence[int]) -> dict[int, int]:
    """Give the cents earned so far, by match."""
    rows = db.session.execute(
        sa.select(StipendLine.match_id, sa.func.sum(StipendLine.cents).label("cents"))
        .where(StipendLine.match_id.in_(list(match_ids)))
        .group_by(StipendLine.match_id)
    )
    return {row.match_id: row.cents for row in rows}


def columns() -> dict[str, sa.SQLColumnExpression[Any]]:
    """Give the columns by which the ledger is sorted."""
    return {
        "line": StipendLine.id,
        "student": Student.family_name,
        # a line of no week comes first on both databases
        "week": sa.func.coalesce(Timesheet.week, date.min),
        "kind": StipendLine.kind,
        "cents": StipendLine.cents,
        "id": StipendLine.id,
    }


def listed(actor: Actor, filters: Mapping[str, str]) -> AnySelect:
    """Give the query of the ledger in an actor's scope, narrowed by the filters."""
    query: AnySelect = (
        sa.select(
            StipendLine.id,
            StipendLine.match_id,
            StipendLine.kind,
            StipendLine.cents,
            StipendLine.minutes,
            StipendLine.rule,
            StipendLine.corrects_id,
            StipendLine.at,
            Timesheet.week,
            Student.student_number,
            Student.given_name,
            Student.family_name,
            School.name.label("school"),
            Employer.name.label("employer"),
            Program.name.label("program"),
        )
        .join(Match, Match.id == StipendLine.match_id)
        .join(Student, Student.id == Match.student_id)
        .join(School, School.id == Student.school_id)
        .join(Placement, Placement.id == Match.placement_id)
        .join(Program, Program.id == Placement.program_id)
        .join(Site, Site.id == Placement.site_id)
        .join(Employer, Employer.id == Site.employer_id)
        .outerjoin(Timesheet, Timesheet.id == StipendLine.timesheet_id)
        .where(*_conditions(filters))
    )
    if actor.role == Role.CAREER_SPECIALIST:
        query = query.where(Student.school_id.in_(actor.school_ids))
    return query


def _conditions(filters: Mapping[str, str]) -> Iterator[sa.ColumnElement[bool]]:
    if kind := filters.get("kind"):
        yield StipendLine.kind == kind
    if program_id := number(filters.get("program", "")):
        yield Program.id == program_id
    if words := filters.get("q"):
        wanted = like(words)
        yield Student.search.like(wanted, escape="\\") | Employer.search.like(wanted, escape="\\")


def sums(query: AnySelect) -> sa.Row[int, int]:
    """Give what all lines of a query add up to: cents and minutes."""
    lines = query.order_by(None).subquery()
    cents, minutes = sa.func.sum(lines.c.cents), sa.func.sum(lines.c.minutes)
    return db.session.execute(
        sa.select(
            sa.func.coalesce(cents, 0).label("cents"), sa.func.coalesce(minutes, 0).label("minutes")
        )
    ).one()


def total() -> int:
    """Give the cents of the whole ledger."""
    return db.session.scalar(sa.select(sa.func.sum(StipendLine.cents))) or 0
