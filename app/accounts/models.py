"""Keep staff users, the schools they work in, their sessions and their tries to sign in."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from app.core.columns import choice, one_of, reference
from app.core.db import Base


class Role(StrEnum):
    """Name what a member of staff does; design's table of who may."""

    ADMINISTRATOR = "administrator"
    EMPLOYER_ENGAGEMENT = "employer_engagement"
    CAREER_SPECIALIST = "career_specialist"
    FINANCE = "finance"
    DISTRICT_LEAD = "district_lead"


class StaffUser(Base):
    """Be one member of staff; without a password until the invitation is answered."""

    __tablename__ = "staff_user"
    __table_args__ = (one_of("role", Role),)

    id: Mapped[int] = mapped_column(primary_key=True)
    email: Mapped[str] = mapped_column(unique=True)
    name: Mapped[str]
    phone: Mapped[str] = mapped_column(default="", server_default="")
    role: Mapped[Role] = mapped_column(choice(Role))
    password_hash: Mapped[str | None]
    invited_at: Mapped[datetime | None]
    disabled_at: Mapped[datetime | None]
    created_at: Mapped[datetime]
    version: Mapped[int] = mapped_column(default=1)

    __mapper_args__ = {"version_id_col": version, "version_id_generator": False}


class StaffSchool(Base):
    """Say that a member of staff works in a school."""

    __tablename__ = "staff_school"

    user_id: Mapped[int] = mapped_column(sa.ForeignKey("staff_user.id"), primary_key=True)
    school_id: Mapped[int] = mapped_column(sa.ForeignKey("school.id"), primary_key=True, index=True)


class StaffSession(Base):
    """Be one signed-in browser; ended on the server, so that an old cookie opens nothing."""

    __tablename__ = "staff_session"

    id: Mapped[int] = mapped_column(primary_key=True)
    key_hash: Mapped[str] = mapped_column(unique=True)
    user_id: Mapped[int] = reference("staff_user.id")
    created_at: Mapped[datetime]
    ends_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]


class SignInTry(Base):
    """Count the tries of one subject (an account, a client, a device) in one stretch of time."""

    __tablename__ = "sign_in_try"
    __table_args__ = (sa.UniqueConstraint("subject", "since"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    subject: Mapped[str]
    since: Mapped[datetime] = mapped_column(index=True)
    count: Mapped[int] = mapped_column(default=0)
