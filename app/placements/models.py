"""Keep placements; a seat is taken or given back by one conditional UPDATE only."""

from __future__ import annotations

from datetime import date, datetime, time
from enum import StrEnum
from typing import Any, ClassVar

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.core.columns import choice, one_of, reference
from app.core.db import Base
from app.core.states import Stateful, move
from app.employers.models import Contact, Site
from app.placements.vocabulary import (
    PayBasis,
    RelationshipType,
    Stage,
    WblType,
    WorkPlace,
    stage_of,
    wbl_type_of,
)
from app.programs.models import PlacementKind, Program


class PlacementState(StrEnum):
    """Say how far a placement has come."""

    DRAFT = "draft"
    OPEN = "open"
    PAUSED = "paused"
    CLOSED = "closed"
    COMPLETED = "completed"
    CANCELLED = "cancelled"


S = PlacementState
POSTERS = ("administrator", "employer_engagement")


def _listed() -> Any:  # noqa: ANN401 - a column of any type
    """Give a column that holds a list of codes, empty by default."""
    return mapped_column(sa.JSON(none_as_null=True), default=list)


class Placement(Stateful, Base):
    """Be a posted opening at a site under a program; `seats_taken` never exceeds `seats`."""

    __tablename__ = "placement"
    __table_args__ = (
        one_of("state", PlacementState),
        one_of("kind", PlacementKind),
        sa.CheckConstraint("seats_taken >= 0 AND seats_taken <= seats", name="seats_taken"),
        sa.CheckConstraint("seats >= 1 AND seats <= 500", name="seats"),
        sa.CheckConstraint("start_date <= end_date", name="order"),
        one_of("pay_basis", PayBasis),
        one_of("relationship_type", RelationshipType),
        one_of("work_place", WorkPlace),
        sa.CheckConstraint(
            "pay_cents IS NULL OR (pay_cents >= 1 AND pay_cents <= 50000"
            " AND pay_basis IN ('employer_wage', 'district_wage'))",
            name="pay_cents",
        ),
        sa.Index("ix_placement_state_start_date", "state", "start_date"),
    )
    NOUN: ClassVar[str] = "placement"
    MOVES = (
        move(
            "published",
            S.DRAFT,
            S.OPEN,
            POSTERS,
            requires="a supervisor and a schedule",
            inverse=S.DRAFT,
        ),
        move("unpublished", S.OPEN, S.DRAFT, POSTERS, requires="no seat is taken", inverse=S.OPEN),
        move("paused", S.OPEN, S.PAUSED, POSTERS, inverse=S.OPEN),
        move("reopened", (S.PAUSED, S.CLOSED), S.OPEN, POSTERS),
        move("closed", (S.OPEN, S.PAUSED), S.CLOSED, POSTERS, inverse=S.OPEN),
        move("completed", S.CLOSED, S.COMPLETED, POSTERS, requires="its last day is over"),
        move(
            "cancelled",
            (S.DRAFT, S.OPEN, S.PAUSED),
            S.CANCELLED,
            POSTERS,
            reason=True,
            requires="no seat is taken",
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    uid: Mapped[str] = mapped_column(unique=True)
    program_id: Mapped[int] = reference("program.id")
    site_id: Mapped[int] = reference("site.id")
    supervisor_id: Mapped[int] = reference("contact.id")
    title: Mapped[str]
    search: Mapped[str]
    kind: Mapped[PlacementKind] = mapped_column(choice(PlacementKind))
    seats: Mapped[int]
    seats_taken: Mapped[int] = mapped_column(default=0)
    start_date: Mapped[date]
    end_date: Mapped[date]
    minimum_age: Mapped[int] = mapped_column(default=16)
    duties: Mapped[str] = mapped_column(default="")
    hazards: Mapped[list[str]] = _listed()
    grades: Mapped[list[str]] = _listed()
    credentials: Mapped[list[str]] = _listed()
    documents: Mapped[list[str]] = _listed()
    pay_basis: Mapped[PayBasis] = mapped_column(choice(PayBasis), default=PayBasis.UNPAID)
    pay_cents: Mapped[int | None]
    relationship_type: Mapped[RelationshipType] = mapped_column(
        choice(RelationshipType), default=RelationshipType.TRAINING
    )
    career_field: Mapped[str] = mapped_column(default="")
    cluster: Mapped[str] = mapped_column(default="")
    soc: Mapped[str] = mapped_column(default="")
    stage_chosen: Mapped[str] = mapped_column(default="")
    wbl_type_chosen: Mapped[str] = mapped_column(default="")
    work_place: Mapped[WorkPlace] = mapped_column(choice(WorkPlace), default=WorkPlace.ON_SITE)
    accommodations: Mapped[list[str]] = _listed()
    languages: Mapped[list[str]] = _listed()
    bring: Mapped[str] = mapped_column(default="")
    transport: Mapped[str] = mapped_column(default="")
    copied_from_id: Mapped[int | None] = mapped_column(sa.ForeignKey("placement.id"), index=True)
    state: Mapped[PlacementState] = mapped_column(choice(PlacementState), default=S.DRAFT)
    posted_at: Mapped[datetime | None]
    created_at: Mapped[datetime]
    version: Mapped[int] = mapped_column()
    program: Mapped[Program] = relationship(lazy="raise_on_sql")
    site: Mapped[Site] = relationship(lazy="raise_on_sql")
    supervisor: Mapped[Contact] = relationship(lazy="raise_on_sql")
    slots: Mapped[list[PlacementSlot]] = relationship(
        lazy="raise_on_sql", order_by="PlacementSlot.weekday", cascade="all, delete-orphan"
    )

    __mapper_args__ = {"version_id_col": version}

    @property
    def stage(self) -> Stage:
        """Give the stage of RCW 28C.30.020, chosen or by kind."""
        return stage_of(self.kind, self.stage_chosen)

    @property
    def wbl_type(self) -> WblType:
        """Give the CEDS type, chosen or by kind and pay."""
        return wbl_type_of(self.kind, self.pay_basis, self.relationship_type, self.wbl_type_chosen)


class PlacementSlot(Base):
    """Be the planned stretch of work on one weekday (0 is Monday), in the site's local time."""

    __tablename__ = "placement_slot"
    __table_args__ = (
        sa.UniqueConstraint("placement_id", "weekday"),
        sa.CheckConstraint("weekday >= 0 AND weekday <= 6", name="weekday"),
        sa.CheckConstraint("break_minutes >= 0 AND break_minutes <= 240", name="break_minutes"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    placement_id: Mapped[int] = reference("placement.id")
    weekday: Mapped[int]
    start: Mapped[time]
    end: Mapped[time]
    break_minutes: Mapped[int] = mapped_column(default=0)
