"""Prove that what was signed is what was shown, and that nothing is called signed too early."""

from __future__ import annotations

from typing import Final

import sqlalchemy as sa

from app.agreements.models import Agreement, AgreementState, AgreementText, Signature
from app.agreements.queries import in_force
from app.core.checks import Check
from app.core.core_checks import ids, rows_of, states_told
from app.core.db import db
from app.core.frozen import hash_of


def _signatures() -> int:
    return rows_of(Signature)


def _of_another_text() -> list[int | str]:
    texts = {
        (row.agreement_id, row.number): hash_of(row.text)
        for row in db.session.execute(
            sa.select(AgreementText.agreement_id, AgreementText.number, AgreementText.text)
        ).yield_per(500)
    }
    rows = db.session.execute(
        sa.select(Signature.id, Signature.agreement_id, Signature.number, Signature.text_hash)
    )
    return [row.id for row in rows if texts.get((row.agreement_id, row.number)) != row.text_hash]


def _texts() -> int:
    return rows_of(AgreementText)


def _false_hashes() -> list[int | str]:
    rows = db.session.execute(
        sa.select(AgreementText.id, AgreementText.text, AgreementText.text_hash)
    ).yield_per(500)
    return [row.id for row in rows if hash_of(row.text) != row.text_hash]


def _signed() -> int:
    query = sa.select(sa.func.count()).where(Agreement.state == AgreementState.SIGNED)
    return db.session.scalar(query) or 0


def _signed_too_early() -> list[int | str]:
    """Find agreements that are signed without a party, or that are not though all signed."""
    rows = db.session.execute(
        sa.select(Agreement, AgreementText.parties)
        .join(
            AgreementText,
            (AgreementText.agreement_id == Agreement.id)
            & (AgreementText.number == Agreement.number),
        )
        .where(Agreement.state.in_((AgreementState.SIGNED, AgreementState.SIGNING)))
    ).all()
    return [
        agreement.id
        for agreement, parties in rows
        if (agreement.state is AgreementState.SIGNED)
        != (set(parties) <= {str(each) for each in in_force(agreement)})
    ]


def _without_text() -> list[int | str]:
    text = sa.exists().where(
        AgreementText.agreement_id == Agreement.id, AgreementText.number == Agreement.number
    )
    return ids(sa.select(Agreement.id).where(Agreement.number > 0, ~text))


def _agreements() -> int:
    return rows_of(Agreement)


CHECKS: Final = (
    Check("each signature matches the hash of its text", _signatures, _of_another_text),
    Check("each agreement text has its own hash", _texts, _false_hashes),
    Check("each agreement has the text that it counts", _agreements, _without_text),
    Check("what is signed is signed by all its parties", _signed, _signed_too_early),
    states_told("each agreement's state has its event", Agreement),
)
