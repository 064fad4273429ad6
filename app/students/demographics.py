"""Read birth date, sex and race from demographics.csv, once for each combination that occurs."""

from datetime import date
from typing import NamedTuple

from app.core.intake.cells import (
    AMERICAN_DATES,
    CellError,
    is_american,
    to_birth_date,
    to_flag,
    to_sex,
)
from app.core.intake.csv_table import CsvTable
from app.core.intake.problems import Progress
from app.students.oneroster_layouts import RACES

STRICT = frozenset({"", "true", "false", None})


class Facts(NamedTuple):
    """What demographics.csv says of one person; None is not told."""

    birth_date: date | None
    sex: str | None
    races: tuple[str, ...] | None


class _Groups(NamedTuple):
    """Sex and races of one combination of cells, with what is wrong or unusual in them."""

    sex: str | None = None
    races: tuple[str, ...] | None = None
    error: tuple[str, str] | None = None
    loose: str | None = None


def read_demographics(table: CsvTable, on: date, progress: Progress | None) -> dict[str, Facts]:
    """Give the facts of each sourced id; a row with an error is noted and left out."""
    found: dict[str, Facts] = {}
    seen: dict[tuple[str | None, ...], _Groups] = {}
    for number, row in table.rows(progress):
        if not row:
            continue
        sourced_id, _, born, *_ = row
        groups = seen.get(row[3:]) or seen.setdefault(row[3:], _groups(row[3:]))
        facts = _facts(table, number, born or "", groups, on)
        if not sourced_id:
            table.error(number, "sourcedId", "is empty.")
        elif facts and sourced_id in found:
            table.error(number, "sourcedId", "stands in an earlier row too.")
        elif facts:
            found[sourced_id] = facts
    return found


def _facts(table: CsvTable, number: int, born: str, groups: _Groups, on: date) -> Facts | None:
    if groups.error:
        table.error(number, *groups.error)
        return None
    if groups.loose:
        message = "holds words other than true and false; they were understood."
        table.warn(number, groups.loose, message)
    try:
        birth_date = to_birth_date(born, on)
    except CellError as why:
        table.error(number, "birthDate", str(why))
        return None
    if born[4:5] != "-" and is_american(born):
        table.warn(number, "birthDate", AMERICAN_DATES)
    return Facts(birth_date, groups.sex, groups.races)


def _groups(cells: tuple[str | None, ...]) -> _Groups:
    """Read sex and the race columns; a column that the file lacks tells nothing."""
    try:
        sex = to_sex(cells[0]) if cells[0] is not None else None
    except CellError as why:
        return _Groups(error=("sex", str(why)))
    races, loose = [], None
    for name, cell in zip(RACES, cells[1:], strict=True):
        try:
            if to_flag(cell or ""):
                races.append(RACES[name])
        except CellError as why:
            return _Groups(error=(name, str(why)))
        if cell not in STRICT:
            loose = name
    told = any(cell is not None for cell in cells[1:])
    return _Groups(sex, tuple(races) if told else None, loose=loose)
