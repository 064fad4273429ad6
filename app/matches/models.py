"""Keep matches: one student with one placement, from suggestion to completion."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from typing import ClassVar

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.core.columns import choice, one_of, reference
from app.core.db import Base
from app.core.states import Stateful, move
from app.placements.models import Placement
from app.students.models import Student


class MatchState(StrEnum):
    """Say how far a match has come."""

    SUGGESTED = "suggested"
    SHORTLISTED = "shortlisted"
    REFERRED = "referred"
    INTERVIEWING = "interviewing"
    OFFERED = "offered"
    ACCEPTED = "accepted"
    ACTIVE = "active"
    COMPLETED = "completed"
    DECLINED_BY_EMPLOYER = "declined_by_employer"
    DECLINED_BY_STUDENT = "declined_by_student"
    WITHDRAWN = "withdrawn"
    EXPIRED = "expired"
    NO_SHOW = "no_show"
    ENDED_EARLY = "ended_early"


S = MatchState
HOLDING = (S.OFFERED, S.ACCEPTED, S.ACTIVE, S.COMPLETED)
LIVE = (S.SUGGESTED, S.SHORTLISTED, S.REFERRED, S.INTERVIEWING, S.OFFERED, S.ACCEPTED, S.ACTIVE)
BEFORE_OFFER = (S.SUGGESTED, S.SHORTLISTED, S.REFERRED, S.INTERVIEWING)
WORKED = (S.ACTIVE, S.COMPLETED, S.ENDED_EARLY)
SPECIALISTS = ("administrator", "career_specialist")
A_SEAT = "a free seat, and nothing that forbids this student this placement"


class Match(Stateful, Base):
    """Be one student with one placement; offered, accepted, active and completed hold a seat."""

    __tablename__ = "match"
    __table_args__ = (
        one_of("state", MatchState),
        sa.Index(
            "uq_match_live",
            "student_id",
            "placement_id",
            unique=True,
            sqlite_where=sa.text(
                "state in ('suggested','shortlisted','referred','interviewing','offered',"
                "'accepted','active','completed')"
            ),
            postgresql_where=sa.text(
                "state in ('suggested','shortlisted','referred','interviewing','offered',"
                "'accepted','active','completed')"
            ),
        ),
        sa.Index("ix_match_placement_state", "placement_id", "state"),
        sa.Index("ix_match_student_state", "student_id", "state"),
    )
    NOUN: ClassVar[str] = "match"
    MOVES = (
        move("shortlisted", S.SUGGESTED, S.SHORTLISTED, SPECIALISTS, inverse=S.SUGGESTED),
        move("unlisted", S.SHORTLISTED, S.SUGGESTED, SPECIALISTS, inverse=S.SHORTLISTED),
        move(
            "referred", (S.SUGGESTED, S.SHORTLISTED), S.REFERRED, SPECIALISTS, inverse=S.SHORTLISTED
        ),
        move("recalled", S.REFERRED, S.SHORTLISTED, SPECIALISTS, inverse=S.REFERRED),
        move("interviewing", S.REFERRED, S.INTERVIEWING, SPECIALISTS, inverse=S.REFERRED),
        move("returned_to_referred", S.INTERVIEWING, S.REFERRED, SPECIALISTS),
        move("offered", BEFORE_OFFER, S.OFFERED, SPECIALISTS, requires=A_SEAT, inverse=S.REFERRED),
        move("offer_taken_back", S.OFFERED, S.REFERRED, SPECIALISTS, reason=True),
        move(
            "accepted",
            (*BEFORE_OFFER, S.OFFERED),
            S.ACCEPTED,
            SPECIALISTS,
            requires=A_SEAT,
            inverse=S.OFFERED,
        ),
        move("acceptance_undone", S.ACCEPTED, S.OFFERED, SPECIALISTS, reason=True),
        move(
            "activated",
            S.ACCEPTED,
            S.ACTIVE,
            SPECIALISTS,
            requires="every required document is on file",
            inverse=S.ACCEPTED,
        ),
        move(
            "activation_undone",
            S.ACTIVE,
            S.ACCEPTED,
            SPECIALISTS,
            reason=True,
            requires="no hours are entered",
        ),
        move(
            "completed",
            S.ACTIVE,
            S.COMPLETED,
            SPECIALISTS,
            requires="no week waits for confirmation",
            inverse=S.ACTIVE,
        ),
        move("completion_undone", S.COMPLETED, S.ACTIVE, SPECIALISTS, reason=True),
        move(
            "declined_by_employer",
            (S.REFERRED, S.INTERVIEWING, S.OFFERED),
            S.DECLINED_BY_EMPLOYER,
            SPECIALISTS,
            reason=True,
        ),
        move(
            "declined_by_student",
            (*BEFORE_OFFER, S.OFFERED, S.ACCEPTED),
            S.DECLINED_BY_STUDENT,
            SPECIALISTS,
            reason=True,
        ),
        move(
            "withdrawn",
            (*BEFORE_OFFER, S.OFFERED, S.ACCEPTED),
            S.WITHDRAWN,
            SPECIALISTS,
            reason=True,
        ),
        move("expired", (*BEFORE_OFFER, S.OFFERED), S.EXPIRED, ()),
        move(
            "no_show",
            (S.ACCEPTED, S.ACTIVE),
            S.NO_SHOW,
            SPECIALISTS,
            reason=True,
            requires="no confirmed hours",
        ),
        move("ended_early", S.ACTIVE, S.ENDED_EARLY, SPECIALISTS, reason=True),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    student_id: Mapped[int] = reference("student.id")
    placement_id: Mapped[int] = reference("placement.id")
    state: Mapped[MatchState] = mapped_column(choice(MatchState), default=S.SUGGESTED)
    reason: Mapped[str] = mapped_column(default="")
    created_at: Mapped[datetime]
    moved_at: Mapped[datetime]
    version: Mapped[int] = mapped_column()
    student: Mapped[Student] = relationship(lazy="raise_on_sql")
    placement: Mapped[Placement] = relationship(lazy="raise_on_sql")

    __mapper_args__ = {"version_id_col": version}
