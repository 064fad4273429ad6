"""Be our web server with one fault planted: a request says at which statement its process dies.

`Die-At: 7` ends the process by SIGKILL before the seventh statement that the request sends to the
database, `Die-At: commit` before it commits, `Die-At: answer` when all is committed and the answer
would begin. `Statements` in an answer tells how many statements it took.
"""

from __future__ import annotations

import os
import signal
import threading
from collections.abc import Callable, Iterable
from typing import Any

import sqlalchemy as sa
from sqlalchemy import event

from wsgi import app

now = threading.local()


def die() -> None:
    os.kill(os.getpid(), signal.SIGKILL)


@event.listens_for(sa.Engine, "before_cursor_execute")
def before_statement(*_: Any) -> None:
    now.count = getattr(now, "count", 0) + 1
    if getattr(now, "die_at", "") == str(now.count):
        die()


@event.listens_for(sa.Engine, "commit")
def before_commit(_connection: sa.Connection) -> None:
    if getattr(now, "die_at", "") == "commit":
        die()


def dying(environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
    """Answer as the app does, or die on the way."""
    now.count, now.die_at = 0, environ.get("HTTP_DIE_AT", "")

    def start(status: str, headers: list[tuple[str, str]], *rest: Any) -> Any:
        if now.die_at == "answer":
            die()
        return start_response(status, [*headers, ("Statements", str(now.count))], *rest)

    return whole(environ, start)


whole = app.wsgi_app
app.wsgi_app = dying
