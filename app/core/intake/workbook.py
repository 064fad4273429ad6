"""Read the first visible sheet of an Excel workbook; its size is checked before it is parsed."""

from __future__ import annotations

import io
import re
import time
import warnings
import zipfile
from collections.abc import Iterator
from datetime import date, datetime
from datetime import time as wall_time
from pathlib import Path
from typing import Any

import openpyxl

from app.core.intake.csv_table import MAX_COLUMNS
from app.core.intake.given_files import BROKEN_ZIP, MAX_ENTRIES
from app.core.intake.problems import FileRefusedError, Problems

SHEETS = "xl/worksheets/"
CONTENT_TYPES = "[Content_Types].xml"
MAX_UNZIPPED = 64 * 1024 * 1024
MAX_RATIO = 60
RATIO_MATTERS_FROM = 2 * 1024 * 1024
MAX_SECONDS = 30
LOOK_AT_CLOCK = 256
ROW = re.compile(rb"<(?:\w+:)?row[\s>]")
CELL = re.compile(rb"<(?:\w+:)?c[\s>/]")
HIDDEN = re.compile(rb"<(?:\w+:)?(row|col) [^>]*\bhidden=\"(?:1|true)\"")
FORMULA = re.compile(rb"<(?:\w+:)?f[\s>/]")
MERGED = re.compile(rb"<(?:\w+:)?mergeCell ")
ZEROS = re.compile(r"0{2,20}")
Records = Iterator[tuple[int, list[str]]]


def is_workbook(source: bytes | Path) -> bool:
    """Tell whether a zip is an Excel workbook."""
    try:
        with zipfile.ZipFile(
            io.BytesIO(source) if isinstance(source, bytes) else source
        ) as archive:
            return CONTENT_TYPES in archive.namelist()[:MAX_ENTRIES]
    except BROKEN_ZIP:
        return False


def rows_of(file: str, content: bytes, problems: Problems) -> Records:
    """Yield the rows of the first visible sheet by number; raises FileRefusedError.

    A formula gives its value as last calculated, a date its day, a number its shortest text.
    """
    _refuse_bomb(file, content)
    try:
        with warnings.catch_warnings():
            # openpyxl warns of styles and extensions that it leaves out
            warnings.simplefilter("ignore")
            book = openpyxl.load_workbook(
                io.BytesIO(content), read_only=True, data_only=True, keep_links=False
            )
        sheet = _first_visible(file, book, problems)
        _look_over(file, content, sheet, problems)
        yield from _rows(file, sheet)
        book.close()
    except FileRefusedError:
        raise
    except Exception as why:  # openpyxl raises whatever it stumbles over
        message = "is an Excel workbook that cannot be read. Save it again, or as CSV UTF-8."
        raise FileRefusedError(file, message) from why


def _rows(file: str, sheet: Any) -> Records:  # noqa: ANN401 - openpyxl is untyped
    until = time.monotonic() + MAX_SECONDS
    sheet.reset_dimensions()
    for row in sheet.iter_rows(max_col=MAX_COLUMNS + 1):
        cells = [_text(cell) for cell in row]
        while cells and not cells[-1]:
            cells.pop()
        number = next((cell.row for cell in row if cell.value is not None), 0)
        if number % LOOK_AT_CLOCK == 0 and time.monotonic() > until:
            raise FileRefusedError(file, "takes too long to read. Save it as CSV UTF-8.")
        if cells:
            yield number, cells


def _refuse_bomb(file: str, content: bytes) -> None:
    """Refuse before anything is parsed what would take too much of it."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            entries = archive.infolist()
            _refuse_sizes(file, entries)
            # openpyxl walks through every sheet as it opens the book
            for entry in entries:
                if entry.filename.startswith(SHEETS):
                    _refuse_wide(file, archive.read(entry))
    except BROKEN_ZIP as why:
        raise FileRefusedError(file, "is damaged. Save the workbook again.") from why


def _refuse_wide(file: str, source: bytes) -> None:
    """Refuse a row of far too many cells; most rows are shorter than so many could be."""
    start = 0
    for found in ROW.finditer(source):
        _refuse_wide_row(file, source, start, found.start())
        start = found.end()
    _refuse_wide_row(file, source, start, len(source))


def _refuse_wide_row(file: str, source: bytes, start: int, end: int) -> None:
    if end - start > MAX_COLUMNS * len("<c/>"):
        for count, _ in enumerate(CELL.finditer(source, start, end), 1):
            if count > MAX_COLUMNS:
                raise FileRefusedError(file, f"has more than {MAX_COLUMNS} columns.")


def _refuse_sizes(file: str, entries: list[zipfile.ZipInfo]) -> None:
    """Look at the zip's own list of entries, which costs nothing."""
    if len(entries) > MAX_ENTRIES:
        raise FileRefusedError(file, f"holds {len(entries):,} parts; refused.")
    if any(entry.flag_bits & 0x1 for entry in entries):
        raise FileRefusedError(file, "is locked with a password. Save it without one.")
    unzipped = sum(entry.file_size for entry in entries)
    if unzipped > MAX_UNZIPPED:
        message = f"holds {unzipped // 1_000_000:,} MB when unpacked. Cut it in parts, or use CSV."
        raise FileRefusedError(file, message)
    for entry in entries:
        allowed = max(MAX_RATIO * entry.compress_size, RATIO_MATTERS_FROM)
        if entry.file_size > allowed:
            message = f"would unpack to {MAX_RATIO} times its size or more; refused."
            raise FileRefusedError(file, message)


def _first_visible(file: str, book: Any, problems: Problems) -> Any:  # noqa: ANN401 - untyped
    visible = [sheet for sheet in book.worksheets if sheet.sheet_state == "visible"]
    if not visible:
        raise FileRefusedError(file, "has no visible sheet.")
    if len(book.worksheets) > 1:
        message = f"has {len(book.worksheets)} sheets; only “{visible[0].title}” was read."
        problems.warn(file, None, None, message)
    return visible[0]


def _look_over(file: str, content: bytes, sheet: Any, problems: Problems) -> None:  # noqa: ANN401
    """Warn of what the eye does not see in a spreadsheet."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        source = archive.read(sheet._worksheet_path)  # noqa: SLF001 - openpyxl tells it nowhere else
    hidden = {found[1] for found in HIDDEN.finditer(source)}
    for name, word in ((b"row", "rows"), (b"col", "columns")):
        if name in hidden:
            problems.warn(file, None, None, f"has hidden {word}; they were read too.")
    if MERGED.search(source):
        message = "has merged cells; only the first cell of each holds the text."
        problems.warn(file, None, None, message)
    if FORMULA.search(source):
        message = "holds formulas; their values as last calculated were read."
        problems.warn(file, None, None, message)


def _text(cell: Any) -> str:  # noqa: ANN401 - openpyxl is untyped
    """Give a cell as a person would have typed it."""
    value = cell.value
    if value is None:
        return ""
    if isinstance(value, str):
        return value
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int | float):
        return _number(value, str(cell.number_format))
    return _moment(value)


def _moment(value: object) -> str:
    if isinstance(value, datetime) and value.time() == wall_time():
        return value.date().isoformat()
    if isinstance(value, wall_time):
        return value.strftime("%H:%M")
    return value.isoformat() if isinstance(value, date) else str(value)


def _number(value: float, number_format: str) -> str:
    """Write a number without a needless point, and with the zeros that its format puts before."""
    if int(value) != value:
        return repr(value)
    text = str(int(value))
    return text.zfill(len(number_format)) if ZEROS.fullmatch(number_format) else text
