"""Configure the web server: two processes of four threads, and no link token in any log."""

from __future__ import annotations

import logging
import os
import re
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa
from gunicorn.arbiter import Arbiter
from gunicorn.glogging import Logger
from gunicorn.workers.gthread import ThreadWorker

if TYPE_CHECKING:
    from gunicorn.config import Config

LINK = re.compile(r"""(/+(?:r|u|password|unsubscribe|feeds)/+)(?!new\b)[^\s?#"'<>&;,)]+""")
# the app decodes what comes percent-encoded, so `/%72/token` is a live link too
ENCODED = re.compile(r"%(2[fF]|[46][1-9a-fA-F]|[57][0-9aA])")
HEALTH_CHECKS = {"/healthz", "/readyz"}
SHARED_MEMORY = Path("/dev/shm")  # noqa: S108 - gunicorn makes a file of its own name there


def without_tokens(text: str) -> str:
    """Put `-` in the place of the token of every emailed link in a line of log."""
    plain = ENCODED.sub(lambda found: chr(int(found[1], 16)), text) if "%" in text else text
    return LINK.sub(r"\1-", plain)


class _Formatter(logging.Formatter):
    def __init__(self, inner: logging.Formatter) -> None:
        super().__init__()
        self.inner = inner

    def format(self, record: logging.LogRecord) -> str:
        return without_tokens(self.inner.format(record))


class LinkSafeLogger(Logger):
    """Log as gunicorn does, with the tokens of emailed links left out of every line."""

    def setup(self, cfg: Config) -> None:
        """Wrap the formatter of every handler, so that no format setting can leak a token."""
        super().setup(cfg)
        for handler in [*self.error_log.handlers, *self.access_log.handlers]:
            if not isinstance(handler.formatter, _Formatter):
                handler.setFormatter(_Formatter(handler.formatter or logging.Formatter()))

    def access(self, resp: Any, req: Any, environ: dict[str, Any], request_time: Any) -> None:  # noqa: ANN401 - gunicorn's own types
        """Log a request, but not the health checks, which come every few seconds."""
        if environ.get("PATH_INFO") not in HEALTH_CHECKS:
            super().access(resp, req, environ, request_time)


class _Guarded:
    """Be a socket that puts our headers into the answer that gunicorn writes by itself."""

    def __init__(self, client: Any) -> None:  # noqa: ANN401 - a plain or an encrypted socket
        self._client = client

    def __getattr__(self, name: str) -> Any:  # noqa: ANN401 - whatever the socket has
        return getattr(self._client, name)

    def sendall(self, data: bytes) -> None:
        from app.core.guard import HEADERS  # noqa: PLC0415 - found only after this file

        ours = {**HEADERS, "Cache-Control": "no-store"}
        status, _, rest = data.partition(b"\r\n")
        lines = "".join(f"{name}: {value}\r\n" for name, value in ours.items())
        self._client.sendall(status + b"\r\n" + lines.encode("latin1") + rest)


class GuardedWorker(ThreadWorker):
    """Be a worker of threads whose own refusals, of what is no HTTP, bear our headers too."""

    def handle_error(self, req: Any, client: Any, addr: Any, exc: BaseException) -> None:  # noqa: ANN401 - gunicorn's own types
        """Answer what never came to the app."""
        super().handle_error(req, _Guarded(client), addr, exc)


def refuse_newer_schema() -> None:
    """End the server with a sentence when a newer version has changed the database."""
    from app.core import health  # noqa: PLC0415 - gunicorn finds the app only after this file

    try:
        state = health.schema_state()
    except sa.exc.SQLAlchemyError:
        return  # /readyz says so, until the database answers
    if state == "newer than this code":
        sys.stderr.write("The database is newer than this code. Start the newer version.\n")
        sys.exit(Arbiter.WORKER_BOOT_ERROR)


def on_starting(_arbiter: Arbiter) -> None:
    """Refuse unsafe settings once, in the process that would start the workers again and again."""
    from config import Config, ConfigurationError  # noqa: PLC0415 - found only after this file

    try:
        Config.from_environment()
    except ConfigurationError as error:
        sys.stderr.write(f"Footbridge does not start. {error}\n")
        sys.exit(1)


def post_worker_init(worker: Any) -> None:  # noqa: ANN401 - one of gunicorn's worker classes
    """Refuse a newer schema; then move what loading made out of the garbage collector's sight."""
    from app.core.db import freeze_after_loading  # noqa: PLC0415 - found only after this file

    with worker.wsgi.app_context():
        refuse_newer_schema()
    freeze_after_loading()


bind = "{}:{}".format(os.environ.get("HOST") or "127.0.0.1", os.environ.get("PORT") or "8000")
worker_class = GuardedWorker
workers = int(os.environ.get("WEB_CONCURRENCY") or "2")
threads = 4
worker_tmp_dir = str(SHARED_MEMORY) if SHARED_MEMORY.is_dir() else None
control_socket_disable = True
graceful_timeout = 10
logger_class = LinkSafeLogger
accesslog = "-"
loglevel = "warning"
access_log_format = '%(h)s "%(r)s" %(s)s %(b)s %(M)sms "%(f)s"'
