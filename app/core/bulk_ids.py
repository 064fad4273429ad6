"""Reserve ids for rows that are written in bulk, so that what hangs on them can be written too."""

from __future__ import annotations

from collections.abc import Iterator
from typing import cast

import sqlalchemy as sa

from app.core.db import Base, db
from app.core.journal import Event


def reserve_ids(model: type[Base], count: int) -> Iterator[int]:
    """Give so many new ids of a table, inside the open use case.

    SQLite would give a removed row's id out again, and with it that row's journal; never here.
    """
    table = cast("sa.Table", model.__table__)
    if db.engine.dialect.name == "postgresql":
        sequence = sa.func.pg_get_serial_sequence(table.name, "id")
        numbers = sa.func.generate_series(1, count).table_valued("value")
        return iter(db.session.scalars(sa.select(sa.func.nextval(sequence)).select_from(numbers)))
    highest = db.session.scalar(sa.select(sa.func.max(table.c.id))) or 0
    of_table = Event.record == table.name
    told = db.session.scalar(sa.select(sa.func.max(Event.record_id)).where(of_table)) or 0
    first = max(highest, told) + 1
    return iter(range(first, first + count))
