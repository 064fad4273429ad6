"""Keep pledges: the seats that an employer promises to a program."""

from __future__ import annotations

from datetime import date, datetime
from enum import StrEnum
from typing import ClassVar

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.core.columns import choice, one_of, reference
from app.core.db import Base
from app.core.states import Stateful, move
from app.employers.models import Employer
from app.programs.models import Program

MOST_SEATS = 500


class PledgeState(StrEnum):
    """Say how far an employer's promise has come."""

    ASKED = "asked"
    PLEDGED = "pledged"
    CONFIRMED = "confirmed"
    DECLINED = "declined"
    LAPSED = "lapsed"


S = PledgeState
KEEPERS = ("administrator", "employer_engagement")
NOTHING_POSTED = "none of its seats is posted"


class Pledge(Stateful, Base):
    """Be the seats of one employer in one program; `posted` of them are in placements."""

    __tablename__ = "pledge"
    __table_args__ = (
        sa.UniqueConstraint("employer_id", "program_id"),
        one_of("state", PledgeState),
        sa.CheckConstraint("seats >= 1 AND posted >= 0 AND posted <= seats", name="seats"),
    )
    NOUN: ClassVar[str] = "pledge"
    MOVES = (
        move(
            "pledged",
            S.ASKED,
            S.PLEDGED,
            KEEPERS,
            requires="the number of seats",
            inverse=S.ASKED,
        ),
        move(
            "taken_back",
            S.PLEDGED,
            S.ASKED,
            KEEPERS,
            requires=NOTHING_POSTED,
            reason=True,
            inverse=S.PLEDGED,
        ),
        move("confirmed", S.PLEDGED, S.CONFIRMED, KEEPERS, inverse=S.PLEDGED),
        move("unconfirmed", S.CONFIRMED, S.PLEDGED, KEEPERS, reason=True, inverse=S.CONFIRMED),
        move(
            "declined",
            (S.ASKED, S.PLEDGED, S.CONFIRMED),
            S.DECLINED,
            KEEPERS,
            requires=NOTHING_POSTED,
            reason=True,
            inverse=S.ASKED,
        ),
        move(
            "lapsed",
            (S.ASKED, S.PLEDGED),
            S.LAPSED,
            KEEPERS,
            requires=NOTHING_POSTED,
            reason=True,
            inverse=S.ASKED,
        ),
        move("asked_again", (S.DECLINED, S.LAPSED), S.ASKED, KEEPERS, reason=True),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    employer_id: Mapped[int] = reference("employer.id", index=False)
    program_id: Mapped[int] = reference("program.id")
    seats: Mapped[int]
    posted: Mapped[int] = mapped_column(default=0)
    state: Mapped[PledgeState] = mapped_column(choice(PledgeState), default=S.ASKED)
    answer_by: Mapped[date | None]
    note: Mapped[str] = mapped_column(default="")
    created_at: Mapped[datetime]
    version: Mapped[int] = mapped_column()
    employer: Mapped[Employer] = relationship(lazy="raise_on_sql")
    program: Mapped[Program] = relationship(lazy="raise_on_sql")

    __mapper_args__ = {"version_id_col": version}
