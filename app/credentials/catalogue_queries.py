"""Read the catalogue of credentials."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence

import sqlalchemy as sa
from sqlalchemy.orm import aliased, joinedload

from app.core.access import Actor
from app.core.db import db
from app.core.errors import NotFound
from app.core.rows import AnyRow, AnySelect, Sorts
from app.core.text import fold, like
from app.credentials.models import HAD, Credential, CredentialAward
from app.students.models import Student
from app.students.queries import in_scope


def credential(credential_id: int) -> Credential:
    """Give a credential with its next step; raise NotFound for no such."""
    query = sa.select(Credential).where(Credential.id == credential_id)
    found = db.session.scalar(query.options(joinedload(Credential.next)))
    if found is None:
        raise NotFound
    return found


def named(name: str) -> Credential | None:
    """Give the credential of a name, however it is accented or capitalized."""
    return db.session.scalar(sa.select(Credential).where(Credential.search == fold(name)))


def by_name() -> dict[str, Credential]:
    """Give the credentials in use by folded name."""
    query = sa.select(Credential).where(Credential.retired_at.is_(None))
    return {each.search: each for each in db.session.scalars(query)}


def choices(*, also: int | None = None) -> list[tuple[int, str]]:
    """Give the credentials in use as id and name, and one more that is chosen already."""
    in_use = Credential.retired_at.is_(None)
    query = sa.select(Credential.id, Credential.name).order_by(Credential.search)
    rows = db.session.execute(query.where(in_use | (Credential.id == also) if also else in_use))
    return [(row.id, row.name) for row in rows]


def names() -> list[tuple[int, str]]:
    """Give every credential as id and name, retired ones too."""
    query = sa.select(Credential.id, Credential.name).order_by(Credential.search)
    return [(row.id, row.name) for row in db.session.execute(query)]


def next_steps() -> dict[int, int | None]:
    """Give the next step of every credential, by id."""
    query = sa.select(Credential.id, Credential.next_id)
    return {row.id: row.next_id for row in db.session.execute(query)}


def leading_to(credential_id: int) -> Sequence[Credential]:
    """Give the credentials on which one stacks."""
    query = sa.select(Credential).where(Credential.next_id == credential_id)
    return db.session.scalars(query.order_by(Credential.search)).all()


def columns() -> Sorts:
    """Give the columns by which the catalogue is sorted."""
    return {
        "name": Credential.search,
        "issuer": Credential.issuer,
        "field": Credential.career_field,
        "id": Credential.id,
    }


def listed(filters: Mapping[str, str]) -> AnySelect:
    """Give the query of the catalogue, retired ones only where they are asked for."""
    after = aliased(Credential)
    query: AnySelect = sa.select(
        Credential.id,
        Credential.name,
        Credential.issuer,
        Credential.career_field,
        Credential.lasts_months,
        Credential.exam_fee,
        Credential.state_approved,
        Credential.retired_at,
        after.name.label("next_name"),
    ).outerjoin(after, after.id == Credential.next_id)
    if words := filters.get("q"):
        query = query.where(
            Credential.search.like(like(words), escape="\\")
            | sa.func.lower(Credential.issuer).like(like(words), escape="\\")
        )
    if field := filters.get("field"):
        query = query.where(Credential.career_field == field)
    if filters.get("retired") != "yes":
        query = query.where(Credential.retired_at.is_(None))
    return query


def earners(credential_ids: Collection[int], actor: Actor) -> dict[int, int]:
    """Count, for some credentials, the students in an actor's scope who earned them."""
    query: AnySelect = (
        sa.select(
            CredentialAward.credential_id,
            sa.func.count(sa.distinct(CredentialAward.student_id)).label("students"),
        )
        .join(Student, Student.id == CredentialAward.student_id)
        .where(CredentialAward.credential_id.in_(list(credential_ids)))
        .where(CredentialAward.state.in_(HAD))
        .group_by(CredentialAward.credential_id)
    )
    rows: Sequence[AnyRow] = db.session.execute(in_scope(query, actor)).all()
    return {row.credential_id: row.students for row in rows}
