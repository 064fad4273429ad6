"""Read how employers answer about referred students: one row a placement, numbers and no names."""

from __future__ import annotations

from typing import Any, Final

import sqlalchemy as sa

from app.accounts.models import StaffUser
from app.core import clock
from app.core.access import Actor
from app.core.rows import AnySelect, Sorts
from app.core.text import like, number
from app.employers.models import Employer, Site
from app.matches.models import Match, MatchState
from app.matches.slate_queries import KIND, PLACEMENT
from app.outreach.models import LinkRequest, RequestState
from app.outreach.queries import visible_to
from app.placements.models import Placement

S, R = MatchState, RequestState
COUNTED: Final = {
    "waiting": (S.REFERRED,),
    "interviews": (S.INTERVIEWING,),
    "offered": (S.OFFERED,),
    "taken": (S.ACCEPTED, S.ACTIVE, S.COMPLETED),
    "declined": (S.DECLINED_BY_EMPLOYER,),
}


def _counted() -> sa.Subquery:
    some = tuple(state for states in COUNTED.values() for state in states)
    columns = (
        sa.func.count().filter(Match.state.in_(states)).label(name)
        for name, states in COUNTED.items()
    )
    return (
        sa.select(Match.placement_id, *columns)
        .where(Match.state.in_(some))
        .group_by(Match.placement_id)
        .subquery("counts")
    )


COUNTS: Final = _counted()


def columns() -> Sorts:
    """Give the columns by which the list of referrals is sorted."""
    return {
        "employer": Employer.search,
        "placement": Placement.search,
        "due": LinkRequest.due_at,
        "waiting": COUNTS.c.waiting,
        "id": Placement.id,
    }


def listed(actor: Actor, filters: dict[str, str]) -> AnySelect:
    """Give the query of the placements with referred students, and of who was asked about them.

    `may_open` says whether the actor may see the request.
    """
    newest = (
        sa.select(LinkRequest.subject_id, sa.func.max(LinkRequest.id).label("id"))
        .where(LinkRequest.kind == KIND, LinkRequest.subject_kind == PLACEMENT)
        .group_by(LinkRequest.subject_id)
        .subquery()
    )
    query = (
        sa.select(
            Placement.id,
            Placement.title,
            Employer.id.label("employer_id"),
            Employer.name.label("employer"),
            StaffUser.name.label("owner"),
            LinkRequest.id.label("request_id"),
            visible_to(actor).label("may_open"),
            LinkRequest.state,
            LinkRequest.recipient_name,
            LinkRequest.due_at,
            *(sa.func.coalesce(COUNTS.c[name], 0).label(name) for name in COUNTED),
        )
        .join(Site, Site.id == Placement.site_id)
        .join(Employer, Employer.id == Site.employer_id)
        .outerjoin(StaffUser, StaffUser.id == Employer.owner_id)
        .outerjoin(COUNTS, COUNTS.c.placement_id == Placement.id)
        .outerjoin(newest, newest.c.subject_id == Placement.id)
        .outerjoin(LinkRequest, LinkRequest.id == newest.c.id)
        .where(newest.c.id.is_not(None) | (COUNTS.c.waiting > 0))
    )
    if (program_id := number(filters.get("program", ""))) is not None:
        query = query.where(Placement.program_id == program_id)
    if (owner_id := number(filters.get("owner", ""))) is not None:
        query = query.where(Employer.owner_id == owner_id)
    if filters.get("q"):
        wanted = like(filters["q"])
        query = query.where(
            Employer.search.like(wanted, escape="\\") | Placement.search.like(wanted, escape="\\")
        )
    standing = _standings().get(filters.get("standing", ""))
    return query if standing is None else query.where(standing)


def _standings() -> dict[str, sa.ColumnElement[Any]]:
    is_open = LinkRequest.state == R.OPEN
    return {
        "waiting": is_open,
        "late": sa.and_(is_open, LinkRequest.due_at <= clock.now()),
        "answered": LinkRequest.state == R.ANSWERED,
        "lapsed": LinkRequest.state == R.EXPIRED,
        "unasked": sa.and_(
            COUNTS.c.waiting > 0, LinkRequest.state.is_(None) | (LinkRequest.state != R.OPEN)
        ),
    }
