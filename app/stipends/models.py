"""Keep the ledger; a line is never changed, a correction is a new line that names the old one."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from app.core.columns import choice, one_of, reference
from app.core.db import Base


class LineKind(StrEnum):
    """Say what caused a line."""

    HOURS = "hours"
    ADJUSTMENT = "adjustment"
    COMPLETION = "completion"
    REVERSAL = "reversal"


class StipendLine(Base):
    """Be one line of the ledger: of a timesheet at a version, or of a milestone reached or lost."""

    __tablename__ = "stipend_line"
    __table_args__ = (
        sa.UniqueConstraint("timesheet_id", "version"),
        one_of("kind", LineKind),
        sa.CheckConstraint("(timesheet_id IS NULL) = (version IS NULL)", name="timesheet_version"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    match_id: Mapped[int] = reference("match.id")
    timesheet_id: Mapped[int | None] = mapped_column(sa.ForeignKey("timesheet.id"))
    version: Mapped[int | None]
    cents: Mapped[int]
    minutes: Mapped[int]
    kind: Mapped[LineKind] = mapped_column(choice(LineKind))
    corrects_id: Mapped[int | None] = mapped_column(sa.ForeignKey("stipend_line.id"), index=True)
    rule: Mapped[str]
    by: Mapped[str]
    at: Mapped[datetime]
