"""Lay out the bad rows of a kept sheet, so that a person can mend them in place."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from app.core.intake.headers import HEADER_ROW
from app.core.intake.kept_sheets import Kept
from app.core.intake.problems import Problem

SHOWN = 50


@dataclass(frozen=True, slots=True)
class BadCell:
    """Be one cell as a field: its name in the form, its heading, its text, what is wrong."""

    name: str
    title: str
    text: str
    wrong: str


@dataclass(frozen=True, slots=True)
class BadRow:
    """Be one row with an error, and what is wrong with it besides its cells."""

    number: int
    cells: tuple[BadCell, ...]
    wrong: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Fixable:
    """Be the first bad rows of a sheet, how many there are, and the version that they are of."""

    rows: tuple[BadRow, ...]
    total: int
    version: int


def fixable(kept: Kept, places: Mapping[str, int], errors: Iterable[Problem]) -> Fixable:
    """Give the rows that hold an error, with the cells that are read, at most 50 rows."""
    wrong: dict[int, list[Problem]] = {}
    for error in errors:
        if error.row and error.row > HEADER_ROW and error.file == kept.sheet.file:
            wrong.setdefault(error.row, []).append(error)
    rows = {number: cells for number, cells in kept.sheet.rows if number in wrong}
    shown = [_bad_row(kept, places, number, rows[number], wrong[number]) for number in rows]
    return Fixable(tuple(shown[:SHOWN]), len(shown), kept.version)


def _bad_row(
    kept: Kept, places: Mapping[str, int], number: int, cells: list[str], wrong: list[Problem]
) -> BadRow:
    header = kept.sheet.header
    names = {place: name for name, place in places.items()}
    read = sorted(names) + list(range(len(header), len(cells)))
    messages = {each.column: each.message for each in reversed(wrong) if each.column}
    laid = []
    for place in read:
        title = header[place] if place < len(header) else "Beyond the last column"
        text = cells[place] if place < len(cells) else ""
        # an error names the heading, or the column that it was read as
        said = [messages.pop(each, "") for each in dict.fromkeys((title, names.get(place, "")))]
        laid.append(BadCell(f"cell-{number}-{place}", title, text, " ".join(filter(None, said))))
    rest = [each.message for each in wrong if not each.column or each.column in messages]
    return BadRow(number, tuple(laid), tuple(rest))
