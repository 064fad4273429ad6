"""Be a mail server on this machine that keeps what it gets and fails when told to."""

from __future__ import annotations

import asyncio
import email
import email.policy
import smtplib
import socket
import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from email.message import EmailMessage
from typing import Any

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session

SOON = 20.0


@dataclass(frozen=True)
class Mail:
    """Be one message that was accepted in full."""

    sender: str
    recipients: list[str]
    message: EmailMessage

    @property
    def text(self) -> str:
        """Give the plain part."""
        part = self.message.get_body(("plain",))
        return part.get_content() if part else ""

    @property
    def html(self) -> str:
        """Give the HTML part."""
        part = self.message.get_body(("html",))
        return part.get_content() if part else ""

    @property
    def message_id(self) -> str:
        """Give the Message-ID."""
        return str(self.message["Message-ID"])


@dataclass
class Trouble:
    """Be one thing that will go wrong: where, for whom, how often, and what is answered."""

    stage: str
    reply: str
    to: str | None = None
    times: int = 1_000_000


class SmtpSink:
    """Accept mail on 127.0.0.1, keep it in `mails`, and fail as planned.

    `fail("rcpt", "550 5.1.1 nobody", to="ana@example.org")` answers that at a stage (`mail`,
    `rcpt`, `data`), `times` times. `fail("data", "drop")` keeps the mail, then cuts the line with
    no answer. `on_data` is called with each mail that was taken, before its sender hears of it.
    """

    def __init__(self) -> None:
        self.mails: list[Mail] = []
        self.on_data: Callable[[Mail], None] = lambda _mail: None
        self._troubles: list[Trouble] = []
        self._changed = threading.Condition()
        self._controller = _OnOwnSocket(self)

    @property
    def port(self) -> int:
        """Give the port that is listened on."""
        return self._controller.port

    @property
    def url(self) -> str:
        """Give the address as SMTP_URL takes it."""
        return f"smtp://127.0.0.1:{self.port}"

    def start(self) -> None:
        """Begin to listen."""
        self._controller.start()

    def stop(self) -> None:
        """Stop listening."""
        self._controller.stop()

    def fail(
        self, stage: str, reply: str, *, to: str | None = None, times: int = 1_000_000
    ) -> None:
        """Answer a stage with this, or cut the line with `drop`, for one address or for all."""
        self._troubles.append(Trouble(stage, reply, to, times))

    def recover(self) -> None:
        """Have nothing go wrong from now on."""
        self._troubles.clear()

    def wait_for(self, count: int, seconds: float = SOON) -> list[Mail]:
        """Wait until so many mails have come; give them all."""
        with self._changed:
            arrived = self._changed.wait_for(lambda: len(self.mails) >= count, seconds)
        assert arrived, f"{len(self.mails)} mails after {seconds} s, not {count}"
        return list(self.mails)

    def to(self, address: str) -> list[Mail]:
        """Give the mails to one address."""
        return [mail for mail in self.mails if address in mail.recipients]

    # -- what aiosmtpd calls

    async def handle_MAIL(  # noqa: N802 - aiosmtpd's name
        self, _s: SMTP, _session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        """Take the sender, or fail."""
        envelope.mail_from = address
        envelope.mail_options.extend(options)
        return self._trouble("mail", [address]) or "250 OK"

    async def handle_RCPT(  # noqa: N802 - aiosmtpd's name
        self, _s: SMTP, _session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        """Take a recipient, or fail."""
        reply = self._trouble("rcpt", [address])
        if reply:
            return reply
        envelope.rcpt_tos.append(address)
        envelope.rcpt_options.extend(options)
        return "250 OK"

    async def handle_DATA(self, server: SMTP, _session: Session, envelope: Envelope) -> str:  # noqa: N802
        """Keep the message, then answer or fail."""
        reply = self._trouble("data", envelope.rcpt_tos)
        if reply and reply != "drop":
            return reply
        message = email.message_from_bytes(
            envelope.content or b"", _class=EmailMessage, policy=email.policy.default
        )
        mail = Mail(envelope.mail_from or "", list(envelope.rcpt_tos), message)
        # kept before anything else: a sender that dies now has handed it over all the same
        with self._changed:
            self.mails.append(mail)
            self._changed.notify_all()
        await asyncio.get_running_loop().run_in_executor(None, self.on_data, mail)
        if reply == "drop" and server.transport:
            server.transport.abort()
        return "250 OK"

    def _trouble(self, stage: str, addresses: list[str]) -> str:
        for trouble in self._troubles:
            concerned = trouble.to is None or trouble.to in addresses
            if trouble.stage == stage and concerned and trouble.times > 0:
                trouble.times -= 1
                return trouble.reply
        return ""


@dataclass
class _Guard:
    ports: set[int] = field(default_factory=set)


ALLOWED = _Guard()


def refuse_stray_mail(connect: Callable[..., Any]) -> Callable[..., Any]:
    """Wrap smtplib's connect so that only a running sink is reached."""

    def guarded(self: smtplib.SMTP, host: str = "", port: int = 0, *rest: Any, **named: Any) -> Any:
        assert port in ALLOWED.ports, (
            f"a test without smtp_sink tried to send mail to {host}:{port}"
        )
        return connect(self, host, port, *rest, **named)

    return guarded


class _OnOwnSocket(Controller):
    """Listen on a socket that is bound already, so that no other process can take the port."""

    def __init__(self, handler: SmtpSink) -> None:
        self._socket = socket.create_server(("127.0.0.1", 0))
        super().__init__(handler, hostname="127.0.0.1", port=self._socket.getsockname()[1])

    def _create_server(self) -> Any:
        return self.loop.create_server(self._factory_invoker, sock=self._socket)
