"""Give values to see a letter's words with: those of the newest mail of it, else its examples."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from flask import current_app

from app.core.db import db
from app.core.letter_kinds import DISTRICT, LetterKind
from app.core.outbox import OutboxMessage


@dataclass(frozen=True, slots=True)
class Sample:
    """Be a value for each place of a letter, and when the mail that lent them was written."""

    values: dict[str, str]
    at: datetime | None = None


def sample_of(kind: LetterKind, language: str) -> Sample:
    """Give the values of the newest mail of a letter in a language; examples where it has none."""
    query = (
        sa.select(OutboxMessage.values, OutboxMessage.created_at)
        .where(
            OutboxMessage.kind == kind.name,
            OutboxMessage.language == language,
            OutboxMessage.values.is_not(None),
        )
        .order_by(OutboxMessage.id.desc())
        .limit(1)
    )
    row = db.session.execute(query).one_or_none()
    lent: dict[str, Any] = row[0] if row else {}
    values = {name: str(lent.get(name, place.example)) for name, place in kind.places.items()}
    values[DISTRICT] = str(current_app.config["DISTRICT_NAME"])
    return Sample(values, row[1] if row else None)
