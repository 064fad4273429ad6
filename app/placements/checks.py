"""Prove the invariants of placements."""

from __future__ import annotations

from typing import Final

import sqlalchemy as sa

from app.core.checks import Check
from app.core.core_checks import ids, rows_of, states_told
from app.core.db import db
from app.employers.models import Site
from app.employers.pledge_models import Pledge
from app.placements.models import Placement
from app.placements.queries import POSTED


def _pledges() -> int:
    return rows_of(Pledge)


def _miscounted() -> list[int | str]:
    posted = (
        sa.select(
            Site.employer_id, Placement.program_id, sa.func.sum(Placement.seats).label("seats")
        )
        .join(Site, Site.id == Placement.site_id)
        .where(Placement.state.in_(POSTED))
        .group_by(Site.employer_id, Placement.program_id)
        .subquery()
    )
    same = (posted.c.employer_id == Pledge.employer_id) & (posted.c.program_id == Pledge.program_id)
    return ids(
        sa.select(Pledge.id)
        .outerjoin(posted, same)
        .where(Pledge.posted != sa.func.coalesce(posted.c.seats, 0))
    )


def _posted() -> int:
    query = sa.select(sa.func.count()).where(Placement.state.in_(POSTED))
    return db.session.scalar(query) or 0


def _unpledged() -> list[int | str]:
    pledged = sa.exists().where(
        Pledge.employer_id == Site.employer_id, Pledge.program_id == Placement.program_id
    )
    return ids(
        sa.select(Placement.id)
        .join(Site, Site.id == Placement.site_id)
        .where(Placement.state.in_(POSTED), ~pledged)
    )


CHECKS: Final = (
    states_told("each placement's state has its event", Placement),
    Check("each pledge counts the seats that are posted", _pledges, _miscounted),
    Check("each posted placement stands on a pledge", _posted, _unpledged),
)
