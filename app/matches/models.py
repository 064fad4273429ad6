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
REFERRERS = (*SPECIALISTS, "employer_engagement")
CLOSED = (S.DECLINED_BY_STUDENT, S.WITHDRAWN, S.EXPIRED)
EXITS = (*CLOSED, S.DECLINED_BY_EMPLOYER, S.NO_SHOW, S.ENDED_EARLY)
NOTHING_FORBIDS = "nothing that forbids this student this placement"
A_SEAT = f"a free seat, and {NOTHING_FORBIDS}"


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
        move("referred_at_once", S.SUGGESTED, S.REFERRED, SPECIALISTS, inverse=S.SHORTLISTED),
        move(
            "referred",
            S.SHORTLISTED,
            S.REFERRED,
            REFERRERS,
            requires="of employer engagement: to be the employer’s owner",
            inverse=S.SHORTLISTED,
        ),
        move("recalled", S.REFERRED, S.SHORTLISTED, REFERRERS, inverse=S.REFERRED),
        move("interviewing", S.REFERRED, S.INTERVIEWING, SPECIALISTS, inverse=S.REFERRED),
        move(
            "returned_to_referred",
            S.INTERVIEWING,
            S.REFERRED,
            SPECIALISTS,
            inverse=S.INTERVIEWING,
        ),
        move("offered", BEFORE_OFFER, S.OFFERED, SPECIALISTS, requires=A_SEAT, inverse=S.REFERRED),
        move(
            "offer_taken_back",
            S.OFFERED,
            S.REFERRED,
            SPECIALISTS,
            reason=True,
            inverse=S.OFFERED,
        ),
        move(
            "accepted",
            (*BEFORE_OFFER, S.OFFERED),
            S.ACCEPTED,
            SPECIALISTS,
            requires=A_SEAT,
            inverse=S.OFFERED,
        ),
        move(
            "acceptance_undone",
            S.ACCEPTED,
            S.OFFERED,
            SPECIALISTS,
            reason=True,
            inverse=S.ACCEPTED,
        ),
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
            inverse=S.ACTIVE,
        ),
        move(
            "completed",
            S.ACTIVE,
            S.COMPLETED,
            SPECIALISTS,
            requires="no week waits for confirmation",
            inverse=S.ACTIVE,
        ),
        move(
            "completion_undone",
            S.COMPLETED,
            S.ACTIVE,
            SPECIALISTS,
            reason=True,
            inverse=S.COMPLETED,
        ),
        move(
            "declined_by_employer",
            (S.REFERRED, S.INTERVIEWING, S.OFFERED),
            S.DECLINED_BY_EMPLOYER,
            SPECIALISTS,
            reason=True,
            inverse=S.REFERRED,
        ),
        move(
            "decline_taken_back",
            S.DECLINED_BY_EMPLOYER,
            S.REFERRED,
            SPECIALISTS,
            reason=True,
            requires=NOTHING_FORBIDS,
        ),
        move(
            "declined_by_student",
            (*BEFORE_OFFER, S.OFFERED, S.ACCEPTED),
            S.DECLINED_BY_STUDENT,
            SPECIALISTS,
            reason=True,
            inverse=S.SHORTLISTED,
        ),
        move(
            "withdrawn",
            (*BEFORE_OFFER, S.OFFERED, S.ACCEPTED),
            S.WITHDRAWN,
            SPECIALISTS,
            reason=True,
            inverse=S.SHORTLISTED,
        ),
        move("expired", (*BEFORE_OFFER, S.OFFERED), S.EXPIRED, (), inverse=S.SHORTLISTED),
        move(
            "reinstated",
            CLOSED,
            S.SHORTLISTED,
            SPECIALISTS,
            reason=True,
            requires=NOTHING_FORBIDS,
        ),
        move(
            "no_show",
            (S.ACCEPTED, S.ACTIVE),
            S.NO_SHOW,
            SPECIALISTS,
            reason=True,
            requires="no confirmed hours",
            inverse=S.ACCEPTED,
        ),
        move("no_show_undone", S.NO_SHOW, S.ACCEPTED, SPECIALISTS, reason=True, requires=A_SEAT),
        move(
            "ended_early",
            S.ACTIVE,
            S.ENDED_EARLY,
            SPECIALISTS,
            reason=True,
            inverse=S.ACTIVE,
        ),
        move("end_undone", S.ENDED_EARLY, S.ACTIVE, SPECIALISTS, reason=True, requires=A_SEAT),
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
