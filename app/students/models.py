"""Keep students as the roster gives them, and the facts of each school year as they were."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.core.columns import reference
from app.core.db import Base
from app.schools.models import School

BY_STAFF = "staff-"


class Student(Base):
    """Be one student; `uid` never changes and says nothing, `search` is the folded name."""

    __tablename__ = "student"
    __table_args__ = (
        sa.Index("ix_student_school_name", "school_id", "family_name", "given_name"),
        sa.Index("ix_student_name", "family_name", "given_name"),
        # counts of who may take a placement read it alone
        sa.Index("ix_student_enrolled", "left_at", "grade", "birth_date", "school_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    uid: Mapped[str] = mapped_column(unique=True)
    sourced_id: Mapped[str] = mapped_column(unique=True)
    student_number: Mapped[str] = mapped_column(default="", index=True)
    school_id: Mapped[int] = reference("school.id")
    given_name: Mapped[str]
    family_name: Mapped[str]
    preferred_name: Mapped[str] = mapped_column(default="")
    search: Mapped[str]
    birth_date: Mapped[date | None]
    grade: Mapped[str] = mapped_column(default="")
    email: Mapped[str] = mapped_column(default="")
    phone: Mapped[str] = mapped_column(default="")
    language: Mapped[str] = mapped_column(default="en")
    directory_opt_out: Mapped[bool] = mapped_column(default=False)
    left_at: Mapped[datetime | None]
    updated_at: Mapped[datetime]
    school: Mapped[School] = relationship(lazy="raise_on_sql")

    @property
    def shown_name(self) -> str:
        """Give the name that the student goes by."""
        return f"{self.preferred_name or self.given_name} {self.family_name}"


class StudentYear(Base):
    """Keep what reports need of one student in one school year, as it was; never deleted."""

    __tablename__ = "student_year"
    __table_args__ = (sa.UniqueConstraint("student_id", "school_year"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    student_id: Mapped[int] = reference("student.id")
    school_year: Mapped[int]
    school_id: Mapped[int] = reference("school.id")
    grade: Mapped[str] = mapped_column(default="")
    cohort: Mapped[int | None]
    attributes: Mapped[dict[str, Any]]


class Guardian(Base):
    """Be a parent or guardian of one student; one whom staff added has no id of the roster's."""

    __tablename__ = "guardian"
    __table_args__ = (sa.UniqueConstraint("student_id", "sourced_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    student_id: Mapped[int] = reference("student.id")
    sourced_id: Mapped[str]
    name: Mapped[str]
    email: Mapped[str] = mapped_column(default="")
    phone: Mapped[str] = mapped_column(default="")
    language: Mapped[str] = mapped_column(default="en")
    version: Mapped[int] = mapped_column(default=1, server_default="1")
    __mapper_args__ = {"version_id_col": version}

    @property
    def by_staff(self) -> bool:
        """Tell whether staff added this guardian, not the roster."""
        return self.sourced_id.startswith(BY_STAFF)


class StudentDocument(Base):
    """Say that a document of a student is on file, and until when."""

    __tablename__ = "student_document"
    __table_args__ = (sa.UniqueConstraint("student_id", "kind"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    student_id: Mapped[int] = reference("student.id")
    kind: Mapped[str]
    expires: Mapped[date | None]
    noted_at: Mapped[datetime]


class CourseCompleted(Base):
    """Say that a student completed a course that a rule may ask for."""

    __tablename__ = "course_completed"
    __table_args__ = (sa.UniqueConstraint("student_id", "title"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    student_id: Mapped[int] = reference("student.id")
    title: Mapped[str]
    completed_on: Mapped[date]
