"""Configure the web server: two processes of four threads, and no link token in any log."""

from __future__ import annotations

import gc
import logging
import os
import re
from pathlib import Path
from typing import TYPE_CHECKING, Any

from gunicorn.glogging import Logger

if TYPE_CHECKING:
    from gunicorn.config import Config

# a slash or the letter may come percent-encoded: the app decodes it, so it is a live link too
LINK = re.compile(r"""((?:/|%2[fF])+(?:r|%72)(?:/|%2[fF])+)(?!new\b)[^\s?#"'<>&;,)]+""")
SHARED_MEMORY = Path("/dev/shm")  # noqa: S108 - gunicorn makes a file of its own name there


def without_tokens(text: str) -> str:
    """Put `-` in the place of the token of every emailed link in a line of log."""
    return LINK.sub(r"\1-", text)


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


def post_worker_init(_worker: Any) -> None:  # noqa: ANN401 - one of gunicorn's worker classes
    """Move what loading made out of the collector's sight, so that pages do not pause for it."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(50_000, 20, 50)


bind = "{}:{}".format(os.environ.get("HOST") or "127.0.0.1", os.environ.get("PORT") or "8000")
worker_class = "gthread"
workers = int(os.environ.get("WEB_CONCURRENCY") or "2")
threads = 4
worker_tmp_dir = str(SHARED_MEMORY) if SHARED_MEMORY.is_dir() else None
control_socket_disable = True
graceful_timeout = 10
logger_class = LinkSafeLogger
accesslog = "-"
loglevel = "warning"
access_log_format = '%(h)s "%(r)s" %(s)s %(b)s %(M)sms "%(f)s"'
