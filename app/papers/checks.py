"""Prove that each consent is to the text that was shown, and that its answers are counted."""

from __future__ import annotations

from typing import Final

import sqlalchemy as sa

from app.core.checks import Check
from app.core.core_checks import ids, rows_of
from app.core.db import db
from app.core.frozen import hash_of
from app.papers.models import Consent, ConsentForm


def _forms() -> int:
    return rows_of(ConsentForm)


def _false_hashes() -> list[int | str]:
    rows = db.session.execute(
        sa.select(ConsentForm.id, ConsentForm.text, ConsentForm.text_hash)
    ).yield_per(500)
    return [row.id for row in rows if hash_of(row.text) != row.text_hash]


def _consents() -> int:
    return rows_of(Consent)


def _of_another_text() -> list[int | str]:
    query = sa.select(Consent.id).join(ConsentForm, ConsentForm.id == Consent.form_id)
    return ids(query.where(Consent.text_hash != ConsentForm.text_hash))


CHECKS: Final = (
    Check("each consent form has its own hash", _forms, _false_hashes),
    Check("each consent matches the hash of its form", _consents, _of_another_text),
)
