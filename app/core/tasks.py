"""Do long work in the background: one table of tasks, claimed like the outbox, with progress.

`start("students.import", {"sheet_id": 3}, by=, at=)` queues a task inside the open use case; a
worker claims it and calls the function that wiring's TASKS names for its kind with a `Job`::

    def run(job: Job) -> None:
        told = read(job.arguments["sheet_id"], job.progress)      # outside any use case
        write(told, by=job.by, at=job.at, job=job)                # one use case, which ends with
                                                                  # job.done("3 new.", url=...)

As `job.done` is written in the use case of the work itself, the work counts exactly once: a worker
that is killed leaves nothing behind, and another does it again, three times at most.
"""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from typing import Any, ClassVar, Final, cast

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from app.core.access import Actor
from app.core.columns import choice, one_of
from app.core.db import Base, db
from app.core.errors import NotFound
from app.core.states import Stateful, move

MOST_TRIES: Final = 3


class TaskState(StrEnum):
    """Say how far a task has come."""

    QUEUED = "queued"
    RUNNING = "running"
    DONE = "done"
    FAILED = "failed"


S = TaskState


class Task(Stateful, Base):
    """Be one piece of long work; workers move it, and the row itself tells."""

    __tablename__ = "task"
    __table_args__ = (
        sa.Index("ix_task_due", "state", "id"),
        one_of("state", TaskState),
        sa.CheckConstraint("done >= 0 and total >= 0", name="progress"),
    )
    NOUN: ClassVar[str] = "task"
    MOVES = (
        move("claimed", S.QUEUED, S.RUNNING, ()),
        move("finished", S.RUNNING, S.DONE, ()),
        move("failed", (S.QUEUED, S.RUNNING), S.FAILED, ()),
        move("taken_up_again", S.RUNNING, S.QUEUED, ()),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[str]
    title: Mapped[str]
    arguments: Mapped[dict[str, Any]]
    state: Mapped[TaskState] = mapped_column(choice(TaskState), default=S.QUEUED)
    done: Mapped[int] = mapped_column(default=0)
    total: Mapped[int] = mapped_column(default=0)
    sentence: Mapped[str] = mapped_column(default="")
    result: Mapped[dict[str, Any] | None]
    url: Mapped[str] = mapped_column(default="")
    tries: Mapped[int] = mapped_column(default=0)
    started_by: Mapped[str]
    actor: Mapped[dict[str, Any]]
    created_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]
    leased_by: Mapped[str | None]
    leased_until: Mapped[datetime | None]

    @property
    def has_ended(self) -> bool:
        """Tell whether nothing more will happen to it."""
        return self.state in (S.DONE, S.FAILED)


TABLE = cast("sa.Table", Task.__table__)


def start(  # noqa: PLR0913 - a task has these parts
    kind: str, arguments: dict[str, Any], *, title: str, back: str, by: Actor, at: datetime
) -> int:
    """Queue a task inside the open use case and give its id; `back` is where its person came from.

    `title` says in a few words what is done, such as “Import export.zip”.
    """
    task = Task(
        kind=kind,
        title=title,
        arguments=arguments,
        url=back,
        sentence="Waiting for a worker.",
        started_by=by.key,
        actor=_kept(by),
        created_at=at,
    )
    db.session.add(task)
    db.session.flush()
    return task.id


def task_for(task_id: int, *, by: Actor) -> Task:
    """Give a task to who started it, and to administrators; raise NotFound for anybody else."""
    query = sa.select(Task).where(Task.id == task_id)
    if by.role != "administrator":
        query = query.where(Task.started_by == by.key)
    found = db.session.scalar(query)
    if found is None:
        raise NotFound
    return found


def actor_of(task: Task) -> Actor:
    """Give who started a task, as they were then."""
    kept = task.actor
    schools = frozenset(kept["school_ids"])
    return Actor(kept["kind"], kept["id"], kept["name"], kept["role"], schools)


def _kept(by: Actor) -> dict[str, Any]:
    schools = sorted(by.school_ids)
    return {
        "kind": by.kind,
        "id": by.id,
        "name": by.name,
        "role": by.role,
        "school_ids": schools,
    }
