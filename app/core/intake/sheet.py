"""Read a sheet whole, from a file or from pasted cells: its header and its rows, numbered."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from app.core.intake import workbook
from app.core.intake.csv_table import MAX_COLUMNS, SheetTable, header_of
from app.core.intake.csv_text import CsvText
from app.core.intake.given_files import MAX_NAME, ZIP_MAGIC, open_upload, read_path
from app.core.intake.headers import HEADER_ROW, Layout
from app.core.intake.problems import FileRefusedError, Problem, Problems

PASTED = "Pasted cells"
MAX_ROWS = 200_000
OLD_EXCEL = b"\xd0\xcf\x11\xe0"
Rows = list[tuple[int, list[str]]]


@dataclass(frozen=True, slots=True)
class Sheet:
    """Be a sheet: its headings, its rows by their number in the spreadsheet, what is odd in it."""

    file: str
    header: list[str]
    rows: Rows
    warnings: tuple[Problem, ...] = ()

    def table(
        self, layout: Layout, problems: Problems, places: Mapping[str, int] | None = None
    ) -> SheetTable:
        """Open it as a table of a layout's columns; raise FileRefusedError for a missing one."""
        rows = ((number, list(cells)) for number, cells in self.rows)
        lines = self.rows[-1][0] if self.rows else HEADER_ROW
        return SheetTable(
            self.file, self.header, rows, layout, problems, places=places, lines=lines
        )


def read_sheet(name: str, content: bytes) -> Sheet:
    """Read an uploaded CSV or XLSX, told apart by its content; raises FileRefusedError."""
    shown = PurePosixPath(name.replace("\\", "/")).name[:MAX_NAME] or "upload"
    if content[:4] == OLD_EXCEL:
        message = (
            "is an old or locked Excel workbook. Take off its password, choose Save As, Excel "
            "Workbook (.xlsx) or CSV UTF-8, and use that file."
        )
        raise FileRefusedError(shown, message)
    problems = Problems()
    if content[:4] in ZIP_MAGIC and workbook.is_workbook(content):
        header, rows = _numbered(shown, workbook.rows_of(shown, content, problems))
        return Sheet(shown, header, rows, problems.warnings)
    files = open_upload(name, content)
    if len(files.names) != 1:
        message = f"holds {len(files.names)} CSV files; one sheet is wanted."
        raise FileRefusedError(shown, message)
    (inner, label), *_ = files.names.items()
    return _from_csv(label, files.read(inner), problems)


def read_sheet_path(path: Path) -> Sheet:
    """Read a CSV or XLSX from disk; raises FileRefusedError, and OSError for an unreadable one."""
    return read_sheet(path.name, read_path(path, path.name))


def read_pasted(text: str, *, has_header: bool = True) -> Sheet:
    """Read cells as a spreadsheet copies them; without a header the columns are A, B, C."""
    problems = Problems()
    content = text.strip("\r\n").encode("utf-8", "replace")
    if not content.strip():
        raise FileRefusedError(PASTED, "hold nothing.")
    if has_header:
        return Sheet(*_parts(_from_csv(PASTED, content, problems)))
    lettered = [_letter(place) for place in range(MAX_COLUMNS)]
    records = list(CsvText(PASTED, content, problems).records())
    width = min(max(map(len, records)), MAX_COLUMNS)
    rows = [(number, _wide(cells, width)) for number, cells in enumerate(records, 1)]
    return Sheet(PASTED, lettered[:width], rows)


def _parts(sheet: Sheet) -> tuple[str, list[str], Rows]:
    # that pasted cells are separated by tabs is no news to anybody
    return sheet.file, sheet.header, sheet.rows


def _from_csv(file: str, content: bytes, problems: Problems) -> Sheet:
    records = CsvText(file, content, problems).records()
    header, rows = _numbered(file, enumerate(records, HEADER_ROW))
    return Sheet(file, header, rows, problems.warnings)


def _numbered(file: str, records: workbook.Records) -> tuple[list[str], Rows]:
    """Take the header off, and keep the rows that hold anything."""
    _, first = next(records, (HEADER_ROW, []))
    header = header_of(file, first)
    rows: Rows = []
    for number, cells in records:
        if not any(cell and not cell.isspace() for cell in cells):
            continue
        if len(rows) >= MAX_ROWS:
            raise FileRefusedError(file, f"has more than {MAX_ROWS:,} rows. Cut it in parts.")
        rows.append((number, cells))
    return header, rows


def _wide(cells: list[str], width: int) -> list[str]:
    return cells[:width] + [""] * (width - len(cells))


def _letter(place: int) -> str:
    high, low = divmod(place, 26)
    return f"Column {_letter_of(high - 1) if high else ''}{_letter_of(low)}"


def _letter_of(number: int) -> str:
    return chr(ord("A") + number)
