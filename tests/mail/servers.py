"""Be a mail server that does as a test says: refuse, hang, dribble, drop, call back."""

from __future__ import annotations

import contextlib
import email
import email.policy
import socket
import ssl
import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from email.message import EmailMessage

Reply = str | Callable[[], str]
HANG, DROP = "hang", "drop"
GOOD = {
    "BANNER": "220 odd",
    "EHLO": "250-odd\r\n250-STARTTLS\r\n250 AUTH PLAIN",
    "AUTH": "235 welcome",
    "STARTTLS": "220 go",
    "MAIL": "250 ok",
    "RCPT": "250 ok",
    "DATA": "354 go",
    "END": "250 taken",
    "RSET": "250 ok",
    "QUIT": "221 bye",
}


@dataclass
class OddServer:
    """Answer as a mail server does, but for what `says` holds: a reply, `hang`, `drop`, a function.

    `on` holds what is called when a step is reached, before its answer. `seconds_a_byte` makes
    every answer after the greeting that slow. Mails taken are in `mails`, refused ones are not.
    """

    says: dict[str, Reply] = field(default_factory=dict)
    on: dict[str, Callable[[str], None]] = field(default_factory=dict)
    mails: list[EmailMessage] = field(default_factory=list)
    seconds_a_byte: float = 0.0
    tls: ssl.SSLContext | None = None
    connections: int = 0
    steps: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        """Take a free port."""
        self._listening = socket.create_server(("127.0.0.1", 0))
        self._ended = threading.Event()
        self.port: int = self._listening.getsockname()[1]

    @property
    def url(self) -> str:
        """Give the address as SMTP_URL takes it."""
        return f"smtp://127.0.0.1:{self.port}"

    def start(self) -> None:
        """Begin to answer."""
        threading.Thread(target=self._accept, daemon=True).start()

    def stop(self) -> None:
        """Let go of everybody."""
        self._ended.set()
        with contextlib.suppress(OSError):
            self._listening.shutdown(socket.SHUT_RDWR)
        self._listening.close()

    def _accept(self) -> None:
        with contextlib.suppress(OSError):
            while True:
                line, _ = self._listening.accept()
                self.connections += 1
                threading.Thread(target=self._serve, args=(line,), daemon=True).start()

    def _serve(self, line: socket.socket) -> None:
        with contextlib.suppress(OSError, ValueError, _Dropped), line:
            self._converse(line)

    def _converse(self, line: socket.socket) -> None:
        self._say(line, "BANNER", "")
        reading = line.makefile("rb")
        while words := reading.readline().decode().strip():
            verb = words.split(":")[0].split()[0].upper()
            said = self._say(line, "EHLO" if verb == "HELO" else verb, words)
            if verb == "STARTTLS" and self.tls:
                line = self.tls.wrap_socket(line, server_side=True)
                reading = line.makefile("rb")
            if verb == "DATA" and said.startswith("354"):
                self._take(line, b"".join(iter(reading.readline, b".\r\n")))

    def _take(self, line: socket.socket, content: bytes) -> None:
        message = email.message_from_bytes(
            content, _class=EmailMessage, policy=email.policy.default
        )
        reply = self._reply("END")
        if reply.startswith("250") or reply == DROP:
            self.mails.append(message)
        self._say(line, "END", str(message["To"]), reply)

    def _reply(self, step: str) -> str:
        reply = self.says.get(step, GOOD.get(step, "500 what"))
        return reply() if callable(reply) else reply

    def _say(self, line: socket.socket, step: str, words: str, reply: str = "") -> str:
        self.steps.append(step)
        if step in self.on:
            self.on[step](words)
        reply = reply or self._reply(step)
        if reply == HANG:
            self._ended.wait()
        if reply in {HANG, DROP}:
            raise _Dropped
        content = f"{reply}\r\n".encode()
        if not self.seconds_a_byte or step == "BANNER":
            line.sendall(content)
            return reply
        for byte in content:
            line.sendall(bytes([byte]))
            if self._ended.wait(self.seconds_a_byte):
                raise _Dropped
        return reply


class _Dropped(Exception):
    """End a conversation."""
