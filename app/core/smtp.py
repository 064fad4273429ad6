"""Speak SMTP over one line with time limits of our own, and say whose fault a refusal is."""

from __future__ import annotations

import contextlib
import re
import smtplib
import socket
import ssl
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from urllib.parse import unquote, urlsplit

from app.core.mail import one_line
from app.core.smtp_client import TimedClient, TimedTlsClient

CONNECT_SECONDS = 10.0
COMMAND_SECONDS = 30.0
PORTS = {"smtp": 25, "smtps": 465, "smtp+starttls": 587}
GO_AHEAD, TAKEN, TEMPORARY, PERMANENT, WORST = 354, 200, 400, 500, 600
OUR_FAULT = frozenset({421, 530, 534, 535, 538})
RELAY = re.compile(r"\brelay", re.IGNORECASE)
LONGEST_REASON = 300


class SmtpTrouble(Exception):
    """Be a refusal with its reason in words."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = one_line(reason, LONGEST_REASON)


class NeverTaken(SmtpTrouble):
    """Say that this one mail will never be taken."""


class NotNow(SmtpTrouble):
    """Say that this one mail may be taken later."""


class ServerTrouble(SmtpTrouble):
    """Say that the server, or the way to it, is in trouble: no mail is to blame, none was taken."""


class Unknown(ServerTrouble):
    """Say that the line was lost after a mail was handed over: nobody knows if it was taken."""


@dataclass(frozen=True, slots=True)
class Server:
    """Be the server that SMTP_URL names, and how long one command to it may take."""

    scheme: str
    host: str
    port: int
    user: str
    password: str
    seconds: float = COMMAND_SECONDS

    @classmethod
    def at(cls, url: str, seconds: float = COMMAND_SECONDS) -> Server:
        """Read `smtp://user:password@host:port`, `smtps://` or `smtp+starttls://`."""
        parts = urlsplit(url)
        try:
            port = parts.port
        except ValueError:
            port = -1
        if parts.scheme not in PORTS or not parts.hostname or port == -1:
            raise ServerTrouble("SMTP_URL must look like smtp://user:password@host:port.")
        return cls(
            parts.scheme,
            parts.hostname,
            port or PORTS[parts.scheme],
            unquote(parts.username or ""),
            unquote(parts.password or ""),
            min(seconds, COMMAND_SECONDS),
        )


class Line:
    """Be one open line to the mail server; `used` tells that it has judged a mail on this line."""

    def __init__(self, client: TimedClient, seconds: float) -> None:
        self.client = client
        self.seconds = seconds
        self.used = False

    def offer(self, sender: str, to: str) -> None:
        """Name sender and recipient; raise NeverTaken, NotNow or ServerTrouble."""
        with _line_lost(ServerTrouble):
            self.client.within(self.seconds)
            code, reply = self.client.mail(sender)
            if not _taken(code):
                raise ServerTrouble(_words("The mail server refused our address", code, reply))
            self.client.within(self.seconds)
            code, reply = self.client.rcpt(to)
            if not _taken(code):
                trouble = self._judged(code, reply)
                if not isinstance(trouble, ServerTrouble):
                    self.forget()
                raise trouble

    def hand_over(self, content: bytes) -> None:
        """Send the mail that was offered; raise NeverTaken, NotNow, ServerTrouble or Unknown."""
        self.client.within(self.seconds)
        with _line_lost(ServerTrouble):
            code, reply = self.client.docmd("DATA")
        if code == GO_AHEAD:
            with _line_lost(Unknown):
                self.client.send(_stuffed(content))
                code, reply = self.client.getreply()
        if not _taken(code):
            raise self._judged(code, reply)
        self.used = True

    def _judged(self, code: int, reply: bytes) -> SmtpTrouble:
        trouble = _judge(code, reply)
        self.used = self.used or not isinstance(trouble, ServerTrouble)
        return trouble

    def forget(self) -> None:
        """Take back the mail that was offered."""
        with _line_lost(ServerTrouble):
            self.client.within(self.seconds)
            self.client.rset()

    def close(self) -> None:
        """Say good-bye where the server still listens."""
        self.client.within(min(self.seconds, 2.0))
        with contextlib.suppress(OSError, smtplib.SMTPException):
            if self.client.sock:
                self.client.quit()
        self.client.close()


def open_line(server: Server, *, name: str, stopped_at: Callable[[], float | None]) -> Line:
    """Connect, greet as `name`, encrypt and sign in as SMTP_URL asks; raise ServerTrouble."""
    tls = ssl.create_default_context()
    seconds = min(CONNECT_SECONDS, server.seconds)
    client = (
        TimedTlsClient(local_hostname=name, timeout=seconds, context=tls)
        if server.scheme == "smtps"
        else TimedClient(local_hostname=name, timeout=seconds)
    )
    client.stopped_at = stopped_at
    try:
        with _line_lost(ServerTrouble):
            _greet(client, server, tls, seconds)
    except ServerTrouble:
        client.close()
        raise
    return Line(client, server.seconds)


def _greet(client: TimedClient, server: Server, tls: ssl.SSLContext, seconds: float) -> None:
    client.within(seconds)
    code, reply = _connect(client, server)
    if not _taken(code):
        raise ServerTrouble(_words("The mail server does not take mail now", code, reply))
    client.within(server.seconds)
    client.ehlo_or_helo_if_needed()
    if server.scheme == "smtp+starttls":
        client.within(server.seconds)
        client.starttls(context=tls)
        client.ehlo()
    if server.user:
        client.within(server.seconds)
        client.login(server.user, server.password)


def _connect(client: TimedClient, server: Server) -> tuple[int, bytes]:
    try:
        # smtplib checks the certificate against this name
        client._host = server.host  # type: ignore[attr-defined]  # noqa: SLF001
        return client.connect(server.host, server.port)
    except socket.gaierror as error:
        msg = f"The name of the mail server, {server.host}, was not found ({error.strerror})"
        raise ServerTrouble(msg) from error


@contextlib.contextmanager
def _line_lost(trouble: type[ServerTrouble]) -> Any:  # noqa: ANN401 - a generator of nothing
    try:
        yield
    except smtplib.SMTPAuthenticationError as error:
        text = _words("The mail server refused our sign-in", error.smtp_code, error.smtp_error)
        raise ServerTrouble(text) from error
    except smtplib.SMTPResponseException as error:
        text = _words("The mail server refused", error.smtp_code, error.smtp_error)
        raise trouble(text) from error
    except ssl.SSLError as error:
        raise trouble(f"No secure line to the mail server ({error.reason or error})") from error
    except (OSError, smtplib.SMTPException) as error:
        raise trouble(f"The line to the mail server failed ({error})") from error


def _judge(code: int, reply: bytes) -> SmtpTrouble:
    text = _words("The mail server answered", code, reply)
    ours = code in OUR_FAULT or RELAY.search(text)
    if ours or not TEMPORARY <= code < WORST:
        return ServerTrouble(text)
    return NotNow(text) if code < PERMANENT else NeverTaken(text)


def _taken(code: int) -> bool:
    return TAKEN <= code < TAKEN + 100


def _words(sentence: str, code: int, reply: bytes | str) -> str:
    text = reply if isinstance(reply, str) else reply.decode("ascii", "replace")
    return f"{sentence}: {code} {text}"


def _stuffed(content: bytes) -> bytes:
    lines = re.sub(rb"(?m)^\.", b"..", content)
    return lines + (b"" if lines.endswith(b"\r\n") else b"\r\n") + b".\r\n"
