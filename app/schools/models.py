"""Keep schools and the calendar of each."""

from __future__ import annotations

from datetime import date, time

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.core.columns import reference
from app.core.db import Base


class Calendar(Base):
    """Be the school calendar of one school year, named by its second calendar year."""

    __tablename__ = "calendar"
    __table_args__ = (
        sa.UniqueConstraint("code", "school_year"),
        sa.CheckConstraint("first_day <= last_day", name="order"),
        sa.CheckConstraint("school_year >= 2000 AND school_year <= 2100", name="school_year"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    code: Mapped[str]
    school_year: Mapped[int]
    first_day: Mapped[date]
    last_day: Mapped[date]
    version: Mapped[int] = mapped_column(server_default="1")
    days_off: Mapped[list[CalendarDayOff]] = relationship(
        lazy="raise_on_sql", order_by="CalendarDayOff.day", cascade="all, delete-orphan"
    )

    __mapper_args__ = {"version_id_col": version}


class CalendarDayOff(Base):
    """Be a weekday inside the school year without school."""

    __tablename__ = "calendar_day_off"
    __table_args__ = (sa.UniqueConstraint("calendar_id", "day"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    calendar_id: Mapped[int] = reference("calendar.id")
    day: Mapped[date]
    name: Mapped[str] = mapped_column(default="")


class School(Base):
    """Be a school of the district; `code` is what people type, `sourced_id` what OneRoster says."""

    __tablename__ = "school"
    __table_args__ = (
        sa.CheckConstraint("bell_start < bell_end", name="bells"),
        sa.CheckConstraint("(latitude IS NULL) = (longitude IS NULL)", name="place"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    sourced_id: Mapped[str | None] = mapped_column(unique=True)
    code: Mapped[str] = mapped_column(unique=True)
    name: Mapped[str]
    calendar_code: Mapped[str] = mapped_column(default="district")
    bell_start: Mapped[time] = mapped_column(default=time(8, 0))
    bell_end: Mapped[time] = mapped_column(default=time(14, 30))
    latitude: Mapped[float | None]
    longitude: Mapped[float | None]
    version: Mapped[int] = mapped_column(server_default="1")

    __mapper_args__ = {"version_id_col": version}
