"""Keep the minutes that count toward credit; append-only, one line a settled version of a week."""

from __future__ import annotations

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from app.core.columns import reference
from app.core.db import Base


class CreditLine(Base):
    """Be the change of counted minutes that one settled version of a week brought."""

    __tablename__ = "credit_line"
    __table_args__ = (sa.UniqueConstraint("timesheet_id", "version"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    match_id: Mapped[int] = reference("match.id")
    timesheet_id: Mapped[int] = mapped_column(sa.ForeignKey("timesheet.id"))
    version: Mapped[int]
    minutes: Mapped[int]
    by: Mapped[str]
    at: Mapped[datetime]
