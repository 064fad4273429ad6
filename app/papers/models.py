"""Keep the texts that guardians are asked to agree to, every answer, and what became of documents.

No text, answer or word is ever rewritten: an answer that is taken back is one more answer.
"""

from __future__ import annotations

from datetime import date, datetime
from enum import StrEnum
from typing import ClassVar

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.core.columns import choice, one_of, reference
from app.core.db import Base
from app.core.states import Stateful, move
from app.matches.models import Match


class Method(StrEnum):
    """Say how an answer came."""

    LINK = "link"
    PHONE = "phone"
    PAPER = "paper"
    IN_PERSON = "in_person"


class Word(StrEnum):
    """Say what became of a document, in the words of whoever was asked for it."""

    HANDED_IN = "handed_in"
    COMING = "coming"
    HELP = "help"


class ConsentForm(Base):
    """Be one text in every language about one student and program; `number` counts them.

    `text_hash` is the sha256 of `text` in UTF-8; what is agreed to by it holds through `until`.
    """

    __tablename__ = "consent_form"
    __table_args__ = (
        sa.UniqueConstraint("student_id", "program_id", "number"),
        sa.CheckConstraint("number >= 1", name="number"),
        sa.CheckConstraint("length(text_hash) = 64", name="text_hash"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    student_id: Mapped[int] = reference("student.id", index=False)
    program_id: Mapped[int] = reference("program.id")
    number: Mapped[int]
    template: Mapped[str]
    text: Mapped[str]
    text_hash: Mapped[str]
    until: Mapped[date]
    by: Mapped[str]
    at: Mapped[datetime]


class Consent(Base):
    """Be one answer to a consent form; the last one counts."""

    __tablename__ = "consent"
    __table_args__ = (
        sa.UniqueConstraint("form_id", "number"),
        one_of("method", Method),
        sa.CheckConstraint("number >= 1", name="number"),
        sa.CheckConstraint("name <> ''", name="name"),
        # a consent is written and signed (34 CFR 99.30); a refusal may be spoken
        sa.CheckConstraint("method <> 'phone' OR NOT takes_part", name="written"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    form_id: Mapped[int] = reference("consent_form.id", index=False)
    number: Mapped[int]
    takes_part: Mapped[bool]
    directory: Mapped[bool]
    phone: Mapped[str] = mapped_column(default="")
    text_hash: Mapped[str]
    name: Mapped[str]
    signer: Mapped[str]
    method: Mapped[Method] = mapped_column(choice(Method))
    language: Mapped[str]
    by: Mapped[str]
    address: Mapped[str] = mapped_column(default="")
    agent: Mapped[str] = mapped_column(default="")
    note: Mapped[str] = mapped_column(default="")
    request_id: Mapped[int | None] = mapped_column(sa.ForeignKey("link_request.id"), index=True)
    at: Mapped[datetime]


class DocumentWord(Base):
    """Be what somebody said of one document that a match misses; the last word counts."""

    __tablename__ = "document_word"
    __table_args__ = (
        one_of("said", Word),
        one_of("method", Method),
        sa.Index("ix_document_word_match", "match_id", "kind", "id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    match_id: Mapped[int] = reference("match.id", index=False)
    kind: Mapped[str]
    said: Mapped[Word] = mapped_column(choice(Word))
    on: Mapped[date | None]
    note: Mapped[str] = mapped_column(default="")
    teller: Mapped[str]
    method: Mapped[Method] = mapped_column(choice(Method))
    by: Mapped[str]
    request_id: Mapped[int | None] = mapped_column(sa.ForeignKey("link_request.id"), index=True)
    at: Mapped[datetime]


class SentState(StrEnum):
    """Say what became of a document that was sent through a link."""

    WAITING = "waiting"
    ACCEPTED = "accepted"
    SENT_BACK = "sent_back"
    REPLACED = "replaced"


S = SentState
READERS = ("administrator", "career_specialist")


class SentDocument(Stateful, Base):
    """Be a photo or scan of a document that a match misses, sent through a link."""

    __tablename__ = "sent_document"
    __table_args__ = (
        one_of("state", SentState),
        sa.CheckConstraint("(state = 'waiting') = (settled_at IS NULL)", name="settled_at"),
        sa.CheckConstraint("state <> 'sent_back' OR reason <> ''", name="reason"),
        sa.Index("ix_sent_document_match", "match_id", "kind", "id"),
    )
    NOUN: ClassVar[str] = "sent document"
    MOVES = (
        move("accepted", S.WAITING, S.ACCEPTED, READERS, requires="it is noted on file"),
        move("sent back", S.WAITING, S.SENT_BACK, READERS, reason=True),
        move("replaced", S.WAITING, S.REPLACED, (), requires="a newer one was sent"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    match_id: Mapped[int] = reference("match.id", index=False)
    match: Mapped[Match] = relationship(lazy="raise_on_sql")
    kind: Mapped[str]
    file_id: Mapped[int] = reference("file.id", index=False, unique=True)
    request_id: Mapped[int] = reference("link_request.id")
    sender: Mapped[str]
    state: Mapped[SentState] = mapped_column(choice(SentState), default=S.WAITING)
    reason: Mapped[str] = mapped_column(default="")
    at: Mapped[datetime]
    settled_at: Mapped[datetime | None]
    version: Mapped[int] = mapped_column()

    __mapper_args__ = {"version_id_col": version}
