"""Say on which ground facts of a student may be shown outside the district (34 CFR 99.30–37)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from enum import StrEnum
from typing import Final

import sqlalchemy as sa

from app.core.db import db
from app.students.models import Student, StudentDocument

CONSENT_KIND: Final = "guardian_consent"


class Basis(StrEnum):
    """Be the ground on which facts of a student are shown to somebody outside."""

    PLACEMENT = "placement"
    CONSENT = "consent"
    DIRECTORY = "directory"


BASIS_WORDS: Final = {
    Basis.PLACEMENT: "takes part in the placement",
    Basis.CONSENT: "guardian’s consent on file",
    Basis.DIRECTORY: "directory information, not opted out",
}
OPTED_OUT: Final = (
    "opted out of directory information, so no partner may see them before they take part; "
    "with the guardian’s consent on file they may"
)


def grounds(student_ids: Sequence[int], on: date) -> dict[int, Basis]:
    """Give the ground on which each student may be shown to a partner who does not host them yet.

    Who is not in it may not be shown: they opted out (34 CFR 99.37), and no consent is on file that
    holds on that day. Two statements, however many students.
    """
    consented = set(
        db.session.scalars(
            sa.select(StudentDocument.student_id).where(
                StudentDocument.student_id.in_(student_ids),
                StudentDocument.kind == CONSENT_KIND,
                sa.or_(StudentDocument.expires.is_(None), StudentDocument.expires >= on),
            )
        )
    )
    rows = db.session.execute(
        sa.select(Student.id, Student.directory_opt_out).where(Student.id.in_(student_ids))
    )
    found: dict[int, Basis] = {}
    for row in rows:
        if row.id in consented:
            found[row.id] = Basis.CONSENT
        elif not row.directory_opt_out:
            found[row.id] = Basis.DIRECTORY
    return found
