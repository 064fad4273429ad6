"""Sign people in and out: the cookie holds a random key, the table its hash, the server the say."""

from __future__ import annotations

import hashlib
import secrets
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Final

import sqlalchemy as sa
from flask import session
from flask_login import LoginManager, UserMixin, current_user, login_user, logout_user

from app.accounts import limits, passwords, queries
from app.accounts.models import SignInTry, StaffSession, StaffUser
from app.core import clock, journal
from app.core.access import Actor
from app.core.db import db
from app.core.use_case import use_case

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from flask import Flask

LASTS: Final = timedelta(hours=12)
KEPT: Final = timedelta(days=30)


@dataclass(frozen=True, slots=True)
class StaffMember(UserMixin):
    """Be who is signed in for one request; Flask-Login keeps `key` in the cookie."""

    key: str
    session_id: int
    email: str
    actor: Actor

    def get_id(self) -> str:
        """Give what the cookie holds."""
        return self.key


def init_app(app: Flask) -> None:
    """Let Flask-Login ask the table on each request who is signed in."""
    manager = LoginManager()
    # a phone changes its address within a session; the server ends sessions, not a guess
    app.config["SESSION_PROTECTION"] = None
    manager.user_loader(load)
    # pages learn who is signed in from the navigation, also when the database does not answer
    manager.init_app(app, add_context_processor=False)


def load(key: str) -> StaffMember | None:
    """Give who holds a live session's key; None once ended, expired or disabled; one statement."""
    found = queries.signed_in(hash_of(key), clock.now())
    return StaffMember(key, found.session_id, found.email, found.actor) if found else None


def try_sign_in(email: str, password: str, *, client: str, device: str, at: datetime) -> str | None:
    """Give the key of a new session; None alike for a wrong password, an unknown, a disabled user.

    Raises TooMany before looking at the password when there were too many tries.
    """
    taken = limits.for_sign_in(email, client, device)
    limits.take(taken, at=at)
    secret = queries.secret_of(email)
    right = passwords.verify(secret.password_hash if secret else None, password)
    if secret is None or secret.disabled_at is not None or not right:
        return None
    return begin(secret=secret, taken=taken, at=at)


@use_case
def begin(*, secret: queries.Secret, taken: Sequence[limits.Limit], at: datetime) -> str | None:
    """Begin a session and give its key; None when the user changed while it was checked."""
    user = db.session.get(StaffUser, secret.user_id, with_for_update={"read": True})
    if user is None or user.disabled_at or user.password_hash != secret.password_hash:
        return None
    key = secrets.token_urlsafe(32)
    db.session.add(
        StaffSession(key_hash=hash_of(key), user_id=user.id, created_at=at, ends_at=at + LASTS)
    )
    limits.give_back(taken, at=at)
    by = Actor("staff", user.id, user.name, user.role)
    journal.record("signed_in", "user", user.id, by=by, at=at)
    return key


@use_case
def end(*, session_id: int, by: Actor, at: datetime) -> None:
    """End a session, so that its cookie opens nothing any more."""
    db.session.execute(
        sa.update(StaffSession)
        .where(StaffSession.id == session_id, StaffSession.ended_at.is_(None))
        .values(ended_at=at)
    )
    journal.record("signed_out", "user", by.id or 0, by=by, at=at)


def carry(key: str) -> None:
    """Put a new session's key into a fresh cookie; nothing of the old cookie is kept."""
    session.clear()
    member = load(key)
    if member is not None:
        login_user(member)


def drop() -> None:
    """Empty the cookie."""
    logout_user()
    session.clear()


def current_member() -> StaffMember | None:
    """Give who is signed in, or None."""
    member = current_user._get_current_object()  # noqa: SLF001 - Flask-Login's proxy
    return member if isinstance(member, StaffMember) else None


def hash_of(key: str) -> str:
    """Hash a session's key as the table keeps it (sha256, hex)."""
    return hashlib.sha256(key.encode()).hexdigest()


def tidy(at: datetime) -> int:
    """Forget tries older than a day and sessions over for a month; a job of the worker."""
    old = sa.delete(SignInTry).where(SignInTry.since < at - timedelta(days=1))
    over = sa.delete(StaffSession).where(StaffSession.ends_at < at - KEPT)
    return _delete(old, over)


@use_case
def _delete(*statements: sa.Delete) -> int:
    return sum(len(db.session.execute(one.returning(sa.literal(1))).all()) for one in statements)
