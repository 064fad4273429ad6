"""Keep the partner organizations, their places and their people."""

from __future__ import annotations

from datetime import date, datetime
from enum import StrEnum
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship, validates

from app.core.columns import choice, one_of, reference
from app.core.db import Base
from app.core.text import fold


class ContactRole(StrEnum):
    """Say what a contact does for the partnership."""

    SUPERVISOR = "supervisor"
    SIGNER = "signer"
    HUMAN_RESOURCES = "human_resources"
    OTHER = "other"


class Employer(Base):
    """Be a partner organization; one member of staff owns the relation."""

    __tablename__ = "employer"

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(unique=True)
    search: Mapped[str]
    industry: Mapped[str] = mapped_column(default="")
    email_domain: Mapped[str] = mapped_column(default="")
    owner_id: Mapped[int | None] = mapped_column(sa.ForeignKey("staff_user.id"), index=True)
    website: Mapped[str] = mapped_column(default="")
    do_not_contact: Mapped[bool] = mapped_column(default=False)
    do_not_contact_reason: Mapped[str] = mapped_column(default="")
    note: Mapped[str] = mapped_column(default="")
    merged_into_id: Mapped[int | None] = mapped_column(sa.ForeignKey("employer.id"), index=True)
    merge_batch_id: Mapped[int | None] = mapped_column(sa.ForeignKey("import_batch.id"))
    created_at: Mapped[datetime]
    version: Mapped[int] = mapped_column()
    sites: Mapped[list[Site]] = relationship(lazy="raise_on_sql", back_populates="employer")
    contacts: Mapped[list[Contact]] = relationship(lazy="raise_on_sql", back_populates="employer")

    __mapper_args__ = {"version_id_col": version}


class Site(Base):
    """Be a place of an employer; its time zone rules the shifts worked there."""

    __tablename__ = "site"
    __table_args__ = (
        sa.UniqueConstraint("employer_id", "name"),
        sa.CheckConstraint("latitude >= -90 AND latitude <= 90", name="latitude"),
        sa.CheckConstraint("longitude >= -180 AND longitude <= 180", name="longitude"),
        sa.CheckConstraint("(latitude IS NULL) = (longitude IS NULL)", name="coordinates"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    employer_id: Mapped[int] = reference("employer.id")
    name: Mapped[str]
    address: Mapped[str] = mapped_column(default="")
    city: Mapped[str] = mapped_column(default="")
    state: Mapped[str] = mapped_column(default="")
    zip: Mapped[str] = mapped_column(default="")
    latitude: Mapped[float | None] = mapped_column(sa.Float())
    longitude: Mapped[float | None] = mapped_column(sa.Float())
    jurisdiction: Mapped[str] = mapped_column(default="")
    timezone: Mapped[str]
    version: Mapped[int] = mapped_column()
    employer: Mapped[Employer] = relationship(lazy="raise_on_sql", back_populates="sites")

    __mapper_args__ = {"version_id_col": version}


def _folded_name(context: Any) -> str:  # noqa: ANN401 - SQLAlchemy's, of a row to be written
    return fold(context.get_current_parameters()["name"])


class Contact(Base):
    """Be a person at an employer; never signs in. A corrected address raises `address_version`."""

    __tablename__ = "contact"
    __table_args__ = (
        sa.UniqueConstraint("employer_id", "email"),
        one_of("role", ContactRole),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    employer_id: Mapped[int] = reference("employer.id")
    site_id: Mapped[int | None] = mapped_column(sa.ForeignKey("site.id"), index=True)
    name: Mapped[str]
    # the name folded for search, whoever writes it
    search: Mapped[str] = mapped_column(default=_folded_name)
    email: Mapped[str] = mapped_column(index=True)
    phone: Mapped[str] = mapped_column(default="")
    role: Mapped[ContactRole] = mapped_column(choice(ContactRole), default=ContactRole.SUPERVISOR)
    language: Mapped[str] = mapped_column(default="en")
    do_not_contact: Mapped[bool] = mapped_column(default=False)
    do_not_contact_reason: Mapped[str] = mapped_column(default="")
    left_at: Mapped[datetime | None]
    created_at: Mapped[datetime]
    version: Mapped[int] = mapped_column()
    employer: Mapped[Employer] = relationship(lazy="raise_on_sql", back_populates="contacts")

    __mapper_args__ = {"version_id_col": version}

    @validates("name")
    def _fold(self, _key: str, name: str) -> str:
        self.search = fold(name)
        return name


class LogKind(StrEnum):
    """Say how one spoke with a partner."""

    CALL = "call"
    EMAIL = "email"
    VISIT = "visit"
    MEETING = "meeting"
    NOTE = "note"


class ContactLog(Base):
    """Be one talk with a partner, and the next step that was agreed with whoever takes it."""

    __tablename__ = "contact_log"
    __table_args__ = (
        one_of("kind", LogKind),
        sa.CheckConstraint(
            "next_step = '' OR (due_on IS NOT NULL AND assignee_id IS NOT NULL)", name="next_step"
        ),
        sa.CheckConstraint("done_at IS NULL OR next_step <> ''", name="done_at"),
        sa.Index("ix_contact_log_employer_id_day", "employer_id", "day"),
        sa.Index("ix_contact_log_due", "assignee_id", "done_at", "due_on"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    employer_id: Mapped[int] = reference("employer.id", index=False)
    contact_id: Mapped[int | None] = mapped_column(sa.ForeignKey("contact.id"), index=True)
    kind: Mapped[LogKind] = mapped_column(choice(LogKind))
    day: Mapped[date]
    said: Mapped[str]
    next_step: Mapped[str] = mapped_column(default="")
    due_on: Mapped[date | None]
    assignee_id: Mapped[int | None] = mapped_column(sa.ForeignKey("staff_user.id"))
    done_at: Mapped[datetime | None]
    done_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("staff_user.id"))
    by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("staff_user.id"))
    at: Mapped[datetime]
    version: Mapped[int] = mapped_column()

    __mapper_args__ = {"version_id_col": version}
