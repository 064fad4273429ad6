"""Slow down guessing: count tries by account, client and device before a password is looked at.

A stranger's tries count against the account and against their address; both limits pass with time
alone. A browser that has signed in before carries a signed device mark and has a count of its own,
so that nobody can lock another person out by guessing. The address is the peer's own, never what a
header says.
"""

from __future__ import annotations

import ipaddress
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Final

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite

from app.accounts import queries
from app.accounts.models import SignInTry
from app.core.db import db
from app.core.errors import TooMany
from app.core.links import LinkRef, new_public_id, state_digest, subject_of, version_of
from app.core.use_case import use_case

if TYPE_CHECKING:
    from collections.abc import Sequence

STRETCH: Final = timedelta(minutes=5)
WINDOW: Final = timedelta(minutes=15)
DEVICE: Final = "device"
TOO_MANY: Final = (
    "There were too many tries. Wait 15 minutes and try again, "
    "or ask for a link by email to set a new password."
)


@dataclass(frozen=True, slots=True)
class Limit:
    """Be one count that a try raises, and the most that it may reach in 15 minutes."""

    subject: str
    most: int


def for_sign_in(email: str, client: str, device: str) -> list[Limit]:
    """Give the counts of one try to sign in: the device's own where it is known, else two."""
    if is_known(device, email):
        return [Limit(f"device:{state_digest(device)}", 10)]
    # a school of 100 forgetful people shares one address
    return [Limit(f"account:{state_digest(email)}", 10), Limit(f"client:{_client(client)}", 300)]


def for_reset(email: str, client: str) -> list[Limit]:
    """Give the counts of one request for a reset link."""
    return [Limit(f"reset:{state_digest(email)}", 3), Limit(f"reset-client:{_client(client)}", 60)]


def for_change(user_id: int) -> list[Limit]:
    """Give the count of tries to name the present password."""
    return [Limit(f"change:{user_id}", 10)]


@use_case
def take(limits: Sequence[Limit], *, at: datetime) -> None:
    """Count one try, so that none slips by in parallel; raise TooMany at a reached limit."""
    for limit in limits:
        db.session.execute(_count(limit.subject, at))
        if queries.tries_since(limit.subject, at - WINDOW) > limit.most:
            raise TooMany(TOO_MANY)


@use_case
def give_back(limits: Sequence[Limit], *, at: datetime) -> None:
    """Take back the count of a try that was right."""
    for limit in limits:
        db.session.execute(
            sa.update(SignInTry)
            .where(SignInTry.subject == limit.subject, SignInTry.since == stretch_of(at))
            .values(count=SignInTry.count - 1)
        )


def mark_device(email: str) -> str:
    """Make the mark of a browser in which this account has signed in."""
    return LinkRef("", DEVICE, state_digest(email), new_public_id()).token()


def is_known(device: str, email: str) -> bool:
    """Tell whether a mark is ours and of this account."""
    return subject_of(device) == state_digest(email) and version_of(device, DEVICE) is not None


def stretch_of(at: datetime) -> datetime:
    """Give the beginning of the five minutes in which an instant lies."""
    seconds = int(STRETCH.total_seconds())
    return datetime.fromtimestamp(int(at.timestamp()) // seconds * seconds, UTC)


def _count(subject: str, at: datetime) -> sa.Insert:
    dialect = postgresql if db.engine.dialect.name == "postgresql" else sqlite
    row = {"subject": subject, "since": stretch_of(at), "count": 1}
    counted: sa.Insert = (
        dialect.insert(SignInTry)
        .values(row)
        .on_conflict_do_update(
            index_elements=["subject", "since"], set_={"count": SignInTry.count + 1}
        )
    )
    return counted


def _client(address: str) -> str:
    try:
        parsed = ipaddress.ip_address(address)
    except ValueError:
        return state_digest(address)
    prefix = 64 if parsed.version == 6 else 32  # noqa: PLR2004 - IPv6 hands a subscriber a /64
    return state_digest(ipaddress.ip_network((parsed, prefix), strict=False))
