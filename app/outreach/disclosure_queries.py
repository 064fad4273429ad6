"""Read to whom facts of students were shown (34 CFR 99.32)."""

from __future__ import annotations

from collections.abc import Sequence

import sqlalchemy as sa

from app.core.db import db
from app.core.rows import AnyRow
from app.outreach.models import Disclosure


def disclosures_of(student_id: int, limit: int) -> Sequence[AnyRow]:
    """Give to whom facts of a student were shown, the newest first."""
    return db.session.execute(
        sa.select(
            Disclosure.at,
            Disclosure.recipient_kind,
            Disclosure.recipient_name,
            Disclosure.purpose,
            Disclosure.fields,
            Disclosure.basis,
        )
        .where(Disclosure.student_id == student_id)
        .order_by(Disclosure.id.desc())
        .limit(limit)
    ).all()
