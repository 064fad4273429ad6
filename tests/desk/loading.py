"""Load demo districts, and read a whole database as one digest."""

from __future__ import annotations

import functools
import hashlib
from datetime import date

import sqlalchemy as sa
from flask import Flask

from app.core.db import Base, db
from app.core.use_case import transaction
from app.desk.demo.load import let_rooms_write, make
from app.desk.demo.making import SMALL, Making, Scale

SATURDAY = date(2026, 11, 21)
MONDAY = date(2026, 11, 23)
TINY = Scale("tiny", schools=11, students=120, employers=8, placements=14)


@functools.cache
def made(scale: Scale, seed: int, today: date) -> Making:
    """Make a district's rows once for all tests; inside an app context."""
    return make(scale, seed, today)


def a_district(
    app: Flask, *, scale: Scale = SMALL, seed: int = 1, today: date = SATURDAY
) -> Making:
    """Load a demo district into the app's empty database."""
    with app.app_context():
        making = made(scale, seed, today)
        with transaction():
            making.rows.write(db.session.connection())
            let_rooms_write(making.season.loaded_at)
    return making


def digest(app: Flask) -> dict[str, str]:
    """Give a digest of each table's rows, the same on both databases."""
    with app.app_context():
        return {table.name: _digest_of(table) for table in Base.metadata.sorted_tables}


def _digest_of(table: sa.Table) -> str:
    rows = db.session.execute(sa.select(table).order_by(*table.primary_key))
    return hashlib.sha256("\n".join(repr(tuple(row)) for row in rows).encode()).hexdigest()


def one(app: Flask, query: str) -> object:
    """Give the one value that a query finds."""
    with app.app_context():
        return db.session.scalar(sa.text(query))


def rows(app: Flask, query: str) -> list[tuple]:
    """Give the rows that a query finds."""
    with app.app_context():
        return [tuple(row) for row in db.session.execute(sa.text(query))]


def how_many(app: Flask, table: str) -> int:
    """Count the rows of a table."""
    query = sa.select(sa.func.count()).select_from(Base.metadata.tables[table])
    with app.app_context():
        return int(db.session.scalar(query) or 0)


def column(app: Flask, table: str, name: str) -> list[str]:
    """Give the values of one column."""
    with app.app_context():
        return list(db.session.scalars(sa.select(Base.metadata.tables[table].c[name])))
