"""Read agreements: the live one of a match, its texts, and which signatures count."""

from __future__ import annotations

from collections.abc import Collection, Sequence

import sqlalchemy as sa
from sqlalchemy import orm

from app.agreements.models import (
    Agreement,
    AgreementState,
    AgreementText,
    Party,
    Signature,
    SignatureVoid,
)
from app.core.access import SYSTEM, Actor
from app.core.db import db
from app.core.errors import NotFound
from app.core.rows import AnyRow
from app.employers.models import Contact, ContactRole
from app.matches import queries as matches
from app.matches.models import Match, MatchState
from app.placements.models import Placement

S = AgreementState
HOLDS = (MatchState.ACCEPTED, MatchState.ACTIVE)


def agreement_of(agreement_id: int) -> Agreement:
    """Give an agreement with its whole match, whoever asks; raise NotFound."""
    return _with_match(sa.select(Agreement).where(Agreement.id == agreement_id), SYSTEM)


def agreement_for(agreement_id: int, actor: Actor) -> Agreement:
    """Give an agreement whose student an actor may see; raise NotFound for any other."""
    return _with_match(sa.select(Agreement).where(Agreement.id == agreement_id), actor)


def _with_match(query: sa.Select[Agreement], actor: Actor) -> Agreement:
    found = db.session.scalar(query)
    if found is None:
        raise NotFound
    match = matches.match_for(found.match_id, actor)
    orm.attributes.set_committed_value(found, "match", match)
    return found


def live_of(match_id: int) -> Agreement | None:
    """Give the agreement of a match that is not cancelled, without its match, or None."""
    return db.session.scalar(
        sa.select(Agreement).where(Agreement.match_id == match_id, Agreement.state != S.CANCELLED)
    )


def of_placement(placement_id: int) -> Sequence[int]:
    """Give the agreements of a placement that bind or are being signed, by id."""
    return db.session.scalars(
        sa.select(Agreement.id)
        .join(Match, Match.id == Agreement.match_id)
        .where(
            Match.placement_id == placement_id,
            Match.state.in_(HOLDS),
            Agreement.state.in_((S.SIGNING, S.SIGNED)),
        )
        .order_by(Agreement.id)
    ).all()


def text_of(agreement_id: int, number: int) -> AgreementText:
    """Give a text of an agreement by its number; raise NotFound."""
    found = db.session.scalar(
        sa.select(AgreementText).where(
            AgreementText.agreement_id == agreement_id, AgreementText.number == number
        )
    )
    if found is None:
        raise NotFound
    return found


def signatures_of(agreement_id: int) -> Sequence[AnyRow]:
    """Give every signature of an agreement with what voided it, the newest last: one statement."""
    return db.session.execute(
        sa.select(
            Signature.id,
            Signature.number,
            Signature.party,
            Signature.attempt,
            Signature.name,
            Signature.signer,
            Signature.method,
            Signature.language,
            Signature.text_hash,
            Signature.note,
            Signature.file_id,
            Signature.by,
            Signature.at,
            SignatureVoid.at.label("void_at"),
            SignatureVoid.reason.label("void_reason"),
        )
        .outerjoin(SignatureVoid, SignatureVoid.signature_id == Signature.id)
        .where(Signature.agreement_id == agreement_id)
        .order_by(Signature.id)
    ).all()


def in_force(agreement: Agreement) -> dict[Party, AnyRow]:
    """Give the signatures that count under the present text, by party."""
    rows = signatures_of(agreement.id)
    return {
        row.party: row for row in rows if row.number == agreement.number and row.void_at is None
    }


def attempts(agreement: Agreement, party: Party) -> int:
    """Count the signatures of a party under the present text, those taken back too."""
    return (
        db.session.scalar(
            sa.select(sa.func.count(Signature.id)).where(
                Signature.agreement_id == agreement.id,
                Signature.number == agreement.number,
                Signature.party == party,
            )
        )
        or 0
    )


def states_of(match_ids: Collection[int]) -> dict[int, AgreementState]:
    """Give the states of the live agreements of matches, by match: one statement."""
    rows = db.session.execute(
        sa.select(Agreement.match_id, Agreement.state).where(
            Agreement.match_id.in_(list(match_ids)), Agreement.state != S.CANCELLED
        )
    )
    return {row.match_id: row.state for row in rows}


def usual_signer(employer_id: int, supervisor_id: int) -> int:
    """Give the contact who signs for an employer: one kept as its signer, else the supervisor."""
    found = db.session.scalar(
        sa.select(Contact.id)
        .where(
            Contact.employer_id == employer_id,
            Contact.role == ContactRole.SIGNER,
            Contact.left_at.is_(None),
        )
        .order_by(Contact.id)
        .limit(1)
    )
    return found or supervisor_id


def without_agreement(program_id: int) -> Sequence[int]:
    """Give the accepted matches of a program for which no agreement was ever begun, by id."""
    return db.session.scalars(
        sa.select(Match.id)
        .join(Placement, Placement.id == Match.placement_id)
        .where(
            Placement.program_id == program_id,
            Match.state == MatchState.ACCEPTED,
            ~sa.exists().where(Agreement.match_id == Match.id),
        )
        .order_by(Match.id)
    ).all()


def being_signed(program_id: int) -> Sequence[int]:
    """Give the agreements of a program that wait for signatures, by id."""
    return db.session.scalars(
        sa.select(Agreement.id)
        .join(Match, Match.id == Agreement.match_id)
        .join(Placement, Placement.id == Match.placement_id)
        .where(Placement.program_id == program_id, Agreement.state == S.SIGNING)
        .order_by(Agreement.id)
    ).all()
