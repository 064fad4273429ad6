"""Keep the catalogue of industry credentials, and each student's tries at one."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import ClassVar

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.core.columns import choice, one_of, reference
from app.core.db import Base
from app.core.states import Stateful, move
from app.students.models import Student


class AwardState(StrEnum):
    """Say how far a student has come with a credential."""

    PLANNED = "planned"
    ATTEMPTED = "attempted"
    EARNED = "earned"
    FAILED = "failed"
    EXPIRED = "expired"
    WITHDRAWN = "withdrawn"


S = AwardState
OPEN = (S.PLANNED, S.ATTEMPTED)
HAD = (S.EARNED, S.EXPIRED)
RECORDERS = ("administrator", "career_specialist")
OPEN_TRY = sa.text("state IN ('planned', 'attempted')")
ONCE_A_DAY = sa.text("state IN ('earned', 'expired')")
EXPIRING = "credential_expiring"
SOON = timedelta(days=60)


class Credential(Base):
    """Be an industry credential in the catalogue.

    `lasts_months` is for how long one is valid, None for ever; `exam_fee` is in cents, None where
    it is not known; `next_id` is the credential that stacks on this one; `cip` and `soc` name
    program and occupation in the federal classifications. A retired one is awarded no more.
    """

    __tablename__ = "credential"
    __table_args__ = (
        sa.CheckConstraint("lasts_months IS NULL OR lasts_months > 0", name="lasts_months"),
        sa.CheckConstraint("exam_fee IS NULL OR exam_fee >= 0", name="exam_fee"),
        sa.CheckConstraint("next_id IS NULL OR next_id <> id", name="next_id"),
    )
    NOUN: ClassVar[str] = "credential"

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str]
    search: Mapped[str] = mapped_column(unique=True)
    issuer: Mapped[str]
    career_field: Mapped[str] = mapped_column(default="")
    cluster: Mapped[str] = mapped_column(default="")
    cip: Mapped[str] = mapped_column(default="")
    soc: Mapped[str] = mapped_column(default="")
    lasts_months: Mapped[int | None]
    exam_fee: Mapped[int | None]
    state_approved: Mapped[bool] = mapped_column(default=False)
    next_id: Mapped[int | None] = reference("credential.id")
    note: Mapped[str] = mapped_column(default="")
    retired_at: Mapped[datetime | None]
    created_at: Mapped[datetime]
    version: Mapped[int] = mapped_column()
    next: Mapped[Credential | None] = relationship(remote_side="Credential.id", lazy="raise_on_sql")

    __mapper_args__ = {"version_id_col": version}


class CredentialAward(Stateful, Base):
    """Be one try of a student at a credential, and what came of it.

    A student who tries again, or renews, has another. `number` is the one on the certificate;
    `activity_id` is the training session that led to it; `exam_on` is when it is or was tried.
    """

    __tablename__ = "credential_award"
    __table_args__ = (
        one_of("state", AwardState),
        sa.CheckConstraint(
            "state NOT IN ('earned', 'expired') OR earned_on IS NOT NULL", name="earned_on"
        ),
        sa.CheckConstraint(
            "expires_on IS NULL OR (earned_on IS NOT NULL AND expires_on >= earned_on)",
            name="expires_on",
        ),
        sa.CheckConstraint("state <> 'expired' OR expires_on IS NOT NULL", name="expired"),
        sa.Index(
            "uq_credential_award_open",
            "student_id",
            "credential_id",
            unique=True,
            sqlite_where=OPEN_TRY,
            postgresql_where=OPEN_TRY,
        ),
        sa.Index(
            "uq_credential_award_day",
            "student_id",
            "credential_id",
            "earned_on",
            unique=True,
            sqlite_where=ONCE_A_DAY,
            postgresql_where=ONCE_A_DAY,
        ),
        sa.Index("ix_credential_award_state", "state", "expires_on"),
    )
    NOUN: ClassVar[str] = "credential award"
    MOVES = (
        move("attempted", S.PLANNED, S.ATTEMPTED, RECORDERS, inverse=S.PLANNED),
        move("attempt taken back", S.ATTEMPTED, S.PLANNED, RECORDERS),
        move("earned", OPEN, S.EARNED, RECORDERS, requires="its day", inverse=S.PLANNED),
        move("not passed", OPEN, S.FAILED, RECORDERS, inverse=S.PLANNED),
        move(
            "result taken back",
            (S.EARNED, S.FAILED, S.EXPIRED),
            S.PLANNED,
            RECORDERS,
            reason=True,
            requires="no other try at it is open",
        ),
        move("expired", S.EARNED, S.EXPIRED, (), requires="its last day is over"),
        move(
            "withdrawn",
            (*OPEN, S.EARNED, S.FAILED, S.EXPIRED),
            S.WITHDRAWN,
            RECORDERS,
            reason=True,
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    student_id: Mapped[int] = reference("student.id")
    credential_id: Mapped[int] = reference("credential.id")
    activity_id: Mapped[int | None] = reference("activity.id")
    state: Mapped[AwardState] = mapped_column(choice(AwardState), default=S.PLANNED)
    exam_on: Mapped[date | None]
    earned_on: Mapped[date | None]
    expires_on: Mapped[date | None]
    number: Mapped[str] = mapped_column(default="")
    score: Mapped[str] = mapped_column(default="")
    evidence_id: Mapped[int | None] = reference("file.id")
    noted_by: Mapped[str]
    noted_at: Mapped[datetime]
    moved_at: Mapped[datetime]
    version: Mapped[int] = mapped_column()
    credential: Mapped[Credential] = relationship(lazy="raise_on_sql")
    student: Mapped[Student] = relationship(lazy="raise_on_sql")

    __mapper_args__ = {"version_id_col": version}
