"""Prove the ledger: every settled version accrued once, and each total as the plan says."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final

import sqlalchemy as sa

from app.core.checks import Check
from app.core.core_checks import ids, rows_of
from app.core.db import db
from app.core.money import MINUTES_PER_HOUR
from app.hours.models import SETTLED, Confirmation, Outcome, Timesheet
from app.matches.models import Match
from app.placements.models import Placement
from app.programs.models import Program
from app.programs.rules import CompletionStipend, HourlyStipend, read_rules
from app.stipends.models import StipendLine
from app.stipends.plans import Plan
from app.stipends.queries import MILESTONES

ACCRUED: Final = (Outcome.CONFIRMED, Outcome.REVERSED)
Number = sa.ColumnElement[int]


def _weeks() -> int:
    return rows_of(Timesheet)


def _matches() -> int:
    return rows_of(Match)


def _lines() -> int:
    return rows_of(StipendLine)


def _not_accrued_once() -> list[int | str]:
    lines = (
        sa.select(StipendLine.timesheet_id, StipendLine.version, sa.func.count().label("lines"))
        .group_by(StipendLine.timesheet_id, StipendLine.version)
        .subquery()
    )
    of_it = (lines.c.timesheet_id == Confirmation.timesheet_id) & (
        lines.c.version == Confirmation.version
    )
    return ids(
        sa.select(Confirmation.timesheet_id)
        .outerjoin(lines, of_it)
        .where(Confirmation.outcome.in_(ACCRUED), sa.func.coalesce(lines.c.lines, 0) != 1)
    )


def _by_program(find: Callable[[int, Plan], list[int | str]]) -> list[int | str]:
    """Ask once for each program: their rules differ, and there are few."""
    found: list[int | str] = []
    for program_id, kept in db.session.execute(sa.select(Program.id, Program.kept_rules)).all():
        found += find(program_id, read_rules(kept).stipend)
    return found


def pay_in_sql(minutes: Number, cents_per_hour: int) -> Number:
    """Write core.money.pay for minutes that are not negative, for the database to compute."""
    doubled = 2 * minutes * cents_per_hour + MINUTES_PER_HOUR
    return doubled // (2 * MINUTES_PER_HOUR)


def _wrong_totals() -> list[int | str]:
    def of_program(program_id: int, plan: Plan) -> list[int | str]:
        counted = _settled_minutes()
        cents: Number = sa.literal(0)
        if isinstance(plan, HourlyStipend):
            cents = pay_in_sql(counted, plan.cents_per_hour)
        sums = _sums(StipendLine.timesheet_id)
        return ids(
            sa.select(Timesheet.id)
            .join(Match, Match.id == Timesheet.match_id)
            .join(Placement, Placement.id == Match.placement_id)
            .outerjoin(sums, sums.c.key == Timesheet.id)
            .where(
                Placement.program_id == program_id,
                (sa.func.coalesce(sums.c.cents, 0) != cents)
                | (sa.func.coalesce(sums.c.minutes, 0) != counted),
            )
        )

    return _by_program(of_program)


def _wrong_milestones() -> list[int | str]:
    def of_program(program_id: int, plan: Plan) -> list[int | str]:
        worked = (
            sa.select(Timesheet.match_id, sa.func.sum(_settled_minutes()).label("minutes"))
            .group_by(Timesheet.match_id)
            .subquery()
        )
        sums = _sums(StipendLine.match_id, StipendLine.kind.in_(MILESTONES))
        due: Number = sa.literal(0)
        if isinstance(plan, CompletionStipend):
            reached = sa.func.coalesce(worked.c.minutes, 0) >= plan.minutes
            due = sa.case((reached, plan.cents), else_=0)
        return ids(
            sa.select(Match.id)
            .join(Placement, Placement.id == Match.placement_id)
            .outerjoin(worked, worked.c.match_id == Match.id)
            .outerjoin(sums, sums.c.key == Match.id)
            .where(
                Placement.program_id == program_id,
                sa.func.coalesce(sums.c.cents, 0) != due,
            )
        )

    return _by_program(of_program)


def _settled_minutes() -> Number:
    return sa.case((Timesheet.state.in_(SETTLED), Timesheet.minutes), else_=0)


def _sums(key: Any, *only: sa.ColumnElement[bool]) -> sa.Subquery:  # noqa: ANN401 - a column
    return (
        sa.select(
            key.label("key"),
            sa.func.sum(StipendLine.cents).label("cents"),
            sa.func.sum(StipendLine.minutes).label("minutes"),
        )
        .where(*only, key.is_not(None))
        .group_by(key)
        .subquery()
    )


def _strange_corrections() -> list[int | str]:
    old = sa.orm.aliased(StipendLine)
    return ids(
        sa.select(StipendLine.id)
        .join(old, old.id == StipendLine.corrects_id)
        .where((old.match_id != StipendLine.match_id) | (old.id >= StipendLine.id))
    )


CHECKS: Final = (
    Check("each settled version of a week accrued stipend once", _weeks, _not_accrued_once),
    Check("each week's stipend is the pay of its settled minutes", _weeks, _wrong_totals),
    Check("each match's completion stipend is due by its minutes", _matches, _wrong_milestones),
    Check("each correction names an earlier line of its match", _lines, _strange_corrections),
)
