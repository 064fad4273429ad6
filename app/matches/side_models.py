"""Keep what hangs beside matches: notes without a move, and the addresses of calendar feeds."""

from __future__ import annotations

from datetime import date, datetime
from enum import StrEnum

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from app.core.columns import choice, one_of, reference
from app.core.db import Base
from app.matches.planned import Whose


class NoteKind(StrEnum):
    """Say what a note is about."""

    NOTE = "note"
    VISIT = "visit"
    ISSUE = "issue"


class MatchNote(Base):
    """Be a note on a match that moved nothing; `visited_on` is the day of a staff visit.

    An issue is a problem at the workplace; staff get a to-do, of an `urgent` one a mail too.
    """

    __tablename__ = "match_note"
    __table_args__ = (
        one_of("kind", NoteKind),
        sa.CheckConstraint("(kind = 'visit') = (visited_on IS NOT NULL)", name="visited_on"),
        sa.CheckConstraint("kind = 'issue' OR NOT urgent", name="urgent"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    match_id: Mapped[int] = reference("match.id")
    staff_id: Mapped[int] = reference("staff_user.id", index=False)
    text: Mapped[str]
    at: Mapped[datetime]
    kind: Mapped[NoteKind] = mapped_column(
        choice(NoteKind), default=NoteKind.NOTE, server_default="note"
    )
    visited_on: Mapped[date | None]
    urgent: Mapped[bool] = mapped_column(default=False, server_default=sa.false())


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
