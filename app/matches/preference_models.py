"""Keep which placements of a program a student wants, in their own order."""

from __future__ import annotations

from datetime import datetime
from typing import Final

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.core.columns import reference
from app.core.db import Base

MOST: Final = 10


class PreferenceList(Base):
    """Be the list of one student for one program; an empty one says that they want none of it."""

    __tablename__ = "preference_list"
    __table_args__ = (sa.UniqueConstraint("student_id", "program_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    student_id: Mapped[int] = reference("student.id", index=False)
    program_id: Mapped[int] = reference("program.id")
    at: Mapped[datetime]
    by: Mapped[str]
    method: Mapped[str]
    version: Mapped[int] = mapped_column()
    choices: Mapped[list[Preference]] = relationship(
        order_by="Preference.position", cascade="all, delete-orphan"
    )

    __mapper_args__ = {"version_id_col": version}

    @property
    def placement_ids(self) -> list[int]:
        """Give the placements, the most wanted first."""
        return [each.placement_id for each in self.choices]


class Preference(Base):
    """Be one placement on a student's list; 1 is the most wanted."""

    __tablename__ = "preference"
    __table_args__ = (
        sa.UniqueConstraint("list_id", "position"),
        sa.UniqueConstraint("list_id", "placement_id"),
        sa.CheckConstraint(f"position BETWEEN 1 AND {MOST}", name="position"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    list_id: Mapped[int] = reference("preference_list.id", index=False)
    position: Mapped[int]
    placement_id: Mapped[int] = reference("placement.id")
