"""Keep batch runs: what was matched, by which snapshot and seed, and what came of it."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from typing import Any, ClassVar

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, deferred, mapped_column, relationship

from app.core.columns import choice, one_of, reference
from app.core.db import Base
from app.core.states import Stateful, move
from app.matches.models import SPECIALISTS
from app.programs.models import Program


class RunState(StrEnum):
    """Say how far a run has come."""

    QUEUED = "queued"
    READY = "ready"
    COMMITTED = "committed"
    SET_ASIDE = "set_aside"
    FAILED = "failed"


class Writes(StrEnum):
    """Say what committing a run makes of its matches."""

    SHORTLISTED = "shortlisted"
    OFFERED = "offered"


class Change(StrEnum):
    """Say what a run changes for a student, against today."""

    PLACED = "placed"
    MOVED = "moved"
    SAME = "same"
    UNPLACED = "unplaced"


S = RunState


class MatchRun(Stateful, Base):
    """Be one batch run of a program; `instance` (gzip of JSON) and `seed` make it again.

    `school_ids` are the schools whose students it covers, empty for the whole district.
    `snapshot_hash` is the SHA-256 of the instance, `result_hash` that of the matches. From
    `sent_at` on, students read by their own link what it came to for them.
    """

    __tablename__ = "match_run"
    __table_args__ = (
        one_of("state", RunState),
        one_of("writes", Writes),
        sa.CheckConstraint("objective IN ('two-stage', 'max-benefit')", name="objective"),
        sa.CheckConstraint("seed >= 0", name="seed"),
        sa.CheckConstraint(
            "(state = 'committed') = (committed_at IS NOT NULL)", name="committed_at"
        ),
        sa.CheckConstraint(
            "state NOT IN ('ready', 'committed') OR instance IS NOT NULL", name="instance"
        ),
        sa.Index("ix_match_run_program_id_created_at", "program_id", "created_at"),
    )
    NOUN: ClassVar[str] = "run"
    MOVES = (
        move("solved", S.QUEUED, S.READY, ()),
        move("failed", S.QUEUED, S.FAILED, ()),
        move(
            "committed",
            S.READY,
            S.COMMITTED,
            SPECIALISTS,
            requires="nothing that it rests on has changed",
        ),
        move("set_aside", (S.QUEUED, S.READY), S.SET_ASIDE, SPECIALISTS),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    program_id: Mapped[int] = reference("program.id")
    objective: Mapped[str]
    seed: Mapped[int]
    writes: Mapped[Writes] = mapped_column(choice(Writes))
    state: Mapped[RunState] = mapped_column(choice(RunState), default=S.QUEUED)
    school_ids: Mapped[list[int]] = mapped_column(sa.JSON(none_as_null=True))
    students: Mapped[int] = mapped_column(default=0)
    placed: Mapped[int] = mapped_column(default=0)
    envious: Mapped[int] = mapped_column(default=0)
    summary: Mapped[dict[str, Any]] = mapped_column(sa.JSON(none_as_null=True), default=dict)
    engine: Mapped[str] = mapped_column(default="")
    snapshot_hash: Mapped[str] = mapped_column(default="")
    result_hash: Mapped[str] = mapped_column(default="")
    instance: Mapped[bytes | None] = deferred(mapped_column(sa.LargeBinary))
    sentence: Mapped[str] = mapped_column(default="")
    started_by: Mapped[str]
    task_id: Mapped[int | None]
    created_at: Mapped[datetime]
    committed_at: Mapped[datetime | None]
    committed_by: Mapped[str] = mapped_column(default="")
    sent_at: Mapped[datetime | None]
    version: Mapped[int] = mapped_column()
    program: Mapped[Program] = relationship(lazy="raise_on_sql")

    __mapper_args__ = {"version_id_col": version}


class MatchRunRow(Base):
    """Be what a run says of one student; `before_id` is the placement they were nearest to.

    `rank` is the student's own (1 first), None for a placement that they did not list. `held`
    says that an offer made by the run is not mailed before staff send it.
    """

    __tablename__ = "match_run_row"
    __table_args__ = (
        sa.UniqueConstraint("run_id", "student_id"),
        one_of("change", Change),
        sa.CheckConstraint(
            "stage IN ('lock', 'asked', 'filled', '') AND (stage = '') = (placement_id IS NULL)",
            name="stage",
        ),
        sa.Index("ix_match_run_row_held", "match_id", "held"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    run_id: Mapped[int] = mapped_column(sa.ForeignKey("match_run.id"))
    student_id: Mapped[int] = reference("student.id")
    placement_id: Mapped[int | None] = mapped_column(sa.ForeignKey("placement.id"), index=True)
    before_id: Mapped[int | None] = mapped_column(sa.ForeignKey("placement.id"), index=True)
    change: Mapped[Change] = mapped_column(choice(Change))
    stage: Mapped[str] = mapped_column(default="")
    rank: Mapped[int | None]
    score: Mapped[int | None]
    match_id: Mapped[int | None] = mapped_column(sa.ForeignKey("match.id"))
    held: Mapped[bool] = mapped_column(default=False)


class MatchLock(Base):
    """Be a seat that staff keep for a student in every run of a program, with the reason."""

    __tablename__ = "match_lock"
    __table_args__ = (sa.UniqueConstraint("program_id", "student_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    program_id: Mapped[int] = reference("program.id")
    student_id: Mapped[int] = reference("student.id")
    placement_id: Mapped[int] = reference("placement.id")
    reason: Mapped[str]
    by: Mapped[str]
    at: Mapped[datetime]
