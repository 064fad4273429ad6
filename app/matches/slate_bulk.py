"""Nudge many employers at once who have not answered about referred students."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from app.core.access import Actor
from app.core.bulk import Bulk, Plan
from app.core.rows import AnyRow
from app.matches import slate_board_queries
from app.matches.slate_board import BOARD
from app.matches.slate_queries import KIND
from app.outreach.bulk import NUDGE, plan_about
from app.placements.models import Placement


def plan(rows: Sequence[AnyRow], by: Actor, at: datetime) -> Plan:
    """Give one mail a reader, about the placement that is due first, and who gets none and why."""
    return plan_about({row.id: f"{row.employer}, {row.title}" for row in rows}, KIND, by, at)


BULK = Bulk(
    board=BOARD,
    here="matches.referrals_bulk",
    back="matches.referrals",
    query=slate_board_queries.listed,
    key=Placement.id.expression,
    actions=(replace(NUDGE, plan=plan),),
)
