"""Keep awards of credit, and the transcript files in which they went out."""

from __future__ import annotations

from datetime import date, datetime
from enum import StrEnum
from typing import Any, ClassVar

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.core.columns import choice, one_of, reference
from app.core.db import Base
from app.core.states import Stateful, move
from app.matches.models import Match
from app.students.models import Student


class AwardState(StrEnum):
    """Say how far an award has come."""

    ELIGIBLE = "eligible"
    APPROVED = "approved"
    TRANSCRIPTED = "transcripted"
    WITHDRAWN = "withdrawn"


S = AwardState
SHORT = "credit_short"
STANDING = (S.ELIGIBLE, S.APPROVED, S.TRANSCRIPTED)
AWARDERS = ("administrator", "career_specialist")
APPROVERS = (*AWARDERS, "district_lead")


class CreditAward(Stateful, Base):
    """Be credit (in hundredths) given for `minutes` of a match, under the rule as it was then.

    With `needs_second` somebody else approves it than gave it. `earned_on` decides the school
    year; `family` names what is capped together; `attested` holds what the giver said is true.
    """

    __tablename__ = "credit_award"
    __table_args__ = (
        one_of("state", AwardState),
        sa.CheckConstraint("credit > 0", name="credit"),
        sa.CheckConstraint("minutes >= 0", name="minutes"),
        sa.CheckConstraint(
            "needs_second = false OR approved_by IS NULL OR approved_by <> awarded_by",
            name="second",
        ),
        sa.CheckConstraint(
            "state NOT IN ('approved', 'transcripted') OR approved_by IS NOT NULL",
            name="approved_by",
        ),
        sa.CheckConstraint(
            "(state <> 'transcripted' OR export_id IS NOT NULL) AND "
            "(export_id IS NULL OR state IN ('transcripted', 'withdrawn'))",
            name="export_id",
        ),
        sa.Index("ix_credit_award_state", "state", "earned_on"),
    )
    NOUN: ClassVar[str] = "credit award"
    MOVES = (
        move(
            "approved",
            S.ELIGIBLE,
            S.APPROVED,
            APPROVERS,
            requires="another person than the one who gave it, where the program asks for that",
            inverse=S.ELIGIBLE,
        ),
        move("approval taken back", S.APPROVED, S.ELIGIBLE, APPROVERS, reason=True),
        move(
            "transcripted",
            S.APPROVED,
            S.TRANSCRIPTED,
            AWARDERS,
            requires="a transcript file that names it",
        ),
        move(
            "withdrawn",
            STANDING,
            S.WITHDRAWN,
            APPROVERS,
            reason=True,
            inverse=S.ELIGIBLE,
        ),
        move(
            "taken up again",
            S.WITHDRAWN,
            S.ELIGIBLE,
            AWARDERS,
            reason=True,
            requires="hours and caps still give it, and it was in no transcript file",
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    student_id: Mapped[int] = reference("student.id")
    match_id: Mapped[int] = reference("match.id")
    state: Mapped[AwardState] = mapped_column(choice(AwardState), default=S.ELIGIBLE)
    credit: Mapped[int]
    minutes: Mapped[int]
    credit_type: Mapped[str]
    family: Mapped[str]
    earned_on: Mapped[date]
    school_year: Mapped[int]
    rule: Mapped[dict[str, Any]]
    attested: Mapped[list[str]] = mapped_column(sa.JSON(none_as_null=True))
    needs_second: Mapped[bool]
    awarded_by: Mapped[str]
    awarded_at: Mapped[datetime]
    approved_by: Mapped[str | None]
    approved_at: Mapped[datetime | None]
    reason: Mapped[str] = mapped_column(default="")
    export_id: Mapped[int | None] = reference("transcript_export.id")
    moved_at: Mapped[datetime]
    version: Mapped[int] = mapped_column()
    match: Mapped[Match] = relationship(lazy="raise_on_sql")
    student: Mapped[Student] = relationship(lazy="raise_on_sql")

    __mapper_args__ = {"version_id_col": version}


class TranscriptExport(Base):
    """Be one file of approved awards as it went to the registrar; it is never made again.

    `school_id` is the school that it is for, None for the whole district.
    """

    __tablename__ = "transcript_export"
    __table_args__ = (sa.CheckConstraint("awards > 0", name="awards"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    school_id: Mapped[int | None] = reference("school.id")
    file_id: Mapped[int] = reference("file.id")
    awards: Mapped[int]
    credit: Mapped[int]
    by: Mapped[str]
    at: Mapped[datetime]
