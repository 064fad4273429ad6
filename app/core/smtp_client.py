"""Be an SMTP client whose every answer has a deadline, however slowly its bytes come."""

from __future__ import annotations

import io
import smtplib
import time
from collections.abc import Callable
from typing import Any

SLICE_SECONDS = 0.5
AFTER_STOP_SECONDS = 5.0


def never_stop() -> float | None:
    """Give when the process was asked to stop: never."""
    return None


class TimedClient(smtplib.SMTP):
    """Be an SMTP client whose every answer has a deadline, however slowly its bytes come."""

    deadline = 0.0
    stopped_at: Callable[[], float | None] = staticmethod(never_stop)

    def within(self, seconds: float) -> None:
        """Give all that follows so many seconds, until the next call."""
        self.deadline = time.monotonic() + seconds

    def left(self) -> float:
        """Give the seconds that are left; raise TimeoutError when there are none."""
        stopped = self.stopped_at()
        end = self.deadline if stopped is None else min(self.deadline, stopped + AFTER_STOP_SECONDS)
        if time.monotonic() >= end:
            raise TimeoutError("the mail server did not answer in time")
        return end - time.monotonic()

    def send(self, s: Any) -> None:  # noqa: ANN401 - as the parent has it
        """Send before the deadline."""
        if self.sock:
            self.sock.settimeout(self.left())
        super().send(s)

    def getreply(self) -> tuple[int, bytes]:
        """Read one reply before the deadline."""
        if self.file is None:
            self.file = io.BufferedReader(_Answers(self))
        return super().getreply()


class TimedTlsClient(TimedClient, smtplib.SMTP_SSL):
    """Be the same on a line that is encrypted from its first byte."""


class _Answers(io.RawIOBase):
    """Read from a client's socket in short waits, so that a deadline or a stop is soon seen."""

    def __init__(self, client: TimedClient) -> None:
        self.client = client

    def readable(self) -> bool:
        """Say that this can be read."""
        return True

    def readinto(self, buffer: Any) -> int:  # noqa: ANN401 - a writable buffer
        """Read what there is; raise TimeoutError at the deadline."""
        while sock := self.client.sock:
            sock.settimeout(min(self.client.left(), SLICE_SECONDS))
            try:
                return int(sock.recv_into(buffer))
            except TimeoutError:
                continue
        return 0
