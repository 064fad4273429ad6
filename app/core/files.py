"""Keep uploaded files in a table, so that no process needs a disk of its own."""

from __future__ import annotations

import hashlib
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from app.core.access import Actor
from app.core.db import Base, db
from app.core.errors import Invalid

LARGEST = 10 * 1024 * 1024


class File(Base):
    """Be one uploaded file of at most 10 MB; served only as an attachment."""

    __tablename__ = "file"
    __table_args__ = (sa.CheckConstraint(f"size <= {LARGEST}", name="size"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    purpose: Mapped[str]
    name: Mapped[str]
    size: Mapped[int]
    sha256: Mapped[str]
    content: Mapped[bytes] = mapped_column(sa.LargeBinary, deferred=True)
    kept_by: Mapped[str]
    kept_at: Mapped[datetime]


def keep(purpose: str, name: str, content: bytes, *, by: Actor, at: datetime) -> File:
    """Keep a file inside the open use case; raise Invalid when it is larger than 10 MB or empty."""
    if not content:
        raise Invalid("The file is empty.", {"file": "Choose a file that is not empty."})
    if len(content) > LARGEST:
        raise Invalid("The file is larger than 10 MB.", {"file": "Choose a file up to 10 MB."})
    kept = File(
        purpose=purpose,
        name=name[-200:],
        size=len(content),
        sha256=hashlib.sha256(content).hexdigest(),
        content=content,
        kept_by=by.key,
        kept_at=at,
    )
    db.session.add(kept)
    db.session.flush()
    return kept


def find(file_id: int, purpose: str, *, by: Actor) -> File | None:
    """Give a file that this actor kept for a purpose, its content loaded."""
    return db.session.scalar(
        sa.select(File)
        .where(File.id == file_id, File.purpose == purpose, File.kept_by == by.key)
        .options(sa.orm.undefer(File.content))
    )
