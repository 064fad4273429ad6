"""Plant a fault that the database's own guards would refuse: take them off one table first."""

from __future__ import annotations

import contextlib
import sqlite3

import sqlalchemy as sa
from flask import Flask

from app.core.db import db


def plant(app: Flask, table: str, *faults: str) -> None:
    """Take triggers, uniqueness and CHECKs off a table, then run the statements."""
    with app.app_context():
        if db.engine.dialect.name == "sqlite":
            _plant_in_sqlite(str(db.engine.url.database), table, faults)
        else:
            _plant_in_postgres(table, faults)


def _plant_in_sqlite(path: str, table: str, faults: tuple[str, ...]) -> None:
    with contextlib.closing(sqlite3.connect(path, isolation_level=None)) as connection:
        for statement in (
            "PRAGMA foreign_keys=OFF",
            # so that what points at the table goes on pointing at its name
            "PRAGMA legacy_alter_table=ON",
            f'ALTER TABLE "{table}" RENAME TO guarded',
            f'CREATE TABLE "{table}" AS SELECT * FROM guarded',  # noqa: S608 - our own names
            "DROP TABLE guarded",
            *faults,
        ):
            connection.execute(statement)


def _plant_in_postgres(table: str, faults: tuple[str, ...]) -> None:
    found = sa.text(
        "select conname from pg_constraint where conrelid = cast(:name as regclass) "
        "and contype in ('c', 'u')"
    )
    with db.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        quoted = f'"{table}"'
        for name in connection.scalars(found, {"name": quoted}).all():
            connection.execute(sa.text(f'ALTER TABLE {quoted} DROP CONSTRAINT "{name}"'))
        connection.execute(sa.text(f"ALTER TABLE {quoted} DISABLE TRIGGER USER"))
        for fault in faults:
            connection.execute(sa.text(fault))
