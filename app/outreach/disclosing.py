"""Note that a mail shows somebody outside facts of a student (34 CFR 99.32)."""

from __future__ import annotations

from datetime import datetime

from app.core.db import db
from app.outreach.models import Disclosure
from app.outreach.shapes import Recipient


def note_mailed(
    reader: Recipient, student_id: int, fields: str, *, purpose: str, at: datetime
) -> None:
    """Note what a mail without a request tells a reader of a student, inside the open use case."""
    db.session.add(
        Disclosure(
            at=at,
            student_id=student_id,
            recipient_kind=reader.kind,
            recipient_id=reader.id,
            recipient_name=reader.name,
            purpose=purpose,
            fields=fields,
        )
    )
