"""Keep what waits for a member of staff because something happened: one open row a thing."""

from __future__ import annotations

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from app.core import journal
from app.core.access import Actor
from app.core.db import Base, db
from app.core.errors import NotFound
from app.core.use_case import use_case


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
        _close(todo, by, at)


def close_todos(record: str, record_id: int, *, by: Actor, at: datetime) -> None:
    """Close every open to-do of a record inside the open use case."""
    query = sa.select(Todo).where(
        Todo.record == record, Todo.record_id == record_id, Todo.done_at.is_(None)
    )
    for todo in db.session.scalars(query).all():
        _close(todo, by, at)


@use_case
def put_away(todo_id: int, *, by: Actor, at: datetime) -> str:
    """Close a to-do that somebody saw to; give its sentence. Closing it again changes nothing.

    Raises NotFound for one that is not theirs to see.
    """
    todo = db.session.scalar(_seen_by(by).where(Todo.id == todo_id))
    if todo is None:
        raise NotFound
    if todo.done_at is None:
        _close(todo, by, at)
    return todo.sentence


def _close(todo: Todo, by: Actor, at: datetime) -> None:
    todo.done_at, todo.done_by = at, by.key
    journal.record("done", "todo", todo.id, by=by, at=at)


def open_todos(actor: Actor) -> list[Todo]:
    """Give the open to-dos of an actor's role and schools, the oldest first."""
    query = _seen_by(actor).where(Todo.done_at.is_(None))
    return list(db.session.scalars(query.order_by(Todo.opened_at, Todo.id).limit(200)))


def _seen_by(actor: Actor) -> sa.Select[Todo]:
    query = sa.select(Todo)
    if actor.role != "administrator":
        query = query.where(Todo.role == actor.role)
    if actor.role == "career_specialist":
        query = query.where(Todo.school_id.is_(None) | Todo.school_id.in_(actor.school_ids))
    return query


def _open(kind: str, record: str, record_id: int) -> sa.Select[Todo]:
    return sa.select(Todo).where(
        Todo.kind == kind,
        Todo.record == record,
        Todo.record_id == record_id,
        Todo.done_at.is_(None),
    )
