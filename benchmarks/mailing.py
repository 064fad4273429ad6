"""Compare the worker's sending of queued mails with a bare smtplib loop (goal 10)."""

from __future__ import annotations

import contextlib
import resource
import smtplib
import subprocess
import sys
import time
from collections.abc import Callable, Iterator

import sqlalchemy as sa

from app.core import clock, mail
from app.core.db import db
from app.core.delivery import Delivery
from app.core.letters import Letter
from app.core.outbox import MessageState, OutboxMessage, To, post
from app.core.use_case import use_case
from benchmarks import data
from benchmarks.loading import empty
from benchmarks.table import Table

ROUNDS, SHARE = 5, 10
WORDS = "Dear partner,\n\nplease confirm last week's hours of your students.\n" * 10
LETTER = Letter("benchmark", "en", "Hours of last week", WORDS, f"<p>{WORDS}</p>")


def run(sizes: data.Sizes) -> Table:
    """Send as many mails by the worker and by a bare loop, in turn, to the same sink."""
    number = sizes.students // SHARE
    table = Table("mailing", f"10 · Sending {number:,} mails over one connection")
    app = data.app_over(data.copy_of(empty(data.district(sizes.small)), "mailing"))
    ours, bare, memory = [], [], []
    with app.app_context(), _sink() as port:
        app.config["SMTP_URL"] = f"smtp://127.0.0.1:{port}"
        for _ in range(min(ROUNDS, sizes.rounds)):
            _fill(number)
            contents = _contents()
            ours.append(_timed(_send_ours, number))
            bare.append(_timed(_send_bare, port, contents))
            memory.append(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024)
    table.compare("sending", "s", ours, bare, 1.5, peer="smtplib loop")
    if not sizes.tiny:
        table.state("memory, last round beyond the first", "MB", [memory[-1] - memory[0]], 10)
    return table


@contextlib.contextmanager
def _sink() -> Iterator[int]:
    with subprocess.Popen(
        [sys.executable, "-m", "benchmarks.sink"],
        cwd=data.ROOT,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    ) as sink:
        read, end = sink.stdout, sink.stdin
        if read is None or end is None:
            raise RuntimeError("the sink has no pipes")
        yield int(read.readline())
        end.close()


@use_case
def _fill(number: int) -> None:
    at = clock.now()
    for each in range(number):
        post(LETTER, To(f"partner{each}@example.org", f"Partner {each}"), at=at)


def _contents() -> list[bytes]:
    queued = sa.select(OutboxMessage).where(OutboxMessage.state == MessageState.QUEUED)
    contents = [mail.to_bytes(row) for row in db.session.scalars(queued)]
    db.session.remove()
    return contents


def _send_ours(number: int) -> None:
    tally = Delivery(clock.now).run()
    if tally.sent != number:
        raise RuntimeError(f"only {tally} of {number} were sent")


def _send_bare(port: int, contents: list[bytes]) -> None:
    with smtplib.SMTP("127.0.0.1", port) as line:
        for number, content in enumerate(contents):
            line.sendmail("wbl@localhost.example", [f"partner{number}@example.org"], content)


def _timed(work: Callable[..., None], *arguments: object) -> float:
    begun = time.perf_counter()
    work(*arguments)
    return time.perf_counter() - begun
