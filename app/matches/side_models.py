"""Keep what hangs beside matches: notes without a move, and the addresses of calendar feeds."""

from __future__ import annotations

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from app.core.columns import choice, one_of, reference
from app.core.db import Base
from app.matches.planned import Whose


class MatchNote(Base):
    """Be a note on a match that moved nothing."""

    __tablename__ = "match_note"

    id: Mapped[int] = mapped_column(primary_key=True)
    match_id: Mapped[int] = reference("match.id")
    staff_id: Mapped[int] = reference("staff_user.id", index=False)
    text: Mapped[str]
    at: Mapped[datetime]


class CalendarFeed(Base):
    """Be an address from which one member of staff's calendar reads plans, until it is revoked.

    The address itself is derived from `public_id` and stored nowhere.
    """

    __tablename__ = "calendar_feed"
    __table_args__ = (
        one_of("whose", Whose),
        sa.Index("ix_calendar_feed_whose_record_id", "whose", "record_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    public_id: Mapped[str] = mapped_column(unique=True)
    staff_id: Mapped[int] = reference("staff_user.id")
    whose: Mapped[Whose] = mapped_column(choice(Whose))
    record_id: Mapped[int]
    created_at: Mapped[datetime]
    revoked_at: Mapped[datetime | None]
