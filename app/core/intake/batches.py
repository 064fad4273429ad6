"""Remember what an import created and changed, row by row, so that it can be undone.

Inside the import's use case::

    log = batches.begin("employers", file, by=by, at=at)
    log.watch(Employer, [3, 4])        # before they are changed: keeps them as they are
    log.created(Site, [7])             # once they are written
    log.close(created=1, updated=2)    # at the end; an import that did nothing leaves no batch
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time
from enum import Enum
from itertools import chain, islice
from typing import Any, Final, TypeVar, cast

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from app.core.access import Actor
from app.core.columns import reference
from app.core.db import Base, UtcDateTime, db

FEW: Final = 500
STAMPS: Final = ("version", "updated_at")
Key = TypeVar("Key", int, str)
Row = dict[str, Any]
Values = tuple[Any, ...]


class ImportBatch(Base):
    """Be one import: who gave which file, what it did, whether it was undone."""

    __tablename__ = "import_batch"
    __table_args__ = (
        sa.Index("ix_import_batch_purpose", "purpose", "id"),
        sa.CheckConstraint("(undone_at is null) = (undone_by is null)", name="undone"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    purpose: Mapped[str]
    file: Mapped[str]
    counts: Mapped[dict[str, Any]]
    imported_by: Mapped[str]
    imported_at: Mapped[datetime]
    undone_by: Mapped[str | None]
    undone_at: Mapped[datetime | None]


class ImportChange(Base):
    """Be one row that an import changed (`before`, `after`), or many that it created (`ids`)."""

    __tablename__ = "import_change"
    __table_args__ = (
        sa.CheckConstraint("(record_id is null) <> (ids is null)", name="one_or_many"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    batch_id: Mapped[int] = reference("import_batch.id")
    record: Mapped[str]
    record_id: Mapped[int | None]
    ids: Mapped[list[int] | None] = mapped_column(sa.JSON(none_as_null=True))
    before: Mapped[dict[str, Any] | None]
    after: Mapped[dict[str, Any]]


@dataclass
class ImportLog:
    """Gather what one import does; nothing is written before `close`."""

    batch: ImportBatch
    _watched: dict[str, dict[int, Values]] = field(default_factory=dict)
    _created: dict[str, list[int]] = field(default_factory=dict)
    _stamps: dict[str, Row] = field(default_factory=dict)

    def watch(self, model: type[Base], ids: Iterable[int]) -> None:
        """Keep rows as they are now, before they are changed."""
        table = table_of(model)
        kept = self._watched.setdefault(table.name, {})
        kept |= snapshot(table, [each for each in ids if each not in kept])

    def created(self, model: type[Base], ids: Iterable[int], stamp: Row | None = None) -> None:
        """Note rows that were written for the first time.

        `stamp` are their `version` and `updated_at`, where all have the same; it spares a look.
        """
        name = table_of(model).name
        self._created.setdefault(name, []).extend(ids)
        if stamp is not None:
            self._stamps[name] = {each: plain(value) for each, value in stamp.items()}

    def close(self, **counts: object) -> int | None:
        """Write what was noted and give the batch's id; None where nothing was done."""
        self.batch.counts = dict(counts)
        db.session.add(self.batch)
        db.session.flush()
        statement, written = sa.insert(table_of(ImportChange)), 0
        rows = chain(
            *(self._differences(name) for name in self._watched),
            *(self._creations(name) for name in self._created),
        )
        while some := list(islice(rows, FEW)):
            db.session.execute(statement, [row | {"batch_id": self.batch.id} for row in some])
            written += len(some)
        if not written:
            db.session.delete(self.batch)
            return None
        return self.batch.id

    def _differences(self, name: str) -> Iterator[Row]:
        """Compare some hundreds at a time, so that 50,000 changes take little memory."""
        before, table = self._watched[name], table_named(name)
        names = [column.name for column in table.columns]
        for ids in chunked(list(before), FEW):
            now = snapshot(table, ids)
            for record_id in ids:
                old = before.pop(record_id)
                new = now.get(record_id, old)
                places = [place for place in range(len(names)) if old[place] != new[place]]
                if places:
                    yield {
                        "record": name,
                        "record_id": record_id,
                        "ids": None,
                        "before": {names[place]: old[place] for place in places},
                        "after": {names[place]: new[place] for place in places},
                    }

    def _creations(self, name: str) -> Iterator[Row]:
        """Group new rows by their stamps, so that 50,000 of them take few rows here."""
        table = table_named(name)
        stamps = [column for column in table.columns if column.name in STAMPS]
        groups: dict[tuple[Any, ...], list[int]] = {}
        if not stamps or name in self._stamps:
            known = self._stamps.get(name, {})
            groups[tuple(known[column.name] for column in stamps)] = self._created[name]
        else:
            for row in chosen(table, [table.c.id, *stamps], self._created[name]):
                groups.setdefault(tuple(map(plain, row[1:])), []).append(row[0])
        for values, ids in groups.items():
            after = {column.name: value for column, value in zip(stamps, values, strict=True)}
            for chunk in chunked(ids, FEW):
                yield {
                    "record": name,
                    "record_id": None,
                    "ids": chunk,
                    "before": None,
                    "after": after,
                }


def begin(purpose: str, file: str, *, by: Actor, at: datetime) -> ImportLog:
    """Begin to note what one import does."""
    return ImportLog(
        ImportBatch(purpose=purpose, file=file, counts={}, imported_by=by.key, imported_at=at)
    )


def snapshot(table: sa.Table, ids: Sequence[int]) -> dict[int, Values]:
    """Give whole rows by id, their values as JSON has them."""
    rows = chosen(table, list(table.columns), ids)
    return {row.id: tuple(map(plain, row)) for row in rows}


def chosen(
    table: sa.Table, columns: Sequence[sa.ColumnElement[Any]], ids: Sequence[int]
) -> Iterator[Any]:
    """Give columns of the rows with these ids, some hundreds at a time."""
    for chunk in chunked(sorted(ids), FEW):
        yield from db.session.execute(sa.select(*columns).where(table.c.id.in_(chunk)))


def chunked(ids: Iterable[Key], size: int) -> Iterator[list[Key]]:
    """Cut ids into lists of a size."""
    rest = iter(ids)
    while chunk := list(islice(rest, size)):
        yield chunk


def plain(value: object) -> Any:  # noqa: ANN401 - whatever JSON holds
    """Give a value as JSON has it."""
    if isinstance(value, Enum):
        return value.value
    return value.isoformat() if isinstance(value, datetime | date | time) else value


def restored(column: sa.Column[Any], value: Any) -> Any:  # noqa: ANN401 - the column's own type
    """Give a value of JSON as its column has it."""
    if value is None:
        return None
    kind = column.type
    if isinstance(kind, UtcDateTime | sa.DateTime):
        return datetime.fromisoformat(value)
    if isinstance(kind, sa.Date):
        return date.fromisoformat(value)
    if isinstance(kind, sa.Time):
        return time.fromisoformat(value)
    if isinstance(kind, sa.Enum) and kind.enum_class:
        return kind.enum_class(value)
    return value


def table_of(model: type[Base]) -> sa.Table:
    """Give the table of a model."""
    return cast("sa.Table", model.__table__)


def table_named(name: str) -> sa.Table:
    """Give a table by its name."""
    return Base.metadata.tables[name]


def recent(purpose: str, *, by: Actor | None = None) -> sa.Select[*tuple[Any, ...]]:
    """Give the query of a purpose's imports, all or those of one person."""
    query = sa.select(*table_of(ImportBatch).columns).where(ImportBatch.purpose == purpose)
    return query.where(ImportBatch.imported_by == by.key) if by else query
