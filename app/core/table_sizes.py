"""Let SQLite know how its tables are filled, so that it takes the right index; PostgreSQL does."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Final

from app.core.db import db

EVERY: Final = timedelta(hours=1)
# looks at so many rows of each index: milliseconds, whatever the size of the database
ROWS: Final = 1000
_measured: dict[str, datetime] = {}


def measure(at: datetime) -> int:
    """Measure the tables of SQLite at most once an hour of a process; give 0, as nothing is sent.

    Without it SQLite guesses, and at 50,000 students it reads a week of everybody to find one
    supervisor's: 37 ms instead of 6 for an answer (benchmarks, confirming).
    """
    engine = db.engine
    last = _measured.get(str(engine.url))
    if engine.dialect.name == "sqlite" and (last is None or not last <= at < last + EVERY):
        _measured[str(engine.url)] = at
        measure_now()
    return 0


def measure_now() -> None:
    """Measure the tables of SQLite, as after much was loaded; does nothing on PostgreSQL."""
    if db.engine.dialect.name != "sqlite":
        return
    with db.engine.connect().execution_options(way="read") as connection:
        connection.exec_driver_sql(f"PRAGMA analysis_limit={ROWS}")
        connection.exec_driver_sql("ANALYZE")
