"""Keep agreements, every text that was ever put forward, and each signature; none is rewritten."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from typing import Any, ClassVar

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.core.columns import choice, one_of, reference
from app.core.db import Base
from app.core.states import Stateful, move
from app.matches.models import REFERRERS, SPECIALISTS, Match


class AgreementState(StrEnum):
    """Say how far an agreement has come."""

    DRAFT = "draft"
    SIGNING = "signing"
    SIGNED = "signed"
    CANCELLED = "cancelled"


class Party(StrEnum):
    """Say for whom one signs."""

    STUDENT = "student"
    GUARDIAN = "guardian"
    EMPLOYER = "employer"
    SCHOOL = "school"


class Method(StrEnum):
    """Say how a signature was given; none can be given by telephone."""

    LINK = "link"
    PAPER = "paper"
    IN_PERSON = "in_person"
    STAFF = "staff"


S = AgreementState
LIVE = sa.text("state <> 'cancelled'")


class Agreement(Stateful, Base):
    """Be the agreement of a match; `number` counts its texts, of which only the last is signed.

    `objectives`, `safety` and `others` are what staff add to what the match itself says.
    """

    __tablename__ = "agreement"
    __table_args__ = (
        one_of("state", AgreementState),
        sa.CheckConstraint("number >= 0", name="number"),
        sa.CheckConstraint("state = 'draft' OR state = 'cancelled' OR number >= 1", name="frozen"),
        sa.Index(
            "uq_agreement_live",
            "match_id",
            unique=True,
            sqlite_where=LIVE,
            postgresql_where=LIVE,
        ),
        sa.Index("ix_agreement_state", "state", "moved_at"),
    )
    NOUN: ClassVar[str] = "agreement"
    MOVES = (
        move(
            "signing_begun",
            S.DRAFT,
            S.SIGNING,
            SPECIALISTS,
            requires="an accepted match, and a guardian on file for who is under 18",
            inverse=S.DRAFT,
        ),
        move("signing_stopped", S.SIGNING, S.DRAFT, SPECIALISTS, reason=True, inverse=S.SIGNING),
        move("signed", S.SIGNING, S.SIGNED, SPECIALISTS, requires="everybody signed this text"),
        move(
            "reopened",
            S.SIGNED,
            S.SIGNING,
            REFERRERS,
            reason=True,
            requires="a term changed, or a signature was taken back",
        ),
        move(
            "cancelled",
            (S.DRAFT, S.SIGNING, S.SIGNED),
            S.CANCELLED,
            SPECIALISTS,
            reason=True,
            requires="the match is not accepted any more",
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    match_id: Mapped[int] = reference("match.id")
    state: Mapped[AgreementState] = mapped_column(choice(AgreementState), default=S.DRAFT)
    number: Mapped[int] = mapped_column(default=0)
    signer_id: Mapped[int | None] = mapped_column(sa.ForeignKey("contact.id"), index=True)
    objectives: Mapped[str] = mapped_column(default="")
    safety: Mapped[str] = mapped_column(default="")
    others: Mapped[str] = mapped_column(default="")
    created_at: Mapped[datetime]
    moved_at: Mapped[datetime]
    version: Mapped[int] = mapped_column()
    match: Mapped[Match] = relationship(lazy="raise_on_sql")

    __mapper_args__ = {"version_id_col": version}


class AgreementText(Base):
    """Be one frozen text in every language, with what it was made of and who has to sign it.

    `text_hash` is the sha256 of `text` in UTF-8, as anybody can count it again.
    """

    __tablename__ = "agreement_text"
    __table_args__ = (
        sa.UniqueConstraint("agreement_id", "number"),
        sa.CheckConstraint("number >= 1", name="number"),
        sa.CheckConstraint("length(text_hash) = 64", name="text_hash"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    agreement_id: Mapped[int] = reference("agreement.id", index=False)
    number: Mapped[int]
    template: Mapped[str]
    text: Mapped[str]
    text_hash: Mapped[str]
    facts: Mapped[dict[str, Any]]
    parties: Mapped[list[str]] = mapped_column(sa.JSON(none_as_null=True))
    by: Mapped[str]
    at: Mapped[datetime]


class Signature(Base):
    """Be one signature of a party under one text; `attempt` counts those after one taken back."""

    __tablename__ = "signature"
    __table_args__ = (
        sa.UniqueConstraint("agreement_id", "number", "party", "attempt"),
        one_of("party", Party),
        one_of("method", Method),
        sa.CheckConstraint("number >= 1", name="number"),
        sa.CheckConstraint("attempt >= 1", name="attempt"),
        sa.CheckConstraint("name <> ''", name="name"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    agreement_id: Mapped[int] = reference("agreement.id", index=False)
    number: Mapped[int]
    party: Mapped[Party] = mapped_column(choice(Party))
    attempt: Mapped[int]
    text_hash: Mapped[str]
    name: Mapped[str]
    signer: Mapped[str]
    method: Mapped[Method] = mapped_column(choice(Method))
    language: Mapped[str]
    by: Mapped[str]
    address: Mapped[str] = mapped_column(default="")
    agent: Mapped[str] = mapped_column(default="")
    note: Mapped[str] = mapped_column(default="")
    file_id: Mapped[int | None] = mapped_column(sa.ForeignKey("file.id"))
    request_id: Mapped[int | None] = mapped_column(sa.ForeignKey("link_request.id"), index=True)
    at: Mapped[datetime]


class SignatureVoid(Base):
    """Say that a signature counts no more, and why; the signature itself stays."""

    __tablename__ = "signature_void"
    __table_args__ = (sa.UniqueConstraint("signature_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    signature_id: Mapped[int] = reference("signature.id", index=False)
    reason: Mapped[str]
    by: Mapped[str]
    at: Mapped[datetime]
