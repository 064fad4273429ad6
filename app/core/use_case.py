"""Make a service one transaction; only the outermost commits, and an inner one joins it."""

from __future__ import annotations

import contextlib
import functools
from collections.abc import Callable
from typing import TYPE_CHECKING, ParamSpec, TypeVar

import sqlalchemy as sa
from sqlalchemy.orm.exc import StaleDataError

from app.core import journal
from app.core.db import db, in_way
from app.core.errors import Conflict, Unavailable

if TYPE_CHECKING:
    from collections.abc import Iterator

P = ParamSpec("P")
R = TypeVar("R")
BUSY = "The database is busy or full. Nothing was changed; please try again in a minute."
CHANGED = "Somebody else changed this at the same time. Nothing of yours was written; look again."
BUSY_WORDS = (
    "locked",
    "busy",
    "full",
    "readonly",
    "i/o",
    "disk",
    "connect",
    "terminat",
    "closed",
)


def use_case(service: Callable[P, R]) -> Callable[P, R]:
    """Run a service in the write transaction: commit at its end, roll back on any exception."""

    @functools.wraps(service)
    def run(*args: P.args, **kwargs: P.kwargs) -> R:
        with transaction():
            return service(*args, **kwargs)

    run.use_case = True  # type: ignore[attr-defined]
    return run


@contextlib.contextmanager
def transaction() -> Iterator[None]:
    """Open the write transaction, or join the one that is open.

    Raises Conflict when another writer was first, and Unavailable when the database cannot take it.
    """
    if in_use_case():
        yield
        return
    try:
        with in_way("write"):
            journal.forget_pending()
            yield
            journal.write_pending()
            db.session.commit()
    except (StaleDataError, sa.exc.IntegrityError) as error:
        raise Conflict(CHANGED) from error
    except sa.exc.OperationalError as error:
        if any(word in str(error).lower() for word in BUSY_WORDS):
            raise Unavailable(BUSY) from error
        raise


def in_use_case() -> bool:
    """Tell whether a use case is open in this session."""
    return db.session().info.get("way") == "write"
