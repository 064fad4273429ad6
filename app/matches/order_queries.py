"""Read how employers put referred students in order, and whom they declined: for the engine."""

from __future__ import annotations

from collections.abc import Iterable

import sqlalchemy as sa

from app.core.db import db
from app.core.rows import AnyRow
from app.matches.models import LIVE, Match, MatchState
from app.matches.slate_models import EmployerRank
from app.placements.models import Placement


def employer_orders(program_id: int) -> dict[int, list[int]]:
    """Give the students whom employers put in order, the first choice first, by placement."""
    rows = db.session.execute(
        sa.select(Match.placement_id, Match.student_id)
        .join(Placement, Placement.id == Match.placement_id)
        .join(EmployerRank, EmployerRank.match_id == Match.id)
        .where(Placement.program_id == program_id, Match.state.in_(LIVE))
        .order_by(Match.placement_id, EmployerRank.rank, Match.id)
    )
    return _by_placement(rows)


def employer_declines(program_id: int) -> dict[int, list[int]]:
    """Give the students whom employers declined, by placement."""
    rows = db.session.execute(
        sa.select(Match.placement_id, Match.student_id)
        .join(Placement, Placement.id == Match.placement_id)
        .where(Placement.program_id == program_id, Match.state == MatchState.DECLINED_BY_EMPLOYER)
        .order_by(Match.placement_id, Match.student_id)
    )
    return _by_placement(rows)


def _by_placement(rows: Iterable[AnyRow]) -> dict[int, list[int]]:
    found: dict[int, list[int]] = {}
    for row in rows:
        of_placement = found.setdefault(row.placement_id, [])
        if row.student_id not in of_placement:
            of_placement.append(row.student_id)
    return found
