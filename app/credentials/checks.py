"""Prove that what students earned is told, and that no certificate outlasts what is stated."""

from __future__ import annotations

from typing import Final

import sqlalchemy as sa

from app.core.checks import Check
from app.core.core_checks import ids, rows_of, states_told
from app.core.journal import Event
from app.credentials.models import HAD, CredentialAward


def _awards() -> int:
    return rows_of(CredentialAward)


def _without_event() -> list[int | str]:
    """Find what counts as earned although the journal tells of nobody who noted it."""
    told = sa.exists().where(
        Event.record == CredentialAward.NOUN,
        Event.record_id == CredentialAward.id,
        Event.action == "earned",
    )
    return ids(sa.select(CredentialAward.id).where(CredentialAward.state.in_(HAD), ~told))


CHECKS: Final = (
    states_told("each credential award's state has its event", CredentialAward),
    Check("each credential that was earned has somebody who noted it", _awards, _without_event),
)
