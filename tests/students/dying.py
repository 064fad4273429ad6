"""Be our app with one fault planted: it dies by SIGKILL before a statement that holds `DIE_AT`."""

from __future__ import annotations

import os
import signal
from typing import Any

import sqlalchemy as sa
from sqlalchemy import event

from wsgi import app

__all__ = ["app"]
DIE_AT = os.environ.get("DIE_AT", "")


@event.listens_for(sa.Engine, "before_cursor_execute")
def before_statement(_connection: Any, _cursor: Any, statement: str, *_: Any) -> None:
    if DIE_AT and DIE_AT in statement.lower():
        os.kill(os.getpid(), signal.SIGKILL)
