"""Do what is due: the rooms' jobs, then the outbox; again and again, or once."""

from __future__ import annotations

import logging
import os
import select
import signal
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from types import FrameType
from typing import Any

from flask import current_app

from app.core.db import db
from app.core.delivery import Delivery, Tally

log = logging.getLogger(__name__)
MOST_ROUNDS = 20
ENDINGS = (signal.SIGTERM, signal.SIGINT)
Job = tuple[str, Callable[[datetime], int]]


class Stop:
    """Hear SIGTERM and SIGINT; the work in hand is finished, then the worker ends."""

    def __init__(self) -> None:
        self.at: float | None = None
        self._told, self._teller = os.pipe2(os.O_CLOEXEC | os.O_NONBLOCK)

    def listen(self) -> None:
        """Take the signals over."""
        for ending in ENDINGS:
            signal.signal(ending, self._hear)

    def _hear(self, _number: int, _frame: FrameType | None) -> None:
        self.at = self.at or time.monotonic()
        os.write(self._teller, b".")

    def asked_at(self) -> float | None:
        """Give the monotonic second when the end was asked for, or None."""
        return self.at

    def wait(self, seconds: float) -> None:
        """Wait so long, or until the end is asked for."""
        select.select([self._told], [], [], max(0.0, seconds))


@dataclass
class Done:
    """Be what one pass did: how many things each job did, which jobs failed, what mail went out."""

    at: datetime
    jobs: dict[str, int] = field(default_factory=dict)
    failed_jobs: list[str] = field(default_factory=list)
    mail: Tally = field(default_factory=Tally)

    @property
    def well(self) -> bool:
        """Tell whether nothing failed of itself; a mail server in trouble is not our failure."""
        return not self.failed_jobs

    def as_json(self) -> dict[str, Any]:
        """Give the pass as a JSON document."""
        mails = {name: getattr(self.mail, name) for name in ("sent", "failed", "retried", "held")}
        return {
            "at": self.at.isoformat(),
            "jobs": self.jobs,
            "failed_jobs": self.failed_jobs,
            "mail": mails | {"paused": self.mail.paused or None},
        }

    def sentence(self) -> str:
        """Give the pass in one line."""
        did = [f"{name} {count}" for name, count in self.jobs.items() if count]
        mail = self.mail
        odd = f"{mail.retried} to try again, {mail.failed} failed, {mail.held} held"
        parts = [
            f"Jobs: {', '.join(did)}." if did else "No job was due.",
            f"Mail: {mail.sent} sent, {odd}.",
        ]
        if mail.paused:
            parts.append(f"All mail waits: {mail.paused}")
        if self.failed_jobs:
            parts.append(f"Failed: {', '.join(self.failed_jobs)}; see the log.")
        return " ".join(parts)


@dataclass
class Worker:
    """Be one worker: its clock, its way to stop, its delivery."""

    clock: Callable[[], datetime]
    stop: Stop = field(default_factory=Stop)
    delivery: Delivery = field(init=False)

    def __post_init__(self) -> None:
        """Take a delivery of its own."""
        self.delivery = Delivery(self.clock, self.stop.asked_at)

    def run(self) -> None:
        """Do what is due every WORKER_INTERVAL seconds until told to stop."""
        interval = float(current_app.config["WORKER_INTERVAL"])
        while self.stop.at is None:
            began = time.monotonic()
            self.one_pass(rounds=1)
            self.stop.wait(began + interval - time.monotonic())

    def one_pass(self, *, rounds: int = MOST_ROUNDS) -> Done:
        """Run the jobs until none has anything to do, or so many rounds; then send what is due."""
        done = Done(self.clock())
        for _ in range(rounds):
            if self.stop.at is not None or not self._jobs(done):
                break
        try:
            done.mail = self.delivery.run()
        except Exception:
            log.exception("mail could not be delivered; it stays in the outbox")
            done.mail = self.delivery.tally
            done.failed_jobs.append("mail")
        finally:
            db.session.remove()
        return done

    def _jobs(self, done: Done) -> int:
        did = 0
        for name, job in current_app.extensions["jobs"]:
            if self.stop.at is not None or name in done.failed_jobs:
                continue
            try:
                count = int(job(done.at) or 0)
            except Exception:
                log.exception("job %s failed", name)
                done.failed_jobs.append(name)
                continue
            finally:
                db.session.remove()
            done.jobs[name] = done.jobs.get(name, 0) + count
            did += count
        return did
