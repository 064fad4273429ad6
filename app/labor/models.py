"""Keep the district's own rules, and what an administrator allowed against a rule, and why."""

from __future__ import annotations

from datetime import date, datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from app.core.columns import reference
from app.core.db import Base

STANDS = sa.text("taken_back_at IS NULL")
STANDS_FOR_ALL = sa.text("taken_back_at IS NULL AND student_id IS NULL")


class LaborRule(Base):
    """Be a rule of the district itself for minors of an age band, wherever they are employed.

    `limit` is in minutes, of the kind `days` in days; `start` and `end` are times like 07:30.
    """

    __tablename__ = "labor_rule"
    __table_args__ = (
        sa.CheckConstraint("kind IN ('day', 'week', 'days', 'clock')", name="kind"),
        sa.CheckConstraint("from_age >= 14 AND from_age < below_age", name="ages"),
        sa.CheckConstraint("below_age <= 18", name="below_age"),
        sa.CheckConstraint("effective_to IS NULL OR effective_from <= effective_to", name="dates"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[str]
    from_age: Mapped[int]
    below_age: Mapped[int]
    when: Mapped[list[str]] = mapped_column(sa.JSON(none_as_null=True), default=list)
    limit: Mapped[int] = mapped_column(default=0)
    start: Mapped[str] = mapped_column(default="00:00")
    end: Mapped[str] = mapped_column(default="24:00")
    citation: Mapped[str]
    effective_from: Mapped[date]
    effective_to: Mapped[date | None]
    by: Mapped[str]
    at: Mapped[datetime]


class LaborOverride(Base):
    """Be a rule that was allowed against, at one placement, for one student or for everybody."""

    __tablename__ = "labor_override"
    __table_args__ = (
        sa.Index(
            "uq_labor_override_stands",
            "placement_id",
            "student_id",
            "rule",
            unique=True,
            sqlite_where=STANDS,
            postgresql_where=STANDS,
        ),
        sa.Index(
            "uq_labor_override_for_all",
            "placement_id",
            "rule",
            unique=True,
            sqlite_where=STANDS_FOR_ALL,
            postgresql_where=STANDS_FOR_ALL,
        ),
        sa.CheckConstraint("reason <> ''", name="reason"),
        sa.CheckConstraint("(taken_back_at IS NULL) = (taken_back_by = '')", name="taken_back_by"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    placement_id: Mapped[int] = reference("placement.id")
    student_id: Mapped[int | None] = mapped_column(sa.ForeignKey("student.id"), index=True)
    rule: Mapped[str]
    reason: Mapped[str]
    by: Mapped[str]
    by_name: Mapped[str]
    at: Mapped[datetime]
    taken_back_at: Mapped[datetime | None]
    taken_back_by: Mapped[str] = mapped_column(default="")
