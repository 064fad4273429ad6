"""Keep what the host of an activity said of who came."""

from __future__ import annotations

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from app.core.columns import reference
from app.core.db import Base


class HostReport(Base):
    """Be the newest word of a host about one activity: who said it, when, by which way.

    Each student's mark is their place's; what was said before stays in the request's answers.
    """

    __tablename__ = "host_report"

    id: Mapped[int] = mapped_column(primary_key=True)
    activity_id: Mapped[int] = mapped_column(sa.ForeignKey("activity.id"), unique=True)
    request_id: Mapped[int] = reference("link_request.id")
    said_at: Mapped[datetime]
    said_by: Mapped[str]
    method: Mapped[str]
    took_place: Mapped[bool]
    words: Mapped[str] = mapped_column(default="")


class ActivityGuest(Base):
    """Be a student who came and was not listed, as the host named them, until staff saw to it.

    The school is the one that the host chose, none when they did not know it.
    """

    __tablename__ = "activity_guest"

    id: Mapped[int] = mapped_column(primary_key=True)
    activity_id: Mapped[int] = reference("activity.id")
    name: Mapped[str]
    school_id: Mapped[int | None] = reference("school.id")
    said_at: Mapped[datetime]
    settled_at: Mapped[datetime | None]
    settled_by: Mapped[str] = mapped_column(default="")
