"""Read birth date, sex and race from demographics.csv, once for each combination that occurs."""

from datetime import date
from typing import NamedTuple

from app.students.cells import CellError, to_flag, to_sex
from app.students.csv_table import CsvTable
from app.students.oneroster_layouts import RACES
from app.students.roster import Progress
from app.students.row_cells import RowCells

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
        sourced_id, groups = row[0], row[3:]
        if groups not in seen:
            seen[groups] = _groups(groups)
        facts = _facts(table, number, row[2] or "", seen[groups], on)
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
        table.warn(
            number, groups.loose, "holds words other than true and false; they were understood."
        )
    cells = RowCells(table, number)
    birth_date = cells.birth_date("birthDate", born, on)
    if cells.wrong:
        return None
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
