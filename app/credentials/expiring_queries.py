"""Read which credentials expired, and which will soon."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime

import sqlalchemy as sa
from sqlalchemy.orm import aliased

from app.core.db import db
from app.core.rows import AnyRow
from app.core.todos import Todo
from app.credentials.models import EXPIRING, AwardState, Credential, CredentialAward
from app.students.models import Student


def past(today: date) -> Sequence[int]:
    """Give the ids of what was earned and is past its last day."""
    over = (CredentialAward.state == AwardState.EARNED, CredentialAward.expires_on < today)
    query = sa.select(CredentialAward.id).where(*over).order_by(CredentialAward.id)
    return db.session.scalars(query).all()


def expiring(first: date, last: date, *, told_since: datetime) -> Sequence[AnyRow]:
    """Give what expires between two days, of students who are here and have not renewed it.

    What a to-do was opened for since an instant is left out, also where somebody put it away.
    """
    told = sa.exists().where(
        Todo.kind == EXPIRING,
        Todo.record == CredentialAward.NOUN,
        Todo.record_id == CredentialAward.id,
        Todo.opened_at >= told_since,
    )
    later = aliased(CredentialAward)
    renewed = sa.exists().where(
        later.student_id == CredentialAward.student_id,
        later.credential_id == CredentialAward.credential_id,
        later.state == AwardState.EARNED,
        later.expires_on.is_(None) | (later.expires_on > CredentialAward.expires_on),
    )
    query = (
        sa.select(
            CredentialAward.id,
            CredentialAward.expires_on,
            Credential.name.label("credential"),
            Student.given_name,
            Student.family_name,
            Student.preferred_name,
            Student.school_id,
        )
        .join(Credential, Credential.id == CredentialAward.credential_id)
        .join(Student, Student.id == CredentialAward.student_id)
        .where(
            CredentialAward.state == AwardState.EARNED,
            CredentialAward.expires_on.between(first, last),
            Student.left_at.is_(None),
            Credential.retired_at.is_(None),
            ~renewed,
            ~told,
        )
        .order_by(CredentialAward.id)
    )
    return db.session.execute(query).all()
