"""Count the statements that a stretch of code sends to a database."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from typing import Any

import sqlalchemy as sa

NOT_COUNTED = ("BEGIN", "COMMIT", "ROLLBACK", "PRAGMA", "SAVEPOINT", "RELEASE")


class Statements(list[str]):
    """Be the statements seen, oldest first; transaction control and PRAGMAs are left out."""

    def __str__(self) -> str:
        """Number them, one on a line."""
        return "\n".join(
            f"{number}. {' '.join(text.split())}" for number, text in enumerate(self, 1)
        )


@contextlib.contextmanager
def query_count(expected: int | None = None) -> Iterator[Statements]:
    """Count statements on every engine of this process; fail when not as many as expected."""
    seen = Statements()

    def note(_connection: Any, _cursor: Any, statement: str, *_: Any) -> None:
        if not statement.lstrip().upper().startswith(NOT_COUNTED):
            seen.append(statement)

    sa.event.listen(sa.Engine, "before_cursor_execute", note)
    try:
        yield seen
    finally:
        sa.event.remove(sa.Engine, "before_cursor_execute", note)
    if expected is not None:
        assert len(seen) == expected, f"{len(seen)} statements, not {expected}:\n{seen}"
