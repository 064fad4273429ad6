"""Keep requests, what was shown through them and what was answered."""

from __future__ import annotations

from datetime import date, datetime
from enum import StrEnum
from typing import Any, ClassVar

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from app.core.columns import choice, one_of, reference
from app.core.db import Base
from app.core.links import LinkRef
from app.core.states import Stateful, move


class RequestState(StrEnum):
    """Say what became of a request."""

    OPEN = "open"
    ANSWERED = "answered"
    EXPIRED = "expired"
    CANCELLED = "cancelled"
    REPLACED = "replaced"


S = RequestState
STAFF = ("administrator", "employer_engagement", "career_specialist")
PATH = "/r/"
IN_FORCE = sa.text("ended_at IS NULL")
LIVE = sa.text("state in ('open','answered')")
LIVE_WITHOUT_DAY = sa.text("state in ('open','answered') AND subject_day IS NULL")


class LinkRequest(Stateful, Base):
    """Be one form sent to one person by email link, for one purpose, with a due date.

    `subject_day` is the Monday of a weekly request. `link_version` rises only when the address
    changes or the request is replaced, and every older link is dead then.
    """

    __tablename__ = "link_request"
    __table_args__ = (
        one_of("state", RequestState),
        sa.Index(
            "uq_link_request_live",
            "kind",
            "recipient_kind",
            "recipient_id",
            "subject_kind",
            "subject_id",
            "subject_day",
            unique=True,
            sqlite_where=LIVE,
            postgresql_where=LIVE,
        ),
        # no two NULLs are alike to a unique index
        sa.Index(
            "uq_link_request_live_without_day",
            "kind",
            "recipient_kind",
            "recipient_id",
            "subject_kind",
            "subject_id",
            unique=True,
            sqlite_where=LIVE_WITHOUT_DAY,
            postgresql_where=LIVE_WITHOUT_DAY,
        ),
        sa.Index("ix_link_request_state_due", "state", "due_at"),
        sa.Index("ix_link_request_subject", "subject_id", "subject_kind", "kind", "subject_day"),
    )
    NOUN: ClassVar[str] = "request"
    MOVES = (
        move("answered", (S.OPEN, S.EXPIRED), S.ANSWERED, STAFF),
        move("reopened", (S.ANSWERED, S.EXPIRED), S.OPEN, STAFF, reason=True),
        move("expired", S.OPEN, S.EXPIRED, ()),
        move("cancelled", (S.OPEN, S.EXPIRED), S.CANCELLED, STAFF, reason=True),
        move("replaced", (S.OPEN, S.EXPIRED, S.ANSWERED), S.REPLACED, STAFF),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    public_id: Mapped[str] = mapped_column(unique=True)
    short_code: Mapped[str] = mapped_column(unique=True)
    kind: Mapped[str] = mapped_column(index=True)
    program_id: Mapped[int | None] = mapped_column(sa.ForeignKey("program.id"), index=True)
    recipient_kind: Mapped[str]
    recipient_id: Mapped[int]
    recipient_name: Mapped[str]
    to_address: Mapped[str] = mapped_column(index=True)
    language: Mapped[str] = mapped_column(default="en")
    zone: Mapped[str]
    reply_to: Mapped[str] = mapped_column(default="")
    subject_kind: Mapped[str]
    subject_id: Mapped[int]
    subject_day: Mapped[date | None]
    state: Mapped[RequestState] = mapped_column(choice(RequestState), default=S.OPEN)
    link_version: Mapped[int] = mapped_column(default=1)
    due_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    answered_at: Mapped[datetime | None]
    created_at: Mapped[datetime]
    passed_from_id: Mapped[int | None] = mapped_column(sa.ForeignKey("link_request.id"), index=True)

    @property
    def purpose(self) -> str:
        """Give the purpose that the link is signed for."""
        return f"request:{self.kind}"

    @property
    def link(self) -> LinkRef:
        """Give what the link is made of, at its present version."""
        return LinkRef(PATH, self.purpose, self.public_id, str(self.link_version))


class RequestSchool(Base):
    """Say that a request concerns students of a school, so that its specialists see it."""

    __tablename__ = "request_school"

    request_id: Mapped[int] = mapped_column(sa.ForeignKey("link_request.id"), primary_key=True)
    school_id: Mapped[int] = mapped_column(sa.ForeignKey("school.id"), primary_key=True, index=True)


class Reminder(Base):
    """Be one step of a request's due-list; each step happens once."""

    __tablename__ = "reminder"
    __table_args__ = (
        sa.UniqueConstraint("request_id", "step"),
        sa.Index("ix_reminder_due", "done_at", "due_at"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    request_id: Mapped[int] = reference("link_request.id", index=False)
    step: Mapped[int]
    action: Mapped[str]
    due_at: Mapped[datetime]
    done_at: Mapped[datetime | None]
    outcome: Mapped[str] = mapped_column(default="")


class LinkVisit(Base):
    """Note that a link was opened: when, from where, with what."""

    __tablename__ = "link_visit"

    id: Mapped[int] = mapped_column(primary_key=True)
    request_id: Mapped[int] = reference("link_request.id")
    at: Mapped[datetime]
    address: Mapped[str]
    agent: Mapped[str]


class Disclosure(Base):
    """Note that facts of a student were shown to somebody outside (34 CFR 99.32, 300.614)."""

    __tablename__ = "disclosure"

    id: Mapped[int] = mapped_column(primary_key=True)
    at: Mapped[datetime]
    student_id: Mapped[int] = reference("student.id")
    request_id: Mapped[int | None] = mapped_column(sa.ForeignKey("link_request.id"), index=True)
    recipient_kind: Mapped[str]
    recipient_id: Mapped[int]
    recipient_name: Mapped[str]
    purpose: Mapped[str]
    fields: Mapped[str]
    basis: Mapped[str] = mapped_column(default="placement", server_default="placement")


class LinkAnswer(Base):
    """Keep one answer as it came: time, address, agent, the name typed, the figures shown."""

    __tablename__ = "link_answer"

    id: Mapped[int] = mapped_column(primary_key=True)
    request_id: Mapped[int] = reference("link_request.id")
    at: Mapped[datetime]
    action: Mapped[str]
    method: Mapped[str]
    by: Mapped[str]
    name_typed: Mapped[str] = mapped_column(default="")
    address: Mapped[str] = mapped_column(default="")
    agent: Mapped[str] = mapped_column(default="")
    note: Mapped[str] = mapped_column(default="", server_default="")
    figures: Mapped[dict[str, Any]]


class AnswerScan(Base):
    """Be the scan of the paper on which an answer was given."""

    __tablename__ = "answer_scan"

    id: Mapped[int] = mapped_column(primary_key=True)
    answer_id: Mapped[int] = reference("link_answer.id", index=False, unique=True)
    file_id: Mapped[int] = reference("file.id")


class PausedMail(Base):
    """Let a request wait, or all of one person's: `record` is `request` or the kind of recipient.

    Nothing of it goes out by itself while the row is there.
    """

    __tablename__ = "paused_mail"

    record: Mapped[str] = mapped_column(primary_key=True)
    record_id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    since: Mapped[datetime]
    by: Mapped[str]


class LinkDraft(Base):
    """Keep what was filled in of a request so far, until it is answered."""

    __tablename__ = "link_draft"

    request_id: Mapped[int] = mapped_column(sa.ForeignKey("link_request.id"), primary_key=True)
    figures: Mapped[dict[str, Any]]
    saved_at: Mapped[datetime]


class NewLinkAsked(Base):
    """Note that an address asked for its links on a day; one mail a day and address."""

    __tablename__ = "new_link_asked"
    __table_args__ = (sa.UniqueConstraint("address_hash", "day"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    address_hash: Mapped[str]
    day: Mapped[date]


class Unsubscribed(Base):
    """Say that a person, at an address, wants no campaigns (pledge, renew, describe-placement).

    What has to be answered, such as hours, is mailed all the same.
    """

    __tablename__ = "unsubscribed"
    __table_args__ = (
        sa.Index(
            "uq_unsubscribed_in_force",
            "address",
            unique=True,
            sqlite_where=IN_FORCE,
            postgresql_where=IN_FORCE,
        ),
        sa.Index("ix_unsubscribed_recipient", "recipient_kind", "recipient_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    recipient_kind: Mapped[str]
    recipient_id: Mapped[int]
    address: Mapped[str]
    request_id: Mapped[int | None] = mapped_column(sa.ForeignKey("link_request.id"))
    at: Mapped[datetime]
    ended_at: Mapped[datetime | None]
