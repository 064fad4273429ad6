"""Write CSV and XLSX that a spreadsheet opens without running any of it."""

from __future__ import annotations

import csv
import io
import tempfile
from collections.abc import Iterable, Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import IO, Any, cast

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE
from openpyxl.styles import Font
from openpyxl.utils import get_column_letter

from app.core.money import MINUTES_PER_HOUR

# a cell that begins so may be a formula (OWASP ASVS 5.0, 1.2.10)
FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "\x00")
Cell = str | int | Decimal | date | datetime | None
# what openpyxl would take for a formula or for an error value
MISREAD = ("=", "#")
IN_MEMORY = 2 * 1024 * 1024
LONGEST_CELL = 32_767
NARROW, WIDE = 12, 48


def csv_of(headings: Sequence[str], rows: Iterable[Sequence[Cell]]) -> bytes:
    """Give headings and rows as CSV: text is guarded against formulas, numbers stay numbers.

    UTF-8 with the mark by which Excel knows it; lines end as RFC 4180 has it.
    """
    with csv_file(headings, rows) as made:
        return made.read()


def csv_file(headings: Sequence[str], rows: Iterable[Sequence[Cell]]) -> IO[bytes]:
    """Give the same as an open file, on disk once it is large, so that memory stays flat."""
    made = _open_file()
    text = io.TextIOWrapper(made, encoding="utf-8-sig", newline="", write_through=True)
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerow([guarded(heading) for heading in headings])
    writer.writerows([_plain(value) for value in row] for row in rows)
    text.detach()
    made.seek(0)
    return made


def xlsx_file(title: str, headings: Sequence[str], rows: Iterable[Sequence[Cell]]) -> IO[bytes]:
    """Give headings and rows as an open workbook of one sheet, written row by row to disk.

    Numbers and dates are typed; a text is a text, whatever it begins with.
    """
    book = Workbook(write_only=True)
    sheet = book.create_sheet(title[:31])
    sheet.freeze_panes = "A2"
    for number, heading in enumerate(headings, 1):
        width = min(max(NARROW, len(heading) + 4), WIDE)
        sheet.column_dimensions[get_column_letter(number)].width = width
    bold = Font(bold=True)
    sheet.append([_in_book(sheet, heading, bold) for heading in headings])
    for row in rows:
        sheet.append([_in_book(sheet, value) for value in row])
    made = _open_file()
    book.save(made)
    made.seek(0)
    return made


def guarded(text: str) -> str:
    """Put an apostrophe before a text that a spreadsheet would take as a formula."""
    return f"'{text}" if text.startswith(FORMULA) else text


def unguarded(text: str) -> str:
    """Take off the apostrophe that `guarded` put before a text, so that a sheet comes back."""
    return text[1:] if text[:1] == "'" and text[1:].startswith(FORMULA) else text


def amount(cents: int) -> Decimal:
    """Give cents as the number of dollars that a spreadsheet adds up."""
    return Decimal(cents).scaleb(-2)


def hours(minutes: int) -> Decimal:
    """Give minutes as the number of hours that a spreadsheet adds up.

    Two decimals give every minute back.
    """
    return (Decimal(minutes) / MINUTES_PER_HOUR).quantize(Decimal("0.01"))


def _open_file() -> IO[bytes]:
    return cast("IO[bytes]", tempfile.SpooledTemporaryFile(IN_MEMORY))


def _plain(value: Cell) -> str | int | Decimal:
    if value is None:
        return ""
    if isinstance(value, str):
        return guarded(str(value))
    if isinstance(value, datetime):
        return value.isoformat(" ", "minutes")
    return value.isoformat() if isinstance(value, date) else value


def _in_book(sheet: Any, value: Cell, font: Font | None = None) -> Any:  # noqa: ANN401 - openpyxl's
    if isinstance(value, str):
        text = ILLEGAL_CHARACTERS_RE.sub("", str(value))[:LONGEST_CELL]
        if font is None and not text.startswith(MISREAD):
            return text
        cell = _cell(sheet, text, font)
        cell.data_type = "s"
        return cell
    if isinstance(value, Decimal):
        cell = _cell(sheet, value, font)
        cell.number_format = "#,##0.00"
        return cell
    return value


def _cell(sheet: Any, value: Cell, font: Font | None) -> Any:  # noqa: ANN401 - openpyxl's
    cell = WriteOnlyCell(sheet, value)
    if font is not None:
        cell.font = font
    return cell
