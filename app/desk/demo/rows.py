"""Collect rows table by table and write them in bulk; never as entities."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import sqlalchemy as sa

if TYPE_CHECKING:
    from app.core.db import Base

CHUNK = 5_000
Row = dict[str, Any]


class Rows:
    """Be the rows of every table, numbered from 1 in the order in which they were added."""

    def __init__(self) -> None:
        self._of: dict[type[Base], list[Row]] = {}

    def add(self, model: type[Base], **values: object) -> int:
        """Add a row and give its id; rows of one table name the same columns."""
        rows = self._of.setdefault(model, [])
        values["id"] = len(rows) + 1
        rows.append(values)
        return len(rows)

    def link(self, model: type[Base], **values: object) -> None:
        """Add a row of a table whose key is made of others'."""
        self._of.setdefault(model, []).append(values)

    def of(self, model: type[Base]) -> list[Row]:
        """Give the rows of a table so far."""
        return self._of.setdefault(model, [])

    def row(self, model: type[Base], row_id: int) -> Row:
        """Give one row, to be read or finished."""
        return self._of[model][row_id - 1]

    def counts(self) -> dict[str, int]:
        """Count the rows of each table, by its name."""
        return {model.__tablename__: len(rows) for model, rows in self._of.items()}

    def write(self, connection: sa.Connection) -> None:
        """Insert everything, parents first, and set PostgreSQL's counters behind the last ids."""
        by_table = {model.__table__: rows for model, rows in self._of.items()}
        for table in next(iter(self._of)).metadata.sorted_tables:
            rows = by_table.get(table, [])
            for start in range(0, len(rows), CHUNK):
                connection.execute(sa.insert(table), rows[start : start + CHUNK])
            if rows and "id" in table.c and connection.dialect.name == "postgresql":
                _set_counter(connection, table.name, len(rows))


def _set_counter(connection: sa.Connection, table: str, last: int) -> None:
    counter = sa.func.pg_get_serial_sequence(table, "id")
    connection.execute(sa.select(sa.func.setval(counter, last)))
