"""Deliver the outbox: none lost, at most one doubled a crash, and that with the same Message-ID.

A bad address stops only itself, and so does a row that cannot be built. Trouble with the server
pauses the whole queue and counts against nobody.
"""

from __future__ import annotations

import logging
import secrets
import socket
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from flask import current_app
from sqlalchemy.exc import SQLAlchemyError

from app.core import leases, mail, pause, return_path, smtp
from app.core.errors import AppError
from app.core.outbox import MessageState as S
from app.core.smtp_client import never_stop

if TYPE_CHECKING:
    from collections.abc import Sequence

    from app.core.outbox import OutboxMessage

log = logging.getLogger(__name__)
BATCH = 50
LONGEST_DELAY_MINUTES = 120
GIVE_UP_AFTER = timedelta(hours=48)
ODD = "This mail could not be made or sent; the worker's log says why."


@dataclass
class Tally:
    """Count what became of mails in one pass."""

    sent: int = 0
    failed: int = 0
    retried: int = 0
    held: int = 0
    paused: str = ""

    @property
    def moved(self) -> int:
        """Give how many mails were tried."""
        return self.sent + self.failed + self.retried + self.held


def delay_after(attempts: int) -> timedelta:
    """Give how long to wait after so many refusals: 1, 2, 4 … minutes, at most two hours."""
    return timedelta(minutes=min(2 ** min(attempts - 1, 10), LONGEST_DELAY_MINUTES))


def gives_up_after(attempts: int) -> bool:
    """Tell whether so many tries have together lasted 48 hours."""
    waited = sum((delay_after(number) for number in range(1, attempts)), timedelta())
    return waited >= GIVE_UP_AFTER


@dataclass
class Delivery:
    """Be one worker's delivery; `stopped_at` gives the monotonic second of the wish to end."""

    clock: Callable[[], datetime]
    stopped_at: Callable[[], float | None] = never_stop
    lease: leases.Lease = field(init=False)
    tally: Tally = field(default_factory=Tally)
    unsettled: list[tuple[int, datetime]] = field(default_factory=list)
    pausing: bool = False
    renew_at: float = 0.0

    def __post_init__(self) -> None:
        """Take a name of its own."""
        token = f"{socket.gethostname()}:{secrets.token_hex(8)}"
        self.lease = leases.Lease(token, int(current_app.config["OUTBOX_LEASE"]))

    def run(self) -> Tally:
        """Send all that is due and give the count; a database in trouble raises, losing nothing."""
        self.tally = Tally()
        self._settle()
        hold = current_app.config["OUTBOX_UNKNOWN"] == "hold"
        leases.recover(self.lease, hold=hold, at=self.clock())
        while not self._stopping() and self._may_send():
            batch = leases.claim(self.lease, at=self.clock(), most=BATCH)
            if not batch:
                break
            self._deliver(batch)
        return self.tally

    def _settle(self) -> None:
        # the server took these, but the database could not note it then
        while self.unsettled:
            row_id, at = self.unsettled[0]
            leases.note_sent(row_id, self.lease, at=at)
            self.unsettled.pop(0)

    def _stopping(self) -> bool:
        return self.stopped_at() is not None

    def _may_send(self) -> bool:
        found = pause.present()
        self.pausing = found is not None
        if found is None or found.until <= self.clock():
            return True
        if found.until < pause.UNTIL_RELEASED and not pause.anything_waits():
            pause.end()
            return True
        self.tally.paused = found.reason
        return False

    def _deliver(self, batch: Sequence[OutboxMessage]) -> None:
        self._hold_on()
        try:
            _need_sender()
            made = [(row, content) for row in batch if (content := self._made(row)) is not None]
            if current_app.config["SMTP_URL"]:
                self._send(made)
            else:
                rows = [row for row, _ in made]
                self.tally.sent += leases.note_kept(rows, self.lease, at=self.clock())
        except smtp.ServerTrouble as trouble:
            until = pause.pause(trouble.reason, at=self.clock())
            log.warning("all mail waits until %s: %s", until.isoformat(), trouble.reason)
        leases.release(self.lease)

    def _made(self, row: OutboxMessage) -> bytes | None:
        try:
            return mail.to_bytes(row)
        except mail.Unsendable as error:
            self._fail(row, str(error), blame=isinstance(error, mail.NoAddress))
        except Exception:
            log.exception("mail %s cannot be made", row.id)
            self._fail(row, ODD)
        return None

    def _send(self, made: list[tuple[OutboxMessage, bytes]]) -> None:
        line: smtp.Line | None = None
        try:
            for row, content in made:
                if self._stopping():
                    break
                line = line or self._open()
                if not self._hand_over(line, row, content):
                    line = None
        finally:
            if line:
                line.close()

    def _open(self) -> smtp.Line:
        server = smtp.Server.at(current_app.config["SMTP_URL"], self.lease.seconds / 2)
        name = mail.sender().rpartition("@")[2]
        return smtp.open_line(server, name=name, stopped_at=self.stopped_at)

    def _hand_over(self, line: smtp.Line, row: OutboxMessage, content: bytes) -> bool:
        """Send one mail; False when the line is of no more use, ServerTrouble when it never was."""
        self._hold_on()
        try:
            line.offer(return_path.return_path(row) or mail.sender(), mail.recipient(row))
            if not leases.begin_handing(row, self.lease):
                line.forget()
                return True
            line.hand_over(content)
        except smtp.NeverTaken as refusal:
            self._fail(row, refusal.reason, blame=True)
        except smtp.NotNow as refusal:
            self._retry(row, refusal.reason)
        except smtp.ServerTrouble as trouble:
            line.close()
            self._after_trouble(line, row, trouble)
            return False
        except (AppError, SQLAlchemyError):
            line.close()
            raise
        except Exception:
            log.exception("mail %s cannot be sent", row.id)
            line.close()
            self._fail(row, ODD)
            return False
        else:
            self._note_sent(row)
        self._server_works()
        return True

    def _after_trouble(
        self, line: smtp.Line, row: OutboxMessage, trouble: smtp.ServerTrouble
    ) -> None:
        if isinstance(trouble, smtp.Unknown):
            self._in_doubt(row, trouble.reason)
        else:
            # behind the others, so that a mail on which a server chokes does not stop them
            next_at = self.clock() + (timedelta() if line.used else delay_after(1))
            leases.put_back(row, self.lease, reason=trouble.reason, next_at=next_at)
        # a line that has served may have served its time; one that never did is trouble for all
        if not line.used:
            raise trouble

    def _in_doubt(self, row: OutboxMessage, reason: str) -> None:
        if current_app.config["OUTBOX_UNKNOWN"] == "hold":
            leases.stop_trying(row, self.lease, S.HELD, reason=leases.IN_DOUBT, at=self.clock())
            self.tally.held += 1
        else:
            self._retry(row, reason)

    def _note_sent(self, row: OutboxMessage) -> None:
        at = self.clock()
        try:
            leases.note_sent(row.id, self.lease, at=at)
        except (AppError, SQLAlchemyError):
            self.unsettled.append((row.id, at))
            raise
        self.tally.sent += 1

    def _fail(self, row: OutboxMessage, reason: str, *, blame: bool = False) -> None:
        at = self.clock()
        leases.stop_trying(row, self.lease, S.FAILED, reason=reason, at=at, blame=blame)
        self.tally.failed += 1

    def _retry(self, row: OutboxMessage, reason: str) -> None:
        attempts = row.attempts + 1
        if gives_up_after(attempts):
            self._fail(row, reason, blame=True)
            return
        next_at = self.clock() + delay_after(attempts)
        leases.retry(row, self.lease, reason=reason, next_at=next_at)
        self.tally.retried += 1

    def _server_works(self) -> None:
        if self.pausing:
            pause.end()
            self.pausing = False

    def _hold_on(self) -> None:
        # long before the lease of the batch ends, so that no other worker takes its rows
        if time.monotonic() < self.renew_at:
            return
        leases.renew(self.lease)
        self.renew_at = time.monotonic() + self.lease.seconds / 3


def _need_sender() -> None:
    if not mail.sender_is_usable():
        raise smtp.ServerTrouble("MAIL_FROM is not an address that mail can come from.")
