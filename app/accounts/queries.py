"""Read staff users, their sessions, and how often somebody tried."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any, Final

import sqlalchemy as sa

from app.accounts.models import Role, SignInTry, StaffSchool, StaffSession, StaffUser
from app.core.access import Actor
from app.core.db import db
from app.core.errors import NotFound
from app.core.listing import Wanted
from app.core.rows import AnySelect
from app.schools.models import School

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

# every page asks this, so it is put together once
SIGNED_IN: Final = (
    sa.select(
        StaffSession.id,
        StaffUser.id.label("user_id"),
        StaffUser.email,
        StaffUser.name,
        StaffUser.role,
        StaffSchool.school_id,
    )
    .join(StaffUser, StaffUser.id == StaffSession.user_id)
    .outerjoin(StaffSchool, StaffSchool.user_id == StaffUser.id)
    .where(
        StaffSession.key_hash == sa.bindparam("key_hash"),
        StaffSession.ended_at.is_(None),
        StaffSession.ends_at > sa.bindparam("at"),
        StaffUser.disabled_at.is_(None),
    )
)


@dataclass(frozen=True, slots=True)
class SignedIn:
    """Be what one request knows of the session that it came with."""

    session_id: int
    email: str
    actor: Actor


@dataclass(frozen=True, slots=True)
class Secret:
    """Be what a password is checked against."""

    user_id: int
    email: str
    name: str
    password_hash: str | None
    disabled_at: datetime | None


def signed_in(key_hash: str, at: datetime) -> SignedIn | None:
    """Find whose live session a key opens, with their schools; one statement."""
    rows = db.session.execute(SIGNED_IN, {"key_hash": key_hash, "at": at}).all()
    if not rows:
        return None
    first = rows[0]
    schools = frozenset(row.school_id for row in rows if row.school_id is not None)
    actor = Actor("staff", first.user_id, first.name, first.role.value, schools)
    return SignedIn(first.id, first.email, actor)


def actor_of(user_id: int) -> Actor | None:
    """Give a member of staff as they act, with their schools; None once disabled: one statement."""
    rows = db.session.execute(
        sa.select(StaffUser.name, StaffUser.role, StaffSchool.school_id)
        .outerjoin(StaffSchool, StaffSchool.user_id == StaffUser.id)
        .where(StaffUser.id == user_id, StaffUser.disabled_at.is_(None))
    ).all()
    if not rows:
        return None
    schools = frozenset(row.school_id for row in rows if row.school_id is not None)
    return Actor("staff", user_id, rows[0].name, rows[0].role.value, schools)


def secret_of(email: str) -> Secret | None:
    """Give what the password of an address is checked against."""
    return _secret(StaffUser.email == email)


def secret_of_user(user_id: int) -> Secret | None:
    """Give what the password of a user is checked against."""
    return _secret(StaffUser.id == user_id)


def _secret(condition: sa.ColumnElement[bool]) -> Secret | None:
    query = sa.select(
        StaffUser.id,
        StaffUser.email,
        StaffUser.name,
        StaffUser.password_hash,
        StaffUser.disabled_at,
    ).where(condition)
    row = db.session.execute(query).one_or_none()
    return Secret(*row) if row else None


def get_user(user_id: int) -> StaffUser:
    """Give a user; raise NotFound when there is none."""
    user = db.session.get(StaffUser, user_id)
    if user is None:
        raise NotFound
    return user


def user_of(email: str) -> StaffUser | None:
    """Give the user of an address."""
    return db.session.scalar(sa.select(StaffUser).where(StaffUser.email == email))


def user_columns() -> dict[str, sa.ColumnElement[Any]]:
    """Give the columns by which the list of users is sorted."""
    return {
        "name": sa.func.lower(StaffUser.name),
        "email": StaffUser.email.expression,
        "role": StaffUser.role.expression,
        "id": StaffUser.id.expression,
    }


def users(wanted: Wanted) -> AnySelect:
    """Give the query of the list of users, narrowed by name or address, role and status."""
    return sa.select(
        StaffUser.id,
        StaffUser.name,
        StaffUser.email,
        StaffUser.role,
        StaffUser.disabled_at,
        StaffUser.password_hash.is_not(None).label("has_password"),
        _school_names().label("schools"),
    ).where(*_conditions(wanted))


def _conditions(wanted: Wanted) -> list[sa.ColumnElement[bool]]:
    conditions: list[sa.ColumnElement[bool]] = []
    if wanted.get("q"):
        words = StaffUser.name + " " + StaffUser.email
        conditions.append(words.icontains(wanted.get("q"), autoescape=True))
    if wanted.get("role") in set(Role):
        conditions.append(StaffUser.role == Role(wanted.get("role")))
    status: dict[str, sa.ColumnElement[bool]] = {
        "active": StaffUser.disabled_at.is_(None) & StaffUser.password_hash.is_not(None),
        "invited": StaffUser.disabled_at.is_(None) & StaffUser.password_hash.is_(None),
        "disabled": StaffUser.disabled_at.is_not(None),
    }
    if wanted.get("status") in status:
        conditions.append(status[wanted.get("status")])
    return conditions


def _school_names() -> sa.ScalarSelect[str]:
    return (
        sa.select(sa.func.aggregate_strings(School.name, ", "))
        .join(StaffSchool, StaffSchool.school_id == School.id)
        .where(StaffSchool.user_id == StaffUser.id)
        .correlate(StaffUser)
        .scalar_subquery()
    )


def school_ids_of(user_id: int) -> frozenset[int]:
    """Give the schools in which a user works."""
    query = sa.select(StaffSchool.school_id).where(StaffSchool.user_id == user_id)
    return frozenset(db.session.scalars(query))


def schools() -> Sequence[sa.Row[int, str]]:
    """Give the id and name of every school, by name."""
    return db.session.execute(sa.select(School.id, School.name).order_by(School.name)).all()


def school_ids(codes: Sequence[str]) -> dict[str, int]:
    """Give the ids of the schools that have these codes."""
    query = sa.select(School.code, School.id).where(School.code.in_(codes))
    return {row.code: row.id for row in db.session.execute(query)}


def live_sessions(user_id: int, at: datetime) -> int:
    """Count the browsers in which a user is signed in."""
    query = sa.select(sa.func.count(StaffSession.id)).where(
        StaffSession.user_id == user_id,
        StaffSession.ended_at.is_(None),
        StaffSession.ends_at > at,
    )
    return db.session.scalar(query) or 0


def other_administrators(user_id: int) -> int:
    """Count the administrators besides one who can sign in, and keep them so until the commit."""
    query = (
        sa.select(StaffUser.id)
        .where(
            StaffUser.role == Role.ADMINISTRATOR,
            StaffUser.disabled_at.is_(None),
            StaffUser.password_hash.is_not(None),
        )
        .order_by(StaffUser.id)
        .with_for_update()  # SQLite has but one writer at a time
    )
    return sum(found != user_id for found in db.session.scalars(query))


def tries_since(subject: str, since: datetime) -> int:
    """Count the tries of a subject since an instant."""
    query = sa.select(sa.func.sum(SignInTry.count)).where(
        SignInTry.subject == subject, SignInTry.since > since
    )
    return db.session.scalar(query) or 0


def staff_of_school(school_id: int) -> Sequence[StaffUser]:
    """Give a school's career specialists and the administrators who may sign in, by name."""
    theirs = sa.exists().where(
        StaffSchool.user_id == StaffUser.id, StaffSchool.school_id == school_id
    )
    specialist = sa.and_(StaffUser.role == Role.CAREER_SPECIALIST, theirs)
    return db.session.scalars(
        sa.select(StaffUser)
        .where(
            StaffUser.disabled_at.is_(None),
            sa.or_(StaffUser.role == Role.ADMINISTRATOR, specialist),
        )
        .order_by(StaffUser.name, StaffUser.id)
    ).all()


def specialist_address(school_ids: Collection[int]) -> str:
    """Give the address of a career specialist of some schools, whom partners may answer.

    The one who works in most of them, then the one who is there longest.
    """
    in_schools = sa.func.count(StaffSchool.school_id)
    return (
        db.session.scalar(
            sa.select(StaffUser.email)
            .join(StaffSchool, StaffSchool.user_id == StaffUser.id)
            .where(
                StaffUser.role == Role.CAREER_SPECIALIST,
                StaffUser.disabled_at.is_(None),
                StaffSchool.school_id.in_(school_ids),
            )
            .group_by(StaffUser.id, StaffUser.email)
            .order_by(in_schools.desc(), StaffUser.id)
            .limit(1)
        )
        or ""
    )


@dataclass(frozen=True, slots=True)
class Person:
    """Be a member of staff whom somebody outside may ask."""

    name: str
    email: str
    phone: str


def person_of(emails: Sequence[str]) -> Person | None:
    """Give the first of some addresses whose member of staff is there, else an administrator."""
    # the empty address is nobody's, and an empty CASE no SQL
    places = {email: number for number, email in enumerate(["", *emails])}
    rank = sa.case(places, value=StaffUser.email, else_=len(emails) + 1)
    row = db.session.execute(
        sa.select(StaffUser.name, StaffUser.email, StaffUser.phone)
        .where(
            StaffUser.disabled_at.is_(None),
            StaffUser.email.in_(emails) | (StaffUser.role == Role.ADMINISTRATOR),
        )
        .order_by(rank, StaffUser.id)
        .limit(1)
    ).one_or_none()
    return Person(*row) if row else None


def names_of_staff(keys: Collection[str]) -> dict[str, str]:
    """Give names by the key that the journal and other rows keep, such as `staff:3`."""
    ids = [int(key.removeprefix("staff:")) for key in keys if key.startswith("staff:")]
    query = sa.select(StaffUser.id, StaffUser.name).where(StaffUser.id.in_(ids))
    return {f"staff:{row.id}": row.name for row in db.session.execute(query)}
