"""Keep activities and their rosters; a place is taken by one conditional UPDATE only."""

from __future__ import annotations

from datetime import date, datetime, time
from enum import StrEnum
from typing import ClassVar
from zoneinfo import ZoneInfo

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.core.columns import choice, one_of, reference
from app.core.db import Base
from app.core.states import Stateful, move
from app.employers.models import Contact, Employer, Site
from app.placements.vocabulary import Stage
from app.programs.models import Program
from app.schools.models import School
from app.students.models import Student


class ActivityKind(StrEnum):
    """Name the kinds of activity."""

    WORKSITE_TOUR = "worksite_tour"
    MOCK_INTERVIEW = "mock_interview"
    GUEST_SPEAKER = "guest_speaker"
    CAREER_FAIR = "career_fair"
    CREDENTIAL_TRAINING = "credential_training"
    JOB_SHADOW_DAY = "job_shadow_day"


class ActivityState(StrEnum):
    """Say how far an activity has come."""

    PLANNED = "planned"
    OPEN = "open"
    HELD = "held"
    CANCELLED = "cancelled"


class SignUpState(StrEnum):
    """Say what became of a student's place."""

    SIGNED_UP = "signed_up"
    ATTENDED = "attended"
    ABSENT = "absent"
    EXCUSED = "excused"
    WITHDRAWN = "withdrawn"


A, U = ActivityState, SignUpState
HOSTS = ("administrator", "employer_engagement", "career_specialist")
SPECIALISTS = ("administrator", "career_specialist")
MARKED = (U.ATTENDED, U.ABSENT, U.EXCUSED)
MOST_PLACES = 2000
PREPARING = (ActivityKind.MOCK_INTERVIEW, ActivityKind.CREDENTIAL_TRAINING)


class Activity(Stateful, Base):
    """Be a dated career-awareness or training occasion; for every school where none is named."""

    __tablename__ = "activity"
    __table_args__ = (
        one_of("state", ActivityState),
        one_of("kind", ActivityKind),
        sa.CheckConstraint("places_taken >= 0 AND places_taken <= capacity", name="places_taken"),
        sa.CheckConstraint(f"capacity >= 1 AND capacity <= {MOST_PLACES}", name="capacity"),
        sa.CheckConstraint('start < "end"', name="order"),
        sa.CheckConstraint("site_id IS NULL OR employer_id IS NOT NULL", name="site_id"),
        sa.CheckConstraint("contact_id IS NULL OR employer_id IS NOT NULL", name="contact_id"),
    )
    NOUN: ClassVar[str] = "activity"
    MOVES = (
        move("sign-ups opened", A.PLANNED, A.OPEN, HOSTS, inverse=A.PLANNED),
        move("sign-ups closed", A.OPEN, A.PLANNED, HOSTS, inverse=A.OPEN),
        move(
            "held",
            (A.PLANNED, A.OPEN),
            A.HELD,
            HOSTS,
            requires="its day has come",
            inverse=A.OPEN,
        ),
        move("held taken back", A.HELD, A.OPEN, HOSTS, reason=True),
        move("cancelled", (A.PLANNED, A.OPEN), A.CANCELLED, HOSTS, reason=True, inverse=A.PLANNED),
        move("taken up again", A.CANCELLED, A.PLANNED, HOSTS, reason=True),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    uid: Mapped[str] = mapped_column(unique=True)
    title: Mapped[str]
    search: Mapped[str]
    kind: Mapped[ActivityKind] = mapped_column(choice(ActivityKind))
    day: Mapped[date] = mapped_column(index=True)
    start: Mapped[time]
    end: Mapped[time]
    timezone: Mapped[str]
    capacity: Mapped[int]
    places_taken: Mapped[int] = mapped_column(default=0)
    program_id: Mapped[int | None] = reference("program.id")
    employer_id: Mapped[int | None] = reference("employer.id")
    site_id: Mapped[int | None] = reference("site.id")
    contact_id: Mapped[int | None] = reference("contact.id")
    place: Mapped[str] = mapped_column(default="")
    description: Mapped[str] = mapped_column(default="")
    stage_chosen: Mapped[str] = mapped_column(default="")
    state: Mapped[ActivityState] = mapped_column(choice(ActivityState), default=A.PLANNED)
    created_at: Mapped[datetime]
    version: Mapped[int] = mapped_column()
    program: Mapped[Program | None] = relationship(lazy="raise_on_sql")
    employer: Mapped[Employer | None] = relationship(lazy="raise_on_sql")
    site: Mapped[Site | None] = relationship(lazy="raise_on_sql")
    contact: Mapped[Contact | None] = relationship(lazy="raise_on_sql")
    schools: Mapped[list[School]] = relationship(
        secondary="activity_school", lazy="raise_on_sql", order_by="School.name"
    )

    __mapper_args__ = {"version_id_col": version}

    @property
    def stage(self) -> Stage:
        """Give the stage of RCW 28C.30.020, chosen or by kind."""
        if self.stage_chosen:
            return Stage(self.stage_chosen)
        return Stage.PREPARATION if self.kind in PREPARING else Stage.EXPLORATION

    def begun(self, at: datetime) -> bool:
        """Tell whether its day has come, where it takes place."""
        return self.day <= at.astimezone(ZoneInfo(self.timezone)).date()

    @property
    def places_left(self) -> int:
        """Give how many places are free."""
        return self.capacity - self.places_taken


class ActivitySchool(Base):
    """Say that an activity is for the students of a school."""

    __tablename__ = "activity_school"

    activity_id: Mapped[int] = mapped_column(sa.ForeignKey("activity.id"), primary_key=True)
    school_id: Mapped[int] = mapped_column(sa.ForeignKey("school.id"), primary_key=True, index=True)


class ActivityStudent(Stateful, Base):
    """Be one student's place at an activity; all but a withdrawn one take a place."""

    __tablename__ = "activity_student"
    __table_args__ = (
        one_of("state", SignUpState),
        sa.UniqueConstraint("activity_id", "student_id"),
    )
    NOUN: ClassVar[str] = "sign-up"
    MOVES = (
        move(
            "attended",
            (U.SIGNED_UP, U.ABSENT, U.EXCUSED),
            U.ATTENDED,
            SPECIALISTS,
            inverse=U.SIGNED_UP,
        ),
        move(
            "absent",
            (U.SIGNED_UP, U.ATTENDED, U.EXCUSED),
            U.ABSENT,
            SPECIALISTS,
            inverse=U.SIGNED_UP,
        ),
        move(
            "excused",
            (U.SIGNED_UP, U.ATTENDED, U.ABSENT),
            U.EXCUSED,
            SPECIALISTS,
            inverse=U.SIGNED_UP,
        ),
        move("attendance taken back", MARKED, U.SIGNED_UP, SPECIALISTS, reason=True),
        move("withdrawn", U.SIGNED_UP, U.WITHDRAWN, SPECIALISTS, inverse=U.SIGNED_UP),
        move(
            "signed up again",
            U.WITHDRAWN,
            U.SIGNED_UP,
            SPECIALISTS,
            requires="a place is free",
            inverse=U.WITHDRAWN,
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    activity_id: Mapped[int] = reference("activity.id", index=False)
    student_id: Mapped[int] = reference("student.id")
    state: Mapped[SignUpState] = mapped_column(choice(SignUpState), default=U.SIGNED_UP)
    signed_up_at: Mapped[datetime]
    host_note: Mapped[str] = mapped_column(default="", server_default="")
    version: Mapped[int] = mapped_column()
    activity: Mapped[Activity] = relationship(lazy="raise_on_sql")
    student: Mapped[Student] = relationship(lazy="raise_on_sql")

    __mapper_args__ = {"version_id_col": version}
