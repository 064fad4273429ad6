"""Read what a list's address asks for, and give one page of rows in two statements.

A list that people sort, filter and take away says what it is once, as a Board (app.core.boards):

    BOARD = Board(
        name="students", one="student", many="students",
        filters=(Filter("q", "Search"), Filter("school", "School", "schools")),
        columns=(
            Column("Family name", "family_name", sort="name"),
            Column("Grade", "grade", sort="grade"),
        ),
    )

    @bp.get("/students")
    @access(can_see_students)
    def index() -> Response:
        actor = current_actor()
        wanted = BOARD.wanted(actor)
        return BOARD.answer(
            queries.listed(actor, wanted.filters), wanted, queries.columns(),
            "students/index.html", "students/_list.html", schools=school_choices(actor),
        )

Its template begins with `{{ count(page, "student", "students") }}`, which also says what is
filtered, heads the table with `{{ heads(page, wanted) }}`, writes one cell a column in that order,
and ends with `{{ pager(page, wanted) }}`, which links the CSV and the workbook of what is seen.
tests/desk/test_what_is_seen_is_what_is_exported.py holds every board to it.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa
from flask import request

from app.core import text
from app.core.db import db
from app.core.rows import AnyRow, AnySelect

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from app.core.boards import Column

PAGE_SIZE = 50
LAST_PAGE = 100_000
CHUNK = 1000
FORMATS = ("csv", "xlsx")


@dataclass(frozen=True, slots=True)
class Active:
    """Be a filter that is set: its label, its value in words, and the address without it."""

    label: str
    words: str
    without: str


@dataclass(frozen=True, slots=True)
class Page:
    """Be one page of a list: its rows, how many there are in all, and what its board says."""

    rows: Sequence[Any]
    total: int
    number: int
    size: int = PAGE_SIZE
    columns: Sequence[Column] = ()
    active: Sequence[Active] = ()

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
    format: str = ""

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
        format=args.get("format", "") if args.get("format") in FORMATS else "",
    )


def page_of(
    query: AnySelect,
    wanted: Wanted,
    columns: Mapping[str, sa.SQLColumnExpression[Any]],
    *,
    total: int | None = None,
) -> Page:
    """Give one sorted page of a query of columns, and the count of all its rows: two statements.

    A page beyond the last is the last: rows may have gone since its address was made. Whoever has
    counted the rows by a cheaper query gives their `total`.
    """
    total = count_of(query) if total is None else total
    number = min(wanted.page, max(1, -(-total // PAGE_SIZE)))
    ordered = _ordered(query, wanted, columns)
    rows = db.session.execute(ordered.limit(PAGE_SIZE).offset((number - 1) * PAGE_SIZE)).all()
    return Page(rows, total, number)


def count_of(query: AnySelect) -> int:
    """Count the rows of a query."""
    plain = query.order_by(None)
    if query._group_by_clauses or query._distinct:  # noqa: SLF001 - its rows are not those joined
        counted = sa.select(sa.func.count()).select_from(plain.subquery())
    else:
        counted = plain.with_only_columns(sa.func.count(), maintain_column_froms=True)
    return db.session.scalar(counted) or 0


def all_of(
    query: AnySelect, wanted: Wanted, columns: Mapping[str, sa.SQLColumnExpression[Any]]
) -> Iterator[Sequence[AnyRow]]:
    """Give every row of a query sorted as its page is, in chunks: one statement."""
    yield from db.session.execute(_ordered(query, wanted, columns)).partitions(CHUNK)


def _ordered(
    query: AnySelect, wanted: Wanted, columns: Mapping[str, sa.SQLColumnExpression[Any]]
) -> AnySelect:
    column = columns[wanted.sort]
    tie = [columns["id"]] if "id" in columns else []
    return query.order_by(column.desc() if wanted.descending else column, *tie)
