"""Change staff users and their passwords; passwords come hashed, so that no transaction waits."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import sqlalchemy as sa

from app.accounts import emails, queries
from app.accounts.models import Role, StaffSchool, StaffSession, StaffUser
from app.core import journal
from app.core.access import Actor
from app.core.db import db
from app.core.errors import Conflict, Invalid, Refused, StaleView
from app.core.states import words
from app.core.use_case import use_case

if TYPE_CHECKING:
    from collections.abc import Collection
    from datetime import datetime

LAST_ADMINISTRATOR: Final = (
    "Nobody else can sign in as administrator. Make somebody else administrator first."
)
DEAD_LINK: Final = "This link was used, or a newer state of the sign-in has replaced it."
STALE: Final = (
    "Somebody changed this user since you opened the page: {name}, {role}, schools: {schools}. "
    "Save again to put yours in the place of it."
)


@use_case
def create_user(  # noqa: PLR0913 - a user has these parts
    *,
    email: str,
    name: str,
    role: Role,
    school_ids: Collection[int] = (),
    phone: str = "",
    password_hash: str | None,
    by: Actor,
    at: datetime,
) -> int:
    """Make a user who can sign in at once, or not yet without a hash; raise Invalid if known."""
    email = email.strip().lower()
    if queries.user_of(email) is not None:
        raise Invalid("Somebody has this address.", {"email": "A user has this address already."})
    user = StaffUser(
        email=email,
        name=_one_line(name),
        phone=_one_line(phone),
        role=role,
        password_hash=password_hash,
        created_at=at,
    )
    db.session.add(user)
    db.session.flush()
    _put_schools(user.id, frozenset(school_ids))
    journal.record("created", "user", user.id, by=by, at=at, role=role, schools=sorted(school_ids))
    return user.id


@use_case
def invite(  # noqa: PLR0913 - a user has these parts
    *,
    email: str,
    name: str,
    role: Role,
    school_ids: Collection[int] = (),
    phone: str = "",
    by: Actor,
    at: datetime,
) -> int:
    """Make a user without a password and mail the link to choose one."""
    user_id = create_user(
        email=email,
        name=name,
        role=role,
        school_ids=school_ids,
        phone=phone,
        password_hash=None,
        by=by,
        at=at,
    )
    send_invitation(user_id=user_id, by=by, at=at)
    return user_id


@use_case
def send_invitation(*, user_id: int, by: Actor, at: datetime) -> None:
    """Mail the link to choose a password, again if need be; raise Conflict once there is one."""
    user = queries.get_user(user_id)
    if user.password_hash is not None:
        raise Conflict("This user has chosen a password. A forgotten one is set anew by its owner.")
    if user.disabled_at is not None:
        raise Conflict("This user is disabled. Enable the sign-in first.")
    user.invited_at = at
    emails.send_invitation(user, inviter=by.name, at=at)
    journal.record("invited", "user", user.id, by=by, at=at)


@use_case
def change_user(  # noqa: PLR0913 - a user has these parts
    *,
    user_id: int,
    shown: int,
    name: str,
    role: Role,
    school_ids: Collection[int],
    phone: str | None = None,
    by: Actor,
    at: datetime,
) -> None:
    """Change name, telephone (unless None), role and schools, as from the next request of the user.

    Raises StaleView when the user changed since shown, Refused for the last administrator.
    """
    user = queries.get_user(user_id)
    if user.version != shown:
        raise StaleView(_what_is_now(user))
    if role != Role.ADMINISTRATOR:
        _keep_an_administrator(user)
    before = queries.school_ids_of(user_id)
    wanted = frozenset(school_ids)
    told = user.phone if phone is None else _one_line(phone)
    changes = _differences(
        name=(user.name, _one_line(name)),
        phone=(user.phone, told),
        role=(user.role, role),
        schools=(sorted(before), sorted(wanted)),
    )
    if not changes:
        return
    user.name, user.phone, user.role, user.version = _one_line(name), told, role, shown + 1
    _put_schools(user_id, wanted)
    journal.record("changed", "user", user_id, by=by, at=at, **changes)


@use_case
def disable(*, user_id: int, by: Actor, at: datetime) -> None:
    """Shut a user out from the next request on; twice is the same as once."""
    user = queries.get_user(user_id)
    _keep_an_administrator(user)
    if user.disabled_at is None:
        user.disabled_at, user.version = at, user.version + 1
        _end_sessions(user_id, at)
        journal.record("disabled", "user", user_id, by=by, at=at)


@use_case
def enable(*, user_id: int, by: Actor, at: datetime) -> None:
    """Let a disabled user sign in again, with the password as it was."""
    user = queries.get_user(user_id)
    if user.disabled_at is not None:
        user.disabled_at, user.version = None, user.version + 1
        journal.record("enabled", "user", user_id, by=by, at=at)


@use_case
def end_sessions(*, user_id: int, by: Actor, at: datetime) -> int:
    """Sign a user out in every browser, and give in how many."""
    queries.get_user(user_id)
    ended = _end_sessions(user_id, at)
    journal.record("signed_out_everywhere", "user", user_id, by=by, at=at, sessions=ended)
    return ended


@use_case
def ask_for_link(*, email: str, at: datetime) -> None:
    """Mail a link to set a password, if the address is a user's.

    For any other address the same work is done and taken back, so that time tells nothing.
    """
    user = queries.user_of(email)
    savepoint = db.session.begin_nested()
    emails.send_reset(user or _nobody(email), at=at)
    db.session.flush()
    if user is None or user.disabled_at is not None:
        savepoint.rollback()
    else:
        savepoint.commit()


@use_case
def set_password_by_link(*, token: str, password_hash: str, at: datetime) -> None:
    """Set the password that a mailed link allows to set, once, and end every session.

    Raises Conflict when the link is dead: used, too old, or of a user who was disabled since.
    """
    user_id = emails.user_id_of(token)
    user = db.session.get(StaffUser, user_id or 0, with_for_update=True)
    secret = queries.secret_of_user(user_id or 0)
    if user is None or secret is None or user.disabled_at or not emails.is_live(token, secret, at):
        raise Conflict(DEAD_LINK)
    first = user.password_hash is None
    _set_password(user, password_hash, at)
    by = Actor("staff", user.id, user.name, user.role)
    journal.record("chose_password" if first else "reset_password", "user", user.id, by=by, at=at)
    if not first:
        emails.tell_changed(user, at=at)


@use_case
def change_password(
    *, before: str | None, password_hash: str, keep_session: int, by: Actor, at: datetime
) -> None:
    """Set the actor's own password and end all other sessions; `before` is the hash that was right.

    Raises Refused when the password was changed meanwhile.
    """
    user = queries.get_user(by.id or 0)
    if user.password_hash != before:
        raise Refused("The password was changed meanwhile in another browser.")
    _set_password(user, password_hash, at, keep_session=keep_session)
    journal.record("changed_password", "user", user.id, by=by, at=at)
    emails.tell_changed(user, at=at)


def _what_is_now(user: StaffUser) -> str:
    own = queries.school_ids_of(user.id)
    names = ", ".join(name for school_id, name in queries.schools() if school_id in own)
    return STALE.format(name=user.name, role=words(user.role), schools=names or "none")


def _one_line(text: str) -> str:
    """Give a text on one line, its spaces single."""
    return " ".join(text.split())


def _set_password(
    user: StaffUser, password_hash: str, at: datetime, *, keep_session: int = 0
) -> None:
    user.password_hash, user.version = password_hash, user.version + 1
    _end_sessions(user.id, at, keep=keep_session)


def _end_sessions(user_id: int, at: datetime, *, keep: int = 0) -> int:
    result = db.session.execute(
        sa.update(StaffSession)
        .where(
            StaffSession.user_id == user_id,
            StaffSession.ended_at.is_(None),
            StaffSession.ends_at > at,
            StaffSession.id != keep,
        )
        .values(ended_at=at)
        .returning(StaffSession.id)
    )
    return len(result.all())


def _keep_an_administrator(user: StaffUser) -> None:
    counts = user.role == Role.ADMINISTRATOR and user.disabled_at is None
    if counts and user.password_hash and not queries.other_administrators(user.id):
        raise Refused(LAST_ADMINISTRATOR)


def _put_schools(user_id: int, wanted: frozenset[int]) -> None:
    before = queries.school_ids_of(user_id)
    gone = before - wanted
    if gone:
        db.session.execute(
            sa.delete(StaffSchool).where(
                StaffSchool.user_id == user_id, StaffSchool.school_id.in_(gone)
            )
        )
    db.session.add_all(StaffSchool(user_id=user_id, school_id=one) for one in wanted - before)


def _differences(**pairs: tuple[object, object]) -> dict[str, object]:
    return {
        name: {"from": before, "to": after}
        for name, (before, after) in pairs.items()
        if before != after
    }


def _nobody(email: str) -> StaffUser:
    return StaffUser(id=0, email=email, name="Nobody", password_hash=None, disabled_at=None)
