"""Write CSV that a spreadsheet opens without running any of it."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence
from datetime import date
from decimal import Decimal

# a cell that begins so may be a formula (OWASP ASVS 5.0, 1.2.10)
FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "\x00")
Cell = str | int | Decimal | date | None


def csv_of(headings: Sequence[str], rows: Iterable[Sequence[Cell]]) -> bytes:
    """Give headings and rows as CSV: text is guarded against formulas, numbers stay numbers.

    UTF-8 with the mark by which Excel knows it; lines end as RFC 4180 has it.
    """
    sheet = io.StringIO(newline="")
    writer = csv.writer(sheet, lineterminator="\r\n")
    writer.writerow([guarded(heading) for heading in headings])
    writer.writerows([_cell(value) for value in row] for row in rows)
    return sheet.getvalue().encode("utf-8-sig")


def guarded(text: str) -> str:
    """Put an apostrophe before a text that a spreadsheet would take as a formula."""
    return f"'{text}" if text.startswith(FORMULA) else text


def unguarded(text: str) -> str:
    """Take off the apostrophe that `guarded` put before a text, so that a sheet comes back."""
    return text[1:] if text[:1] == "'" and text[1:].startswith(FORMULA) else text


def amount(cents: int) -> Decimal:
    """Give cents as the number of dollars that a spreadsheet adds up."""
    return Decimal(cents).scaleb(-2)


def _cell(value: Cell) -> str | int | Decimal:
    if value is None:
        return ""
    if isinstance(value, str):
        return guarded(str(value))
    return value.isoformat() if isinstance(value, date) else value
