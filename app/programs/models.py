"""Keep programs: a season with its dates and its rules."""

from __future__ import annotations

from datetime import date, datetime
from enum import StrEnum
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from app.core.columns import choice, one_of
from app.core.db import Base
from app.programs.rules import ProgramRules, keep_rules, read_rules


class PlacementKind(StrEnum):
    """Name the kinds of placement that a program offers."""

    INTERNSHIP = "internship"
    JOB_SHADOW = "job_shadow"
    SUMMER_PROGRAM = "summer_program"
    APPRENTICESHIP = "apprenticeship"


class Program(Base):
    """Be a season with dates and rules; it mails nobody until `mail_on` is set by a person."""

    __tablename__ = "program"
    __table_args__ = (
        one_of("kind", PlacementKind),
        sa.CheckConstraint("start_date <= end_date", name="order"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    code: Mapped[str] = mapped_column(unique=True)
    name: Mapped[str]
    kind: Mapped[PlacementKind] = mapped_column(choice(PlacementKind))
    start_date: Mapped[date]
    end_date: Mapped[date]
    timezone: Mapped[str]
    jurisdiction: Mapped[str]
    kept_rules: Mapped[dict[str, Any]]
    mail_on: Mapped[bool] = mapped_column(default=False)
    catalogue_on: Mapped[bool] = mapped_column(default=False)
    created_at: Mapped[datetime]
    version: Mapped[int] = mapped_column()

    __mapper_args__ = {"version_id_col": version}

    @property
    def rules(self) -> ProgramRules:
        """Give the rules in their shapes."""
        return read_rules(self.kept_rules)

    @rules.setter
    def rules(self, rules: ProgramRules) -> None:
        self.kept_rules = keep_rules(rules)
