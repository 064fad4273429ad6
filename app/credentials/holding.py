"""Say who holds what a placement asks for on its first day, in SQL and row by row alike."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import date
from typing import Final

import sqlalchemy as sa

from app.core.db import db
from app.core.rows import AnyRow
from app.core.text import fold
from app.credentials.models import OPEN, AwardState, Credential, CredentialAward

A_FEW: Final = 400  # more ids than this are slower than all rows
Asked = tuple[tuple[int, str], ...]
Book = Mapping[str, tuple[int, str]]


def book_of(names: Iterable[Sequence[str]]) -> Book:
    """Give id and name of the credentials that some placements name, by folded name.

    What the catalogue does not know is left out: nobody can be asked to prove it. Without any name,
    nothing is read.
    """
    wanted = {fold(name) for some in names for name in some}
    if not wanted:
        return {}
    query = sa.select(Credential.search, Credential.id, Credential.name)
    rows = db.session.execute(query.where(Credential.search.in_(sorted(wanted))))
    return {row.search: (row.id, row.name) for row in rows}


def asked_of(names: Sequence[str], book: Book) -> Asked:
    """Give the credentials that a placement asks for, in its order, each once."""
    return tuple(dict.fromkeys(book[key] for name in names if (key := fold(name)) in book))


def tries(credential_ids: Collection[int], student_ids: Collection[int]) -> dict[int, list[AnyRow]]:
    """Give what students hold of some credentials, and what they try for, by student."""
    found: dict[int, list[AnyRow]] = {}
    if not credential_ids:
        return found
    query = sa.select(
        CredentialAward.student_id,
        CredentialAward.credential_id,
        CredentialAward.state,
        CredentialAward.exam_on,
        CredentialAward.expires_on,
    ).where(
        CredentialAward.credential_id.in_(sorted(credential_ids)),
        CredentialAward.state.in_((AwardState.EARNED, *OPEN)),
    )
    if len(student_ids) <= A_FEW:
        query = query.where(CredentialAward.student_id.in_(sorted(student_ids)))
    for row in db.session.execute(query):
        found.setdefault(row.student_id, []).append(row)
    return found


def held(rows: Iterable[AnyRow], on: date) -> frozenset[int]:
    """Give the credentials that are held on a day, of a student's `tries`."""
    return frozenset(
        row.credential_id
        for row in rows
        if row.state is AwardState.EARNED and (row.expires_on is None or row.expires_on >= on)
    )


def ready(rows: Iterable[AnyRow], on: date) -> frozenset[int]:
    """Give the credentials held on a day, and those whose exam is planned by then."""
    known = list(rows)
    return held(known, on) | frozenset(
        row.credential_id
        for row in known
        if row.state in OPEN and row.exam_on is not None and row.exam_on <= on
    )


def ready_students(credential_id: int, on: date) -> sa.Select[int]:
    """Give the query of the students who are `ready` with a credential on a day."""
    holds = sa.and_(
        CredentialAward.state == AwardState.EARNED,
        CredentialAward.expires_on.is_(None) | (CredentialAward.expires_on >= on),
    )
    tries_in_time = sa.and_(CredentialAward.state.in_(OPEN), CredentialAward.exam_on <= on)
    return sa.select(CredentialAward.student_id).where(
        CredentialAward.credential_id == credential_id, holds | tries_in_time
    )
