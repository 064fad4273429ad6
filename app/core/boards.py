"""Say once what a list is; its table, its CSV and its workbook all come from that."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from operator import attrgetter
from typing import IO, Any
from urllib.parse import urlencode

import sqlalchemy as sa
from flask import Response, request

from app.core import clock, journal, listing, respond, sheets
from app.core.access import Actor, Rule, everyone
from app.core.errors import Invalid
from app.core.guard import current_actor
from app.core.listing import Active, Wanted
from app.core.rows import AnySelect
from app.core.sheets import Cell
from app.core.states import words
from app.core.use_case import use_case

Value = str | Callable[[Any], Any]
Sorts = Mapping[str, sa.SQLColumnExpression[Any]]
MOST_ROWS = 100_000
CSV = "text/csv; charset=utf-8"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@dataclass(frozen=True, slots=True)
class Column:
    """Be a column of a list.

    `value` gives what a spreadsheet gets: an attribute of the row, or a function of it. A column
    that shows several things names them in `parts`, each a column of the spreadsheet; one of
    buttons has neither. `who` may see it; `number` sets it to the right.
    """

    heading: str
    value: Value = ""
    sort: str = ""
    number: bool = False
    parts: tuple[tuple[str, Value], ...] = ()
    who: Rule = everyone

    def cells(self) -> tuple[tuple[str, Value], ...]:
        """Give the headings and values that it has in a spreadsheet."""
        return self.parts or (((self.heading, self.value),) if self.value else ())


@dataclass(frozen=True, slots=True)
class Filter:
    """Be a filter: its name in the address, its label, and who may use it.

    `choices` names what the page is given to choose from: pairs of value and words.
    """

    name: str
    label: str
    choices: str = ""
    who: Rule = everyone


@dataclass(frozen=True, slots=True, kw_only=True)
class Board:
    """Be a list: its name, its filters and its columns in the order of the table.

    `first` is the sort of an address that names none, turned round by a minus. `enrich` puts
    beside a chunk of rows what no query of columns can say, row for row.
    """

    name: str
    filters: tuple[Filter, ...]
    columns: tuple[Column, ...]
    first: str = ""
    enrich: Callable[[Sequence[Any]], Sequence[Any]] | None = None

    def wanted(self, actor: Actor) -> Wanted:
        """Read what the address asks of this list, as far as an actor may ask."""
        sorts = [column.sort for column in self.seen_by(actor) if column.sort]
        names = [each.name for each in self.filters if each.who(actor)]
        first = self.first or sorts[0]
        found = listing.wanted(names, sorts)
        if request.args.get("sort", "").removeprefix("-") in sorts:
            return found
        return dataclasses.replace(
            found, sort=first.removeprefix("-"), descending=first.startswith("-")
        )

    def seen_by(self, actor: Actor) -> list[Column]:
        """Give the columns that an actor may see."""
        return [column for column in self.columns if column.who(actor)]

    def answer(
        self,
        query: AnySelect,
        wanted: Wanted,
        sorts: Sorts,
        template: str,
        fragment: str,
        /,
        **context: Any,
    ) -> Response:
        """Answer with the page or its fragment, or with the file that the address asks for."""
        if wanted.format:
            return self._file(query, wanted, sorts)
        found = listing.page_of(query, wanted, sorts)
        page = dataclasses.replace(
            found,
            rows=self.enrich(found.rows) if self.enrich else found.rows,
            columns=self.seen_by(current_actor()),
            active=self._active(wanted, context),
        )
        return respond.page_or_fragment(template, fragment, page=page, wanted=wanted, **context)

    def _active(self, wanted: Wanted, context: Mapping[str, Any]) -> list[Active]:
        return [
            Active(
                each.label,
                _in_words(wanted.get(each.name), context.get(each.choices, ())),
                _address(wanted, but=each.name),
            )
            for each in self.filters
            if wanted.get(each.name)
        ]

    def _file(self, query: AnySelect, wanted: Wanted, sorts: Sorts) -> Response:
        actor, now = current_actor(), clock.now()
        total = listing.count_of(query)
        if total > MOST_ROWS:
            msg = f"This list has {total:,} rows, and a file holds at most {MOST_ROWS:,}."
            raise Invalid(f"{msg} Filter it first, then take it in parts.")
        cells = [cell for column in self.seen_by(actor) for cell in column.cells()]
        rows = self._rows(listing.all_of(query, wanted, sorts), [value for _, value in cells])
        made = _write(wanted.format, self.name, [heading for heading, _ in cells], rows)
        _note(self.name, wanted, total, by=actor, at=now)
        name = f"{self.name}-{clock.district_day(now).isoformat()}.{wanted.format}"
        return respond.download(made, name, CSV if wanted.format == "csv" else XLSX)

    def _rows(
        self, chunks: Iterable[Sequence[Any]], values: Sequence[Value]
    ) -> Iterator[list[Cell]]:
        readers = [reader(value) for value in values]
        for chunk in chunks:
            for row in self.enrich(chunk) if self.enrich else chunk:
                yield [_local(read(row)) for read in readers]


def reader(value: Value) -> Callable[[Any], Any]:
    """Give the function that reads a column's value off a row."""
    return attrgetter(value) if isinstance(value, str) else value


def said(name: str) -> Callable[[Any], str]:
    """Give the value of a column that holds a state or a kind: its words, as pages say it."""
    read = attrgetter(name)
    return lambda row: words(read(row) or "").capitalize()


def in_hours(name: str) -> Callable[[Any], Cell]:
    """Give the value of a column of minutes: its hours."""
    read = attrgetter(name)
    return lambda row: None if read(row) is None else sheets.hours(read(row))


def in_dollars(name: str) -> Callable[[Any], Cell]:
    """Give the value of a column of cents: its dollars."""
    read = attrgetter(name)
    return lambda row: None if read(row) is None else sheets.amount(read(row))


def shown_name(row: Any) -> str:  # noqa: ANN401 - a row of any list of students
    """Give the given name by which a student is called."""
    return str(row.preferred_name or row.given_name)


STUDENT = (("Given name", shown_name), ("Family name", "family_name"))


def _write(
    kind: str, title: str, headings: Sequence[str], rows: Iterable[Sequence[Cell]]
) -> IO[bytes]:
    if kind == "csv":
        return sheets.csv_file(headings, rows)
    return sheets.xlsx_file(title, headings, rows)


def _local(value: Any) -> Cell:  # noqa: ANN401 - whatever a column holds
    if isinstance(value, datetime):
        return clock.district_time(value).replace(second=0, microsecond=0, tzinfo=None)
    cell: Cell = value
    return cell


@use_case
def _note(name: str, wanted: Wanted, rows: int, *, by: Actor, at: datetime) -> None:
    if by.id is None:
        return
    # what was searched for may be a person's name, which the journal does not hold
    filters = {key: value for key, value in wanted.filters.items() if key != "q"}
    journal.record(
        "exported",
        "user",
        by.id,
        by=by,
        at=at,
        list=name,
        format=wanted.format,
        rows=rows,
        filters=filters,
        searched="q" in wanted.filters or None,
    )


def _in_words(value: str, choices: Iterable[Any]) -> str:
    for choice in choices:
        known, said_as = choice if isinstance(choice, tuple) else (choice, choice)
        if str(known) == value:
            return words(said_as).capitalize() if isinstance(said_as, StrEnum) else str(said_as)
    return value


def _address(wanted: Wanted, *, but: str) -> str:
    query = {key: value for key, value in wanted.filters.items() if key != but}
    query["sort"] = f"{'-' if wanted.descending else ''}{wanted.sort}"
    return f"{request.path}?{urlencode(query)}"
