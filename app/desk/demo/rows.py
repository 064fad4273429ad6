"""Collect rows table by table and write them in bulk; never as entities."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import sqlalchemy as sa

if TYPE_CHECKING:
    from app.core.db import Base

CHUNK = 5_000
Row = dict[str, Any]


class Rows:
    """Be the rows of every table, numbered from 1 in the order in which they were added.

    A large district does not fit into memory: rows that nothing reads any more are written and
    forgotten, and their numbers go on.
    """

    def __init__(self) -> None:
        self._of: dict[type[Base], list[Row]] = {}
        self._forgotten: dict[type[Base], int] = {}
        self._written: dict[type[Base], int] = {}

    def add(self, model: type[Base], **values: object) -> int:
        """Add a row and give its id; rows of one table name the same columns."""
        rows = self._of.setdefault(model, [])
        values["id"] = number = self._forgotten.get(model, 0) + len(rows) + 1
        rows.append(values)
        return number

    def link(self, model: type[Base], **values: object) -> None:
        """Add a row of a table whose key is made of others'."""
        self._of.setdefault(model, []).append(values)

    def of(self, model: type[Base]) -> list[Row]:
        """Give the rows of a table so far, but for those forgotten."""
        return self._of.setdefault(model, [])

    def row(self, model: type[Base], row_id: int) -> Row:
        """Give one row, to be read or finished."""
        return self._of[model][row_id - 1 - self._forgotten.get(model, 0)]

    def count(self, model: type[Base]) -> int:
        """Count the rows of a table, those forgotten too."""
        return self._forgotten.get(model, 0) + len(self.of(model))

    def counts(self) -> dict[str, int]:
        """Count the rows of each table, by its name."""
        return {model.__tablename__: self.count(model) for model in self._of}

    def write(self, connection: sa.Connection) -> None:
        """Insert everything that is not forgotten."""
        self._written = dict(self._forgotten)
        self.write_new(connection)

    def write_new(self, connection: sa.Connection) -> None:
        """Insert what is not written yet, parents first.

        Sets PostgreSQL's counters behind the last ids.
        """
        by_table = {model.__table__: model for model in self._of}
        for table in next(iter(self._of)).metadata.sorted_tables:
            if table in by_table:
                self._write_table(connection, table, by_table[table])

    def _write_table(self, connection: sa.Connection, table: sa.Table, model: type[Base]) -> None:
        done, last = self._written.get(model, 0), self.count(model)
        first = done - self._forgotten.get(model, 0)
        rows = self._of[model]
        for start in range(first, len(rows), CHUNK):
            connection.execute(sa.insert(table), rows[start : start + CHUNK])
        self._written[model] = last
        if last > done and "id" in table.c and connection.dialect.name == "postgresql":
            _set_counter(connection, table.name, last)

    def forget(self, *models: type[Base]) -> None:
        """Let go of the rows that are written."""
        for model in models:
            rows = self.of(model)
            unwritten = self.count(model) - self._written.get(model, 0)
            self._forgotten[model] = self._written.get(model, 0)
            del rows[: len(rows) - unwritten]


def _set_counter(connection: sa.Connection, table: str, last: int) -> None:
    counter = sa.func.pg_get_serial_sequence(table, "id")
    connection.execute(sa.select(sa.func.setval(counter, last)))
