"""Prove that each settled minute counts toward credit once."""

from __future__ import annotations

from collections import Counter
from typing import Final

import msgspec
import sqlalchemy as sa

from app.core.checks import Check
from app.core.core_checks import ids, rows_of, states_told
from app.core.db import db
from app.core.todos import Todo
from app.credit.award_models import SHORT, STANDING, AwardState, CreditAward, TranscriptExport
from app.credit.models import CreditLine
from app.credit.progress import given
from app.hours.models import SETTLED, Confirmation, Outcome, Timesheet
from app.matches.models import Match
from app.placements.models import Placement
from app.programs.credit_rules import Granting

MOST_DAYS: Final = 1000
COUNTED: Final = (Outcome.CONFIRMED, Outcome.REVERSED)


def _weeks() -> int:
    return rows_of(Timesheet)


def _not_counted_once() -> list[int | str]:
    lines = (
        sa.select(CreditLine.timesheet_id, CreditLine.version, sa.func.count().label("lines"))
        .group_by(CreditLine.timesheet_id, CreditLine.version)
        .subquery()
    )
    of_it = (lines.c.timesheet_id == Confirmation.timesheet_id) & (
        lines.c.version == Confirmation.version
    )
    return ids(
        sa.select(Confirmation.timesheet_id)
        .outerjoin(lines, of_it)
        .where(Confirmation.outcome.in_(COUNTED), sa.func.coalesce(lines.c.lines, 0) != 1)
    )


def _wrong_minutes() -> list[int | str]:
    lines = (
        sa.select(
            CreditLine.timesheet_id,
            sa.func.sum(CreditLine.minutes).label("minutes"),
            sa.func.min(CreditLine.match_id).label("match_id"),
        )
        .group_by(CreditLine.timesheet_id)
        .subquery()
    )
    settled = sa.case((Timesheet.state.in_(SETTLED), Timesheet.minutes), else_=0)
    return ids(
        sa.select(Timesheet.match_id)
        .outerjoin(lines, lines.c.timesheet_id == Timesheet.id)
        .where(
            (sa.func.coalesce(lines.c.minutes, 0) != settled)
            | (lines.c.match_id != Timesheet.match_id)
        )
    )


def _awards() -> int:
    return rows_of(CreditAward)


def _uncovered() -> list[int | str]:
    """Find awards of more minutes than count; what is on a transcript may wait for a person."""
    counted = (
        sa.select(CreditLine.match_id, sa.func.sum(CreditLine.minutes).label("minutes"))
        .group_by(CreditLine.match_id)
        .subquery()
    )
    held = (
        sa.select(CreditAward.match_id, sa.func.sum(CreditAward.minutes).label("minutes"))
        .where(CreditAward.state.in_(STANDING))
        .group_by(CreditAward.match_id)
        .subquery()
    )
    told = sa.exists().where(
        Todo.kind == SHORT, Todo.record == "match", Todo.record_id == held.c.match_id
    )
    return ids(
        sa.select(held.c.match_id)
        .outerjoin(counted, counted.c.match_id == held.c.match_id)
        .where(held.c.minutes > sa.func.coalesce(counted.c.minutes, 0), ~told)
    )


def _not_by_a_second() -> list[int | str]:
    missing = CreditAward.state.in_((AwardState.APPROVED, AwardState.TRANSCRIPTED)) & (
        CreditAward.approved_by.is_(None)
    )
    own = CreditAward.needs_second & (CreditAward.approved_by == CreditAward.awarded_by)
    return ids(sa.select(CreditAward.id).where(missing | own))


def _not_in_their_file() -> list[int | str]:
    named = (
        sa.select(CreditAward.export_id, sa.func.count().label("awards"))
        .where(CreditAward.export_id.is_not(None))
        .group_by(CreditAward.export_id)
        .subquery()
    )
    return ids(
        sa.select(TranscriptExport.id)
        .outerjoin(named, named.c.export_id == TranscriptExport.id)
        .where(TranscriptExport.awards != sa.func.coalesce(named.c.awards, 0))
    )


def _exports() -> int:
    return rows_of(TranscriptExport)


def _above_their_rule() -> list[int | str]:
    """Find awards that give more than their own rule: by the minutes they hold, or by its caps."""
    rows = db.session.execute(
        sa.select(
            CreditAward.id,
            CreditAward.student_id,
            CreditAward.match_id,
            CreditAward.credit,
            CreditAward.minutes,
            CreditAward.family,
            CreditAward.school_year,
            CreditAward.rule,
            Placement.program_id,
        )
        .join(Match, Match.id == CreditAward.match_id)
        .join(Placement, Placement.id == Match.placement_id)
        .where(CreditAward.state.in_(STANDING))
        .order_by(CreditAward.id)
    )
    sums: Counter[tuple[object, ...]] = Counter()
    minutes: Counter[int] = Counter()
    found: list[int | str] = []
    for row in rows.yield_per(1000):
        rule = msgspec.convert(row.rule, Granting)
        whole = (row.student_id, row.family)
        spans = {
            (*whole, "term", row.program_id): rule.caps.term,
            (*whole, "year", row.school_year): rule.caps.year,
            (*whole, "ever"): rule.caps.lifetime,
            ("match", row.match_id): None,
        }
        sums.update(dict.fromkeys(spans, row.credit))
        minutes[row.match_id] += row.minutes
        gives = given(rule, minutes[row.match_id], MOST_DAYS)
        over = any(cap is not None and sums[span] > cap for span, cap in spans.items())
        if over or sums["match", row.match_id] > gives:
            found.append(row.id)
    return found


CHECKS: Final = (
    Check("no award gives more than its rule and its caps", _awards, _above_their_rule),
    Check("each award stands on minutes that count, each minute once", _awards, _uncovered),
    Check("each approved award has the approver that its rule asks for", _awards, _not_by_a_second),
    Check("each transcript file names the awards that it counts", _exports, _not_in_their_file),
    states_told("each credit award's state has its event", CreditAward),
    Check("each settled version of a week counted toward credit once", _weeks, _not_counted_once),
    Check("each match's credit minutes are its settled minutes", _weeks, _wrong_minutes),
)
