"""Keep what employers answer about referred students; an answer is never overwritten."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from app.core.columns import choice, one_of, reference
from app.core.db import Base


class Answer(StrEnum):
    """Say what an employer wants with a student."""

    INTERVIEW = "interview"
    OFFER = "offer"
    DECLINE = "decline"


class Reason(StrEnum):
    """Say why an employer declines; the list that they choose from."""

    SCHEDULE = "schedule"
    SKILLS = "skills"
    ANOTHER_CHOSEN = "another_chosen"
    NO_PLACE = "no_place"
    AFTER_INTERVIEW = "after_interview"
    OTHER = "other"


class ReferralAnswer(Base):
    """Be one answer about one match; the newest counts, the others stay.

    `times` are the proposed beginnings of an interview, local to the site; none means that the
    school arranges it. `reason` is kept only with a decline.
    """

    __tablename__ = "referral_answer"
    __table_args__ = (
        one_of("answer", Answer),
        sa.CheckConstraint(
            "(answer = 'decline') = (reason IS NOT NULL)", name="reason_with_decline"
        ),
        one_of("reason", Reason),
        sa.CheckConstraint("method in ('link','phone','paper','in_person')", name="method"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    match_id: Mapped[int] = reference("match.id")
    request_id: Mapped[int] = reference("link_request.id")
    answer: Mapped[Answer] = mapped_column(choice(Answer))
    reason: Mapped[Reason | None] = mapped_column(choice(Reason))
    times: Mapped[list[str]] = mapped_column(sa.JSON(none_as_null=True))
    note: Mapped[str] = mapped_column(default="")
    method: Mapped[str]
    by: Mapped[str]
    name: Mapped[str] = mapped_column(default="")
    evidence: Mapped[str] = mapped_column(default="", server_default="")
    at: Mapped[datetime]


class EmployerRank(Base):
    """Be the place of a match in its employer's own order of preference, 1 the first."""

    __tablename__ = "employer_rank"
    __table_args__ = (sa.CheckConstraint("rank >= 1", name="rank"),)

    match_id: Mapped[int] = mapped_column(sa.ForeignKey("match.id"), primary_key=True)
    rank: Mapped[int]
    at: Mapped[datetime]


class ReferralReader(Base):
    """Be the contact whom staff chose to answer for a placement, instead of its supervisor."""

    __tablename__ = "referral_reader"

    id: Mapped[int] = mapped_column(primary_key=True)
    placement_id: Mapped[int] = reference("placement.id", unique=True)
    contact_id: Mapped[int] = reference("contact.id")


class Interview(Base):
    """Be when and where an interview is, local to the site; the newest of a match counts."""

    __tablename__ = "interview"
    __table_args__ = (sa.CheckConstraint("length(begins) = 16", name="a_day_and_a_minute"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    match_id: Mapped[int] = reference("match.id")
    begins: Mapped[str]
    place: Mapped[str] = mapped_column(default="")
    by: Mapped[str]
    at: Mapped[datetime]
