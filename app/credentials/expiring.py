"""Follow the days on which credentials expire, one by one: the worker's part of the room."""

from __future__ import annotations

from datetime import datetime

from app.core import clock
from app.core.access import SYSTEM
from app.core.rows import AnyRow
from app.core.sweeps import sweep
from app.core.todos import open_todo
from app.core.use_case import use_case
from app.credentials import expiring_queries, services
from app.credentials.models import EXPIRING, SOON, CredentialAward


def follow_due(at: datetime) -> int:
    """Let what is past its last day expire, and tell specialists what will soon; count both.

    Each is told once. A student who left the district, and one who renewed already, asks nothing of
    anybody.
    """
    today = clock.district_day(at)
    soon = expiring_queries.expiring(today, today + SOON, told_since=at - SOON)
    return sweep(expiring_queries.past(today), lambda award_id: _expire(award_id, at)) + sweep(
        soon, lambda row: _remind(row, at)
    )


def _expire(award_id: int, at: datetime) -> int:
    services.expire(award_id, by=SYSTEM, at=at)
    return 1


@use_case
def _remind(row: AnyRow, at: datetime) -> int:
    name = f"{row.preferred_name or row.given_name} {row.family_name}"
    open_todo(
        EXPIRING,
        CredentialAward.NOUN,
        row.id,
        f"{row.credential} of {name} expires on {row.expires_on:%B} {row.expires_on.day}.",
        url=f"/credentials/{row.id}",
        role="career_specialist",
        school_id=row.school_id,
        at=at,
    )
    return 1
