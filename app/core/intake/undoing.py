"""Undo an import: put back what nobody touched since, remove what it created, name the rest.

`plan_undo(batch_id)` only reads and tells; `undo(batch_id, by=, at=)` does the same inside one use
case. A created row stays where something else hangs on it or where it was changed since.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from app.core import journal
from app.core.access import Actor
from app.core.db import Base, db
from app.core.errors import Conflict, NotFound
from app.core.intake.batches import (
    FEW,
    STAMPS,
    ImportBatch,
    ImportChange,
    chosen,
    chunked,
    plain,
    restored,
    table_named,
)
from app.core.rows import AnyRow
from app.core.use_case import use_case

Created = dict[str, dict[int, dict[str, Any]]]
Parts = frozenset[tuple[str, str]]
MANY = 2_000
NO_PARTS: Parts = frozenset()
UNDONE = "This import was undone already."


@dataclass(slots=True)
class UndoPlan:
    """Say what an undo writes: values by table, id and column, and rows that go; what stays."""

    batch: ImportBatch
    values: dict[str, dict[int, dict[str, Any]]] = field(default_factory=lambda: defaultdict(dict))
    gone: dict[str, set[int]] = field(default_factory=lambda: defaultdict(set))
    kept: dict[str, set[int]] = field(default_factory=lambda: defaultdict(set))
    changed_since: list[tuple[str, int, tuple[str, ...]]] = field(default_factory=list)

    def count(self, *records: str) -> tuple[int, int, int]:
        """Count rows put back, removed, and left as they are, of some tables."""
        stay = {(name, each) for name, each, _ in self.changed_since if name in records}
        stay |= {(name, each) for name in records for each in self.kept.get(name, ())}
        back = sum(len(self.values.get(name, {})) for name in records)
        return back, sum(len(self.gone.get(name, ())) for name in records), len(stay)


def plan_undo(batch_id: int, purpose: str, parts: Parts = NO_PARTS) -> UndoPlan:
    """Say what undoing an import would do; raise NotFound, or Conflict for one undone already.

    `parts` are pairs of tables, such as `("guardian", "student")`, whose rows stay or go together.
    """
    batch = db.session.get(ImportBatch, batch_id)
    if batch is None or batch.purpose != purpose:
        raise NotFound
    if batch.undone_at is not None:
        raise Conflict(UNDONE)
    plan = UndoPlan(batch)
    columns = (ImportChange.record, ImportChange.record_id, ImportChange.ids)
    changes = sa.select(*columns, ImportChange.before, ImportChange.after)
    created: Created = defaultdict(dict)
    changed: dict[str, list[AnyRow]] = defaultdict(list)
    own = changes.where(ImportChange.batch_id == batch_id).order_by(ImportChange.id)
    for change in db.session.execute(own):
        if change.ids is None:
            changed[change.record].append(change)
        else:
            created[change.record] |= dict.fromkeys(change.ids, change.after)
    for name, rows in changed.items():
        _plan_values(plan, name, rows)
    _plan_removals(plan, created, parts)
    return plan


@use_case
def undo(
    batch_id: int, purpose: str, parts: Parts = NO_PARTS, *, by: Actor, at: datetime
) -> UndoPlan:
    """Undo an import as planned now; raise Conflict where another did it at the same time."""
    plan = plan_undo(batch_id, purpose, parts)
    own = (ImportBatch.id == batch_id, ImportBatch.undone_at.is_(None))
    result = db.session.execute(
        sa.update(ImportBatch).where(*own).values(undone_by=by.key, undone_at=at)
    )
    if not result.rowcount:  # type: ignore[attr-defined]
        raise Conflict(UNDONE)
    order = [table.name for table in Base.metadata.sorted_tables]
    for name in sorted(plan.gone, key=order.index, reverse=True):
        table = table_named(name)
        for ids in chunked(sorted(plan.gone[name]), FEW):
            db.session.execute(sa.delete(table).where(table.c.id.in_(ids)))
    for name, rows in plan.values.items():
        _write_values(table_named(name), rows)
    journal.record("undone", "import", batch_id, by=by, at=at)
    return plan


def _plan_values(plan: UndoPlan, name: str, changes: list[AnyRow]) -> None:
    table = table_named(name)
    wanted = {change.record_id: change for change in changes if change.record_id}
    names = sorted({column for change in changes for column in change.after} | {"id"})
    columns = [table.c[column] for column in names]
    found = {row.id: row._mapping for row in chosen(table, columns, list(wanted))}  # noqa: SLF001 - public by its documentation
    for record_id, change in wanted.items():
        now = found.get(record_id, {})
        before: dict[str, Any] = change.before or {}
        same = [each for each in before if each in now and plain(now[each]) == change.after[each]]
        if back := {each: restored(table.c[each], before[each]) for each in same}:
            plan.values[name][record_id] = back
        lost = tuple(each for each in before if each not in same and each not in STAMPS)
        if lost:
            plan.changed_since.append((name, record_id, lost))


def _plan_removals(plan: UndoPlan, created: Created, parts: Parts) -> None:
    for name, rows in created.items():
        plan.kept[name] |= _touched(name, rows) | _hung_on(name, created)
    while _spread(plan, created, parts):
        pass
    for name, rows in created.items():
        plan.gone[name] |= rows.keys() - plan.kept[name]


def _touched(name: str, rows: dict[int, dict[str, Any]]) -> set[int]:
    """Give the created rows whose stamp is another by now."""
    table = table_named(name)
    stamps = [column for column in table.columns if column.name in STAMPS]
    if not stamps:
        return set()
    return {
        row.id
        for row in chosen(table, [table.c.id, *stamps], list(rows))
        if any(plain(row._mapping[each.name]) != rows[row.id].get(each.name) for each in stamps)  # noqa: SLF001 - public by its documentation
    }


def _hung_on(name: str, created: Created) -> set[int]:
    """Give the created rows that a row of elsewhere points to."""
    ids, found = set(created[name]), set()
    for table, column in _pointing_to(name):
        own = created.get(table.name, {})
        query = sa.select(table.c.id if "id" in table.c else column, column)
        if len(ids) <= MANY:
            rows = _of(query, column, ids)
        else:
            rows = iter(db.session.execute(query.where(column.is_not(None))))
        found |= {row[1] for row in rows if row[1] in ids and row[0] not in own}
    return found


def _spread(plan: UndoPlan, created: Created, parts: Parts) -> bool:
    """Keep the parents of what is kept, and the parts of it; tell whether that is more."""
    more = False
    for name, parents in created.items():
        for table, column in _pointing_to(name):
            own = created.get(table.name)
            if not own:
                continue
            together = (table.name, name) in parts
            kept, below = plan.kept[name], plan.kept[table.name]
            for child, parent in chosen(table, [table.c.id, column], list(own)):
                if parent not in parents or (parent in kept) == (child in below):
                    continue
                if child in below or together:
                    kept.add(parent)
                    below.add(child)
                    more = True
    return more


def _pointing_to(name: str) -> Iterator[tuple[sa.Table, sa.Column[Any]]]:
    for table in Base.metadata.sorted_tables:
        for key in table.foreign_keys:
            if key.column.table.name == name:
                yield table, key.parent


def _of(query: sa.Select[Any], column: sa.Column[Any], ids: set[int]) -> Iterator[Any]:
    for chunk in chunked(sorted(ids), FEW):
        yield from db.session.execute(query.where(column.in_(chunk)))


def _write_values(table: sa.Table, rows: dict[int, dict[str, Any]]) -> None:
    """Update rows in bulk, those with the same columns together."""
    groups: dict[tuple[str, ...], list[dict[str, Any]]] = defaultdict(list)
    for record_id, values in rows.items():
        groups[tuple(sorted(values))].append(values | {"key": record_id})
    for names, given in groups.items():
        columns: dict[str, Any] = {name: sa.bindparam(name) for name in names}
        statement = sa.update(table).where(table.c.id == sa.bindparam("key")).values(columns)
        db.session.execute(statement, given)
