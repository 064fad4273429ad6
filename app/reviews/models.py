"""Keep reviews as they were given, with the rubric by which they were; nothing is overwritten."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.core.columns import choice, one_of, reference
from app.core.db import Base
from app.hours.models import Method


class Stage(StrEnum):
    """Say when in a match it is reviewed (Massachusetts plan: at least twice, domain.md §5.3)."""

    BASELINE = "baseline"
    FINAL = "final"


class Group(StrEnum):
    """Say which skills these are: of every job, or of this one."""

    EMPLOYABILITY = "employability"
    JOB = "job"


class Review(Base):
    """Be one answer about a match at a stage; the highest `number` counts, the others stay.

    `rubric` holds the words that were shown: skills and grades of `rubric_version`.
    """

    __tablename__ = "review"
    __table_args__ = (
        sa.UniqueConstraint("match_id", "stage", "number"),
        one_of("stage", Stage),
        one_of("method", Method),
        sa.CheckConstraint("number >= 1", name="number"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    match_id: Mapped[int] = reference("match.id", index=False)
    stage: Mapped[Stage] = mapped_column(choice(Stage))
    number: Mapped[int]
    rubric_version: Mapped[int]
    rubric: Mapped[dict[str, Any]]
    comment: Mapped[str] = mapped_column(default="")
    method: Mapped[Method] = mapped_column(choice(Method))
    by: Mapped[str]
    name: Mapped[str] = mapped_column(default="")
    note: Mapped[str] = mapped_column(default="")
    address: Mapped[str] = mapped_column(default="")
    agent: Mapped[str] = mapped_column(default="")
    request_id: Mapped[int | None] = mapped_column(sa.ForeignKey("link_request.id"), index=True)
    at: Mapped[datetime]
    ratings: Mapped[list[ReviewRating]] = relationship(
        lazy="raise_on_sql", order_by="ReviewRating.id"
    )


class ReviewRating(Base):
    """Be the grade of one skill, 1 to 5; None where it was not seen yet."""

    __tablename__ = "review_rating"
    __table_args__ = (
        sa.UniqueConstraint("review_id", "skill_group", "position"),
        one_of("skill_group", Group),
        sa.CheckConstraint("level IS NULL OR (level >= 1 AND level <= 5)", name="level"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    review_id: Mapped[int] = reference("review.id", index=False)
    skill_group: Mapped[Group] = mapped_column(choice(Group))
    position: Mapped[int]
    skill: Mapped[str]
    level: Mapped[int | None]
