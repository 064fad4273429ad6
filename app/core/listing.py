"""Read what a list's address asks for, and give one page of rows in two statements."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa
from flask import request

from app.core import text
from app.core.db import db
from app.core.rows import AnySelect

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

PAGE_SIZE = 50
LAST_PAGE = 100_000


@dataclass(frozen=True, slots=True)
class Page:
    """Be one page of a list: its rows, and how many there are in all."""

    rows: Sequence[Any]
    total: int
    number: int
    size: int = PAGE_SIZE

    @property
    def last(self) -> int:
        """Give the number of the last page, at least 1."""
        return max(1, -(-self.total // self.size))

    @property
    def first_row(self) -> int:
        """Give the number of the first row shown, 0 on an empty page."""
        return (self.number - 1) * self.size + 1 if self.rows else 0

    @property
    def last_row(self) -> int:
        """Give the number of the last row shown."""
        return (self.number - 1) * self.size + len(self.rows)


@dataclass(frozen=True, slots=True)
class Wanted:
    """Be what a list's address asks for: page, sort and filters, all checked."""

    page: int
    sort: str
    descending: bool
    filters: dict[str, str]

    def get(self, name: str) -> str:
        """Give a filter's text, empty when it is not set."""
        return self.filters.get(name, "")

    def number(self, name: str) -> int | None:
        """Give a filter that is a record's id, or None."""
        return text.number(self.get(name))


def wanted(filters: Sequence[str], sorts: Sequence[str]) -> Wanted:
    """Read `page`, `sort` (a leading minus turns it round) and the named filters."""
    args = request.args
    number = text.number(args.get("page", "1")) or 1
    sort = args.get("sort", "")
    name = sort.removeprefix("-")
    return Wanted(
        page=min(max(number, 1), LAST_PAGE),
        sort=name if name in sorts else sorts[0],
        descending=sort.startswith("-") and name in sorts,
        filters={key: args[key].strip()[:200] for key in filters if args.get(key, "").strip()},
    )


def page_of(
    query: AnySelect,
    wanted: Wanted,
    columns: Mapping[str, sa.SQLColumnExpression[Any]],
) -> Page:
    """Give one sorted page of a query of columns, and the count of all its rows: two statements.

    A page beyond the last is the last: rows may have gone since its address was made.
    """
    counted = sa.select(sa.func.count()).select_from(query.order_by(None).subquery())
    total = db.session.scalar(counted) or 0
    number = min(wanted.page, max(1, -(-total // PAGE_SIZE)))
    column = columns[wanted.sort]
    ordered = query.order_by(column.desc() if wanted.descending else column, *_tie(columns))
    rows = db.session.execute(ordered.limit(PAGE_SIZE).offset((number - 1) * PAGE_SIZE)).all()
    return Page(rows, total, number)


def _tie(columns: Mapping[str, sa.SQLColumnExpression[Any]]) -> list[sa.SQLColumnExpression[Any]]:
    return [columns["id"]] if "id" in columns else []
