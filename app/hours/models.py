"""Keep shifts, timesheets and the evidence of each confirmation."""

from __future__ import annotations

from datetime import date, datetime, time
from enum import StrEnum
from typing import Any, ClassVar

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.core.columns import choice, one_of, reference
from app.core.db import Base
from app.core.states import Stateful, move
from app.matches.models import Match


class TimesheetState(StrEnum):
    """Say how far a week has come."""

    OPEN = "open"
    SUBMITTED = "submitted"
    DISPUTED = "disputed"
    CONFIRMED = "confirmed"
    FROZEN = "frozen"


class Method(StrEnum):
    """Say how a week was confirmed; shown ever after."""

    LINK = "link"
    PHONE = "phone"
    PAPER = "paper"
    IN_PERSON = "in_person"
    STAFF = "staff"


class Outcome(StrEnum):
    """Say what was said about a week."""

    CONFIRMED = "confirmed"
    DISPUTED = "disputed"
    REVERSED = "reversed"
    NOT_MINE = "not_mine"


S = TimesheetState
HOURS_STAFF = ("administrator", "career_specialist")
SETTLED = (S.CONFIRMED, S.FROZEN)


class Timesheet(Stateful, Base):
    """Be a match's shifts in one week; `version` rises with every change of its figures.

    Once confirmed at a version, that version's minutes have been accrued exactly once.
    """

    __tablename__ = "timesheet"
    __table_args__ = (
        sa.UniqueConstraint("match_id", "week"),
        one_of("state", TimesheetState),
        sa.CheckConstraint("minutes >= 0 AND minutes <= 10080", name="minutes"),
        sa.Index("ix_timesheet_week_state", "week", "state"),
    )
    NOUN: ClassVar[str] = "week"
    MOVES = (
        move("submitted", S.OPEN, S.SUBMITTED, HOURS_STAFF, inverse=S.OPEN),
        move("reopened", (S.SUBMITTED, S.DISPUTED), S.OPEN, HOURS_STAFF, inverse=S.SUBMITTED),
        move(
            "confirmed",
            (S.OPEN, S.SUBMITTED, S.DISPUTED),
            S.CONFIRMED,
            HOURS_STAFF,
            requires="evidence of who confirmed it, and how",
            inverse=S.SUBMITTED,
        ),
        move(
            "disputed",
            (S.OPEN, S.SUBMITTED, S.CONFIRMED),
            S.DISPUTED,
            HOURS_STAFF,
            reason=True,
            inverse=S.OPEN,
        ),
        move("reversed", (S.CONFIRMED, S.FROZEN), S.SUBMITTED, HOURS_STAFF, reason=True),
        move("frozen", S.CONFIRMED, S.FROZEN, ("finance", "administrator")),
        move(
            "thawed",
            S.FROZEN,
            S.CONFIRMED,
            ("finance", "administrator"),
            requires="its pay batch was discarded",
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    match_id: Mapped[int] = reference("match.id", index=False)
    week: Mapped[date]
    state: Mapped[TimesheetState] = mapped_column(choice(TimesheetState), default=S.OPEN)
    version: Mapped[int] = mapped_column(default=1)
    minutes: Mapped[int] = mapped_column(default=0)
    submitted_at: Mapped[datetime | None]
    settled_at: Mapped[datetime | None]
    lock: Mapped[int] = mapped_column()
    match: Mapped[Match] = relationship(lazy="raise_on_sql")
    shifts: Mapped[list[Shift]] = relationship(
        lazy="raise_on_sql", order_by="Shift.day", cascade="all, delete-orphan"
    )

    __mapper_args__ = {"version_id_col": lock}


class Shift(Base):
    """Be a dated stretch of work: local start and end, or only minutes that a partner gave.

    `entered_minutes` is what was entered before a partner's figure took its place.
    """

    __tablename__ = "shift"
    __table_args__ = (
        sa.UniqueConstraint("timesheet_id", "day"),
        sa.CheckConstraint("minutes >= 0 AND minutes <= 1500", name="minutes"),
        sa.CheckConstraint("absent = false OR minutes = 0", name="absent"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    timesheet_id: Mapped[int] = reference("timesheet.id", index=False)
    day: Mapped[date]
    start: Mapped[time | None]
    end: Mapped[time | None]
    break_minutes: Mapped[int] = mapped_column(default=0)
    minutes: Mapped[int]
    entered_minutes: Mapped[int | None]
    absent: Mapped[bool] = mapped_column(default=False)
    note: Mapped[str] = mapped_column(default="")
    entered_by: Mapped[str]


class Confirmation(Base):
    """Keep who said what about which version of a week, how and with which figures."""

    __tablename__ = "confirmation"
    __table_args__ = (one_of("method", Method), one_of("outcome", Outcome))

    id: Mapped[int] = mapped_column(primary_key=True)
    timesheet_id: Mapped[int] = reference("timesheet.id")
    version: Mapped[int]
    outcome: Mapped[Outcome] = mapped_column(choice(Outcome))
    method: Mapped[Method] = mapped_column(choice(Method))
    minutes: Mapped[int]
    figures: Mapped[dict[str, Any]]
    by: Mapped[str]
    name: Mapped[str] = mapped_column(default="")
    note: Mapped[str] = mapped_column(default="")
    address: Mapped[str] = mapped_column(default="")
    agent: Mapped[str] = mapped_column(default="")
    request_id: Mapped[int | None] = mapped_column(sa.ForeignKey("link_request.id"), index=True)
    at: Mapped[datetime]
