"""Count the seats that matches hold, for the capacity ledger of an employer."""

from __future__ import annotations

from typing import NamedTuple

import sqlalchemy as sa

from app.core.db import db
from app.employers.models import Site
from app.matches.models import Match, MatchState
from app.placements.models import Placement

S = MatchState
FILLED = (S.ACCEPTED, S.ACTIVE, S.COMPLETED)


class Held(NamedTuple):
    """Be the seats of an employer in a program that are offered, and that are filled."""

    offered: int
    filled: int


def held_of_employer(employer_id: int) -> dict[int, Held]:
    """Give the seats that are offered and filled at an employer, by program: one statement."""
    rows = db.session.execute(
        sa.select(
            Placement.program_id,
            sa.func.count().filter(Match.state == S.OFFERED).label("offered"),
            sa.func.count().filter(Match.state.in_(FILLED)).label("filled"),
        )
        .join(Match, Match.placement_id == Placement.id)
        .join(Site, Site.id == Placement.site_id)
        .where(Site.employer_id == employer_id)
        .group_by(Placement.program_id)
    )
    return {row.program_id: Held(row.offered, row.filled) for row in rows}
