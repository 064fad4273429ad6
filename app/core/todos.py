"""Keep what waits for a member of staff because something happened: one open row a thing."""

from __future__ import annotations

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from app.core import journal
from app.core.access import Actor
from app.core.db import Base, db


class Todo(Base):
    """Be one thing for staff to do; seen by the roles and the school that it names."""

    __tablename__ = "todo"
    __table_args__ = (
        sa.Index(
            "uq_todo_open",
            "kind",
            "record",
            "record_id",
            unique=True,
            sqlite_where=sa.text("done_at IS NULL"),
            postgresql_where=sa.text("done_at IS NULL"),
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[str]
    record: Mapped[str]
    record_id: Mapped[int]
    sentence: Mapped[str]
    url: Mapped[str]
    role: Mapped[str]
    school_id: Mapped[int | None] = mapped_column(sa.ForeignKey("school.id"))
    opened_at: Mapped[datetime]
    done_at: Mapped[datetime | None]
    done_by: Mapped[str | None]


def open_todo(  # noqa: PLR0913 - a to-do has these parts
    kind: str,
    record: str,
    record_id: int,
    sentence: str,
    *,
    url: str,
    role: str,
    at: datetime,
    school_id: int | None = None,
) -> None:
    """Open a to-do inside the open use case, or renew the sentence of the one that is open."""
    todo = db.session.scalar(_open(kind, record, record_id))
    if todo is None:
        todo = Todo(kind=kind, record=record, record_id=record_id, opened_at=at)
        db.session.add(todo)
    todo.sentence, todo.url, todo.role, todo.school_id = sentence, url, role, school_id
    db.session.flush()


def was_opened(kind: str, record: str, record_id: int, *, since: datetime) -> bool:
    """Tell whether such a to-do is open, or was opened since an instant."""
    query = sa.select(Todo.id).where(
        Todo.kind == kind,
        Todo.record == record,
        Todo.record_id == record_id,
        Todo.done_at.is_(None) | (Todo.opened_at >= since),
    )
    return db.session.scalar(query.limit(1)) is not None


def close_todo(kind: str, record: str, record_id: int, *, by: Actor, at: datetime) -> None:
    """Close the open to-do of a record, if there is one."""
    todo = db.session.scalar(_open(kind, record, record_id))
    if todo is not None:
        todo.done_at, todo.done_by = at, by.key
        journal.record("done", "todo", todo.id, by=by, at=at)


def open_todos(actor: Actor) -> list[Todo]:
    """Give the open to-dos of an actor's role and schools, the oldest first."""
    query = sa.select(Todo).where(Todo.done_at.is_(None)).order_by(Todo.opened_at).limit(200)
    if actor.role != "administrator":
        query = query.where(Todo.role == actor.role)
    if actor.role == "career_specialist":
        query = query.where(Todo.school_id.is_(None) | Todo.school_id.in_(actor.school_ids))
    return list(db.session.scalars(query))


def _open(kind: str, record: str, record_id: int) -> sa.Select[Todo]:
    return sa.select(Todo).where(
        Todo.kind == kind,
        Todo.record == record,
        Todo.record_id == record_id,
        Todo.done_at.is_(None),
    )
