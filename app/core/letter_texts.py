"""Keep the district's own wording of letters: each version a row, the latest one holds.

The files of templates/letters are the defaults. A row without words says that the default holds
again. Rows are never changed, so that it can be told who worded what, and when.
"""

from __future__ import annotations

import functools
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from app.core import journal
from app.core.db import Base, db
from app.core.errors import StaleView
from app.core.rows import Query
from app.core.use_case import use_case

if TYPE_CHECKING:
    from collections.abc import Sequence

    from app.core.access import Actor

FOLDER = Path(__file__).resolve().parents[2] / "templates" / "letters"


class LetterText(Base):
    """Be one version of a letter's words in one language; without words, the default."""

    __tablename__ = "letter_text"
    __table_args__ = (
        sa.UniqueConstraint("kind", "language", "version"),
        sa.CheckConstraint("(subject IS NULL) = (body IS NULL)", name="whole"),
        sa.CheckConstraint("version > 0", name="version"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[str]
    language: Mapped[str]
    version: Mapped[int]
    subject: Mapped[str | None]
    body: Mapped[str | None]
    by: Mapped[str]
    by_name: Mapped[str]
    at: Mapped[datetime]


@dataclass(frozen=True, slots=True)
class Words:
    """Be the words of a letter in one language: of which version, 0 for the default's first."""

    subject: str
    body: str
    version: int = 0
    own: bool = False


def words_of(kind: str, language: str) -> Words:
    """Give the words that hold for a letter: the district's own, or the default."""
    query = sa.select(LetterText.subject, LetterText.body, LetterText.version)
    row = db.session.execute(_newest_first(query, kind, language).limit(1)).one_or_none()
    if row is None:
        return default_of(kind, language)
    if row.subject is None:
        found = default_of(kind, language)
        return Words(found.subject, found.body, row.version)
    return Words(row.subject, row.body, row.version, own=True)


@functools.cache
def default_of(kind: str, language: str) -> Words:
    """Give the words of the file; raise FileNotFoundError where there is none."""
    text = (FOLDER / f"{kind}.{language}.txt").read_text(encoding="utf-8")
    head, _, body = text.partition("\n\n")
    return Words(head.removeprefix("Subject:").strip(), body.strip())


@functools.cache
def languages_of(kind: str) -> tuple[str, ...]:
    """Give the languages in which a letter is written: English first; staff read no other."""
    return tuple(each for each in ("en", "es") if (FOLDER / f"{kind}.{each}.txt").exists())


def versions(kind: str, language: str) -> Sequence[LetterText]:
    """Give the versions of a letter in one language, the latest first."""
    query = _newest_first(sa.select(LetterText), kind, language)
    return db.session.scalars(query.limit(100)).all()


def own_wordings() -> dict[tuple[str, str], LetterText]:
    """Give the latest version of each letter and language that was ever worded anew."""
    last = (
        sa.select(LetterText.kind, LetterText.language, sa.func.max(LetterText.version).label("v"))
        .group_by(LetterText.kind, LetterText.language)
        .subquery()
    )
    query = sa.select(LetterText).join(
        last,
        (LetterText.kind == last.c.kind)
        & (LetterText.language == last.c.language)
        & (LetterText.version == last.c.v),
    )
    return {(row.kind, row.language): row for row in db.session.scalars(query)}


@use_case
def keep(  # noqa: PLR0913 - a version has these parts
    kind: str,
    language: str,
    *,
    subject: str | None,
    body: str | None,
    shown: int,
    by: Actor,
    at: datetime,
) -> int:
    """Keep a new version, or without words go back to the default; give its number.

    Raises StaleView when a later version than the one shown is there.
    """
    if words_of(kind, language).version != shown:
        raise StaleView("Somebody else changed this letter while you worked on it.")
    text = LetterText(
        kind=kind,
        language=language,
        version=shown + 1,
        subject=subject,
        body=body,
        by=by.key,
        by_name=by.name,
        at=at,
    )
    db.session.add(text)
    db.session.flush()
    action = "reset" if subject is None else "worded"
    journal.record(action, "letter", text.id, by=by, at=at, kind=kind, language=language)
    return text.version


def _newest_first(query: Query, kind: str, language: str) -> Query:
    return query.where(LetterText.kind == kind, LetterText.language == language).order_by(
        LetterText.version.desc()
    )
