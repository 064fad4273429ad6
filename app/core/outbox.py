"""Keep the outbox: a mail is a row in the transaction of the change it tells of; a worker sends it.

Promise: no mail is lost, and at most one copy per crash arrives twice, with the same Message-ID.
"""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import TYPE_CHECKING, Any, ClassVar

import sqlalchemy as sa
from flask import current_app
from sqlalchemy.orm import Mapped, mapped_column

from app.core import letters
from app.core.db import Base, db
from app.core.links import LinkRef, stop_link
from app.core.states import Stateful, move

if TYPE_CHECKING:
    from app.core.letters import Letter


class MessageState(StrEnum):
    """Say how far a mail has come."""

    QUEUED = "queued"
    LEASED = "leased"
    HANDING = "handing"
    SENT = "sent"
    FAILED = "failed"
    HELD = "held"
    CANCELLED = "cancelled"
    BOUNCED = "bounced"


S = MessageState
STAFF = ("administrator", "employer_engagement", "career_specialist")
OPEN_STATES = (S.QUEUED, S.LEASED, S.HANDING)


class OutboxMessage(Stateful, Base):
    """Be one mail to one address."""

    __tablename__ = "outbox_message"
    __table_args__ = (
        sa.Index("ix_outbox_message_due", "state", "next_at"),
        sa.Index("ix_outbox_message_kind", "kind", "language", "id"),
        sa.Index("ix_outbox_message_record", "record", "record_id"),
        sa.CheckConstraint(
            "state in ('queued','leased','handing','sent','failed','held','cancelled','bounced')",
            name="state",
        ),
    )
    NOUN: ClassVar[str] = "mail"
    MOVES = (
        move("leased", S.QUEUED, S.LEASED, ()),
        move("handed_over", S.LEASED, S.HANDING, ()),
        move("sent", S.HANDING, S.SENT, ()),
        move("failed", (S.QUEUED, S.LEASED, S.HANDING), S.FAILED, ()),
        move("held", (S.QUEUED, S.LEASED, S.HANDING), S.HELD, STAFF),
        move("bounced", S.SENT, S.BOUNCED, ()),
        move(
            "resent",
            (S.FAILED, S.HELD, S.LEASED, S.HANDING, S.BOUNCED),
            S.QUEUED,
            STAFF,
        ),
        move("marked_sent", S.HELD, S.SENT, STAFF, requires="it is known to have arrived"),
        move("cancelled", (S.QUEUED, S.HELD, S.FAILED), S.CANCELLED, STAFF, reason=True),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[str]
    to_address: Mapped[str] = mapped_column(index=True)
    to_name: Mapped[str] = mapped_column(default="")
    subject: Mapped[str]
    text: Mapped[str]
    html: Mapped[str]
    language: Mapped[str] = mapped_column(default="en")
    reply_to: Mapped[str] = mapped_column(default="")
    link_path: Mapped[str | None]
    link_purpose: Mapped[str | None]
    link_subject: Mapped[str | None] = mapped_column(index=True)
    link_version: Mapped[str | None]
    further: Mapped[list[list[str]] | None] = mapped_column(sa.JSON(none_as_null=True))
    stop_subject: Mapped[str | None]
    one_click: Mapped[bool] = mapped_column(default=False)
    values: Mapped[dict[str, Any] | None]
    calendar: Mapped[str | None]
    record: Mapped[str | None]
    record_id: Mapped[int | None]
    state: Mapped[MessageState] = mapped_column(
        sa.Enum(
            MessageState,
            native_enum=False,
            values_callable=lambda e: [m.value for m in e],
            create_constraint=False,
            length=20,
        ),
        default=S.QUEUED,
    )
    message_id: Mapped[str] = mapped_column(unique=True)
    attempts: Mapped[int] = mapped_column(default=0)
    created_at: Mapped[datetime]
    next_at: Mapped[datetime]
    leased_by: Mapped[str | None]
    leased_until: Mapped[datetime | None]
    sent_at: Mapped[datetime | None]
    last_error: Mapped[str | None]

    @property
    def link(self) -> LinkRef | None:
        """Give what the mail's link is made of, or None when it has none."""
        if not self.link_path:
            return None
        return LinkRef(
            self.link_path,
            self.link_purpose or "",
            self.link_subject or "",
            self.link_version or "",
        )

    @property
    def further_links(self) -> list[LinkRef]:
        """Give what the links after the first are made of, in their order."""
        return [LinkRef(*parts) for parts in self.further or ()]

    @property
    def stop(self) -> LinkRef | None:
        """Give what the link is made of by which its reader says no more, or None."""
        return stop_link(self.stop_subject, self.to_address) if self.stop_subject else None


class OutboxPause(Base):
    """Be the one row that says why the whole queue waits, and until when it tries again."""

    __tablename__ = "outbox_pause"

    id: Mapped[int] = mapped_column(primary_key=True)
    reason: Mapped[str]
    since: Mapped[datetime]
    until: Mapped[datetime]
    tries: Mapped[int] = mapped_column(default=1)


@dataclass(frozen=True, slots=True)
class To:
    """Be whom a mail goes to, and who is asked when its reader answers it."""

    address: str
    name: str = ""
    reply_to: str = ""


@dataclass(frozen=True, slots=True)
class Stop:
    """Be how a reader says that they should get no such mail: of which subject, in what words.

    `one_click` lets their mail program do it by itself (RFC 8058), as for campaigns.
    """

    subject: str
    sentence: str
    one_click: bool = False


def post(  # noqa: PLR0913 - a mail has these parts
    letter: Letter,
    to: To,
    *,
    at: datetime,
    link: LinkRef | None = None,
    further: Sequence[LinkRef] = (),
    stop: Stop | None = None,
    record: str | None = None,
    record_id: int | None = None,
) -> OutboxMessage:
    """Put a mail into the outbox, inside the open use case; it is sent after the commit."""
    letter = letters.with_foot(letter, stop.sentence) if stop else letter
    message = OutboxMessage(
        kind=letter.kind,
        to_address=to.address,
        to_name=to.name,
        subject=letter.subject,
        text=letter.text,
        html=letter.html,
        language=letter.language,
        reply_to=to.reply_to,
        link_path=link.path if link else None,
        link_purpose=link.purpose if link else None,
        link_subject=link.subject if link else None,
        link_version=link.version if link else None,
        further=[[each.path, each.purpose, each.subject, each.version] for each in further] or None,
        stop_subject=stop.subject if stop else None,
        one_click=bool(stop and stop.one_click),
        values=letter.values,
        record=record,
        record_id=record_id,
        message_id=new_message_id(),
        created_at=at,
        next_at=at,
    )
    db.session.add(message)
    return message


def new_message_id() -> str:
    """Make a Message-ID in our own domain; fixed for the life of the row."""
    domain = str(current_app.config["MAIL_FROM"]).rpartition("@")[2].rstrip(">")
    return f"<{secrets.token_hex(16)}@{domain}>"
