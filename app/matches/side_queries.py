"""Read notes on matches and calendar feeds."""

from __future__ import annotations

from collections.abc import Sequence

import sqlalchemy as sa

from app.accounts.models import StaffUser
from app.core.access import Actor
from app.core.db import db
from app.core.errors import NotFound
from app.core.rows import AnyRow
from app.matches.planned import Whose
from app.matches.side_models import CalendarFeed, MatchNote

NOTES_SHOWN = 100


def notes_of(match_id: int) -> Sequence[AnyRow]:
    """Give the newest notes on a match, with who wrote each."""
    return db.session.execute(
        sa.select(
            MatchNote.id,
            MatchNote.text,
            MatchNote.at,
            MatchNote.kind,
            MatchNote.visited_on,
            MatchNote.urgent,
            StaffUser.name.label("who"),
        )
        .join(StaffUser, StaffUser.id == MatchNote.staff_id)
        .where(MatchNote.match_id == match_id)
        .order_by(MatchNote.id.desc())
        .limit(NOTES_SHOWN)
    ).all()


def feeds_of(
    whose: Whose, record_ids: Sequence[int], actor: Actor
) -> Sequence[tuple[CalendarFeed, str]]:
    """Give the live feeds of records with their owners: one's own, an administrator everybody's."""
    query = (
        sa.select(CalendarFeed, StaffUser.name)
        .join(StaffUser, StaffUser.id == CalendarFeed.staff_id)
        .where(
            CalendarFeed.whose == whose,
            CalendarFeed.record_id.in_(record_ids),
            CalendarFeed.revoked_at.is_(None),
        )
        .order_by(CalendarFeed.id)
    )
    if actor.role != "administrator":
        query = query.where(CalendarFeed.staff_id == actor.id)
    return [(row[0], row[1]) for row in db.session.execute(query)]


def live_feed(public_id: str) -> CalendarFeed:
    """Give the feed of a public id that is not revoked; raise NotFound for any other."""
    found = db.session.scalar(
        sa.select(CalendarFeed).where(
            CalendarFeed.public_id == public_id, CalendarFeed.revoked_at.is_(None)
        )
    )
    if found is None:
        raise NotFound
    return found
