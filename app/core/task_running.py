"""Claim tasks and run them: a lease says whose a task is, and ends when its worker dies."""

from __future__ import annotations

import logging
import secrets
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Final

import sqlalchemy as sa
from flask import current_app

from app.core.access import Actor
from app.core.db import db
from app.core.errors import AppError, Conflict
from app.core.leases import TOO_FAR_SECONDS, instant_in
from app.core.tasks import MOST_TRIES, TABLE, S, Task, actor_of
from app.core.use_case import in_use_case, use_case

log = logging.getLogger(__name__)
NOTE_EVERY: Final = 1.0
GAVE_UP: Final = (
    f"The worker was stopped {MOST_TRIES} times while it did this. Nothing was written; "
    "start it again, or tell your administrator."
)
TAKEN: Final = "Another worker took this task over. Nothing was written twice."
Runner = Callable[["Job"], None]


class JobTakenError(Conflict):
    """Say that the lease ran out and another worker has the task now."""


@dataclass
class Job:
    """Be a task in a worker's hands; it hears of progress, and is told when it is done."""

    id: int
    token: str
    arguments: dict[str, Any]
    by: Actor
    at: datetime
    lease_seconds: int
    _done: int = 0
    _total: int = 0
    _noted: float = field(default_factory=time.monotonic)

    def begin(self, total: int) -> None:
        """Hear that `total` rows are now to come."""
        self._done, self._total = 0, total
        self._note(at_once=True)

    def step(self, rows: int) -> None:
        """Hear that some rows are done."""
        self._done += rows
        self._note()

    def say(self, sentence: str) -> None:
        """Tell whoever waits what is being done."""
        if not in_use_case():
            _move_own(self, sentence=sentence, leased_until=instant_in(self.lease_seconds))

    def done(self, sentence: str, *, url: str = "", **result: object) -> None:
        """End well, inside the use case of the work itself; raises JobTakenError."""
        values: dict[str, Any] = {"state": S.DONE, "sentence": sentence, "result": result}
        if url:
            values["url"] = url
        if not _moved(self, ended_at=self.at, leased_by=None, leased_until=None, **values):
            raise JobTakenError(TAKEN)

    def _note(self, *, at_once: bool = False) -> None:
        now = time.monotonic()
        if now - self._noted < NOTE_EVERY and not at_once:
            return
        self._noted = now
        total = max(self._total, self._done)
        until = instant_in(self.lease_seconds)
        values = {"done": self._done, "total": total, "leased_until": until}
        if not in_use_case():
            _move_own(self, **values)
        elif db.engine.dialect.name == "postgresql":
            # beside the open transaction; SQLite has but one writer, which we are
            with db.engine.begin() as connection:
                connection.execute(_update(self, values))


def run_due(at: datetime) -> int:
    """Run the task that waits longest, if there is one; give how many were run: 0 or 1."""
    recover()
    job = claim(at)
    if job is None:
        return 0
    runners: dict[str, Runner] = current_app.extensions["tasks"]
    kind, job_id = _kind_of(job), job.id
    try:
        runners[kind](job)
    except JobTakenError:
        log.warning("task %s was taken over", job_id)
    except AppError as error:
        fail(job, error.sentence)
    except Exception:
        number = secrets.token_hex(4)
        log.exception("fault %s in task %s", number, job_id)
        fail(
            job, f"Something went wrong on our side. Nothing was written. Tell the number {number}."
        )
    return 1


@use_case
def recover() -> int:
    """Queue again what dead workers left behind, at most three times; give how many."""
    over = sa.or_(
        TABLE.c.leased_until < instant_in(0),
        TABLE.c.leased_until > instant_in(_lease_seconds() + TOO_FAR_SECONDS),
    )
    dead = (TABLE.c.state == S.RUNNING, over)
    free = {"leased_by": None, "leased_until": None}
    gave_up = {"state": S.FAILED, "sentence": GAVE_UP, "ended_at": instant_in(0)}
    again = {"state": S.QUEUED, "sentence": "The worker was stopped; it begins again.", "done": 0}
    tried_out = TABLE.c.tries >= MOST_TRIES
    db.session.execute(sa.update(TABLE).where(*dead, tried_out).values(**gave_up, **free))
    result = db.session.execute(sa.update(TABLE).where(*dead).values(**again, **free))
    return int(result.rowcount)  # type: ignore[attr-defined]


@use_case
def claim(at: datetime) -> Job | None:
    """Lease the task that waits longest; another worker's are passed over."""
    waiting = sa.select(Task).where(Task.state == S.QUEUED).order_by(Task.id).limit(1)
    task = db.session.scalar(waiting.with_for_update(skip_locked=True))
    if task is None:
        return None
    token, seconds = secrets.token_hex(8), _lease_seconds()
    query = sa.update(TABLE).where(TABLE.c.id == task.id, TABLE.c.state == S.QUEUED)
    lease = {"leased_by": token, "leased_until": instant_in(seconds), "tries": task.tries + 1}
    db.session.execute(query.values(state=S.RUNNING, sentence="At work.", **lease))
    return Job(task.id, token, dict(task.arguments), actor_of(task), at, seconds)


@use_case
def fail(job: Job, sentence: str) -> None:
    """End a task that cannot be done, with the sentence that says why."""
    free = {"leased_by": None, "leased_until": None}
    _moved(job, state=S.FAILED, sentence=sentence, ended_at=job.at, **free)


@use_case
def _move_own(job: Job, **values: Any) -> None:
    _moved(job, **values)


def _moved(job: Job, **values: Any) -> bool:
    result = db.session.execute(_update(job, values))
    return bool(result.rowcount)  # type: ignore[attr-defined]


def _update(job: Job, values: dict[str, Any]) -> sa.Update:
    own = (TABLE.c.id == job.id, TABLE.c.state == S.RUNNING, TABLE.c.leased_by == job.token)
    return sa.update(TABLE).where(*own).values(**values)


def _kind_of(job: Job) -> str:
    return str(db.session.scalar(sa.select(Task.kind).where(Task.id == job.id)))


def _lease_seconds() -> int:
    return int(current_app.config["OUTBOX_LEASE"])
