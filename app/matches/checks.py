"""Prove the invariants of matches: seats above all."""

from __future__ import annotations

from hashlib import sha256
from typing import Final

import sqlalchemy as sa

from app.core.checks import Check
from app.core.core_checks import ids, rows_of, states_told
from app.core.db import db
from app.matches.models import HOLDING, Match
from app.matches.preference_models import Preference, PreferenceList
from app.matches.run_models import MatchRun, MatchRunRow, RunState
from app.matches.run_snapshot import unpacked
from app.placements.models import Placement


def _placements() -> int:
    return rows_of(Placement)


def _wrong_seats() -> list[int | str]:
    held = (
        sa.select(Match.placement_id, sa.func.count().label("seats"))
        .where(Match.state.in_(HOLDING))
        .group_by(Match.placement_id)
        .subquery()
    )
    holding = sa.func.coalesce(held.c.seats, 0)
    return ids(
        sa.select(Placement.id)
        .outerjoin(held, held.c.placement_id == Placement.id)
        .where((Placement.seats_taken != holding) | (holding > Placement.seats))
    )


def _choices() -> int:
    return rows_of(Preference)


def _strange_choices() -> list[int | str]:
    return ids(
        sa.select(Preference.id)
        .join(PreferenceList, PreferenceList.id == Preference.list_id)
        .join(Placement, Placement.id == Preference.placement_id)
        .where(Placement.program_id != PreferenceList.program_id)
    )


def _runs() -> int:
    return rows_of(MatchRun)


def _changed_snapshots() -> list[int | str]:
    kept = db.session.execute(
        sa.select(MatchRun.id, MatchRun.instance, MatchRun.snapshot_hash)
        .where(MatchRun.instance.is_not(None))
        .order_by(MatchRun.id)
    )
    return [
        row.id for row in kept if sha256(unpacked(row.instance)).hexdigest() != row.snapshot_hash
    ]


def _run_rows() -> int:
    return rows_of(MatchRunRow)


def _unwritten() -> list[int | str]:
    return ids(
        sa.select(MatchRunRow.id)
        .join(MatchRun, MatchRun.id == MatchRunRow.run_id)
        .outerjoin(
            Match,
            sa.and_(
                Match.id == MatchRunRow.match_id,
                Match.student_id == MatchRunRow.student_id,
                Match.placement_id == MatchRunRow.placement_id,
            ),
        )
        .where(
            MatchRun.state == RunState.COMMITTED,
            MatchRunRow.placement_id.is_not(None),
            Match.id.is_(None),
        )
    )


CHECKS: Final = (
    Check("seats taken are the seats that matches hold, never too many", _placements, _wrong_seats),
    Check("each wanted placement is of the list's program", _choices, _strange_choices),
    Check("each run rests on the snapshot of its hash", _runs, _changed_snapshots),
    Check("each committed run wrote all its matches", _run_rows, _unwritten),
    states_told("each run's state has its event", MatchRun),
    states_told("each match's state has its event", Match),
)
