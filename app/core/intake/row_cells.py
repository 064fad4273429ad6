"""Read the cells of one row into values, noting every cell that is wrong."""

from collections.abc import Callable
from datetime import date
from typing import TypeVar

from app.core.intake.cells import AMERICAN_DATES, CellError, is_american, tidy, to_birth_date
from app.core.intake.csv_table import SheetTable

Value = TypeVar("Value")


class RowCells:
    """The cells of one row; `wrong` turns true with the first that cannot be read."""

    __slots__ = ("_number", "_table", "wrong")

    def __init__(self, table: SheetTable, number: int) -> None:
        self._table = table
        self._number = number
        self.wrong = False

    def required(self, column: str, text: str | None) -> str:
        """Give the text of a cell that must not be empty."""
        if not text:
            self.refuse(column, "is empty.")
            return ""
        return text if text.isascii() else tidy(text)

    def read(self, column: str, to_value: Callable[[str], Value], text: str | None) -> Value | None:
        """Read a cell; None when the file lacks the column or the cell is wrong."""
        if text is None:
            return None
        try:
            return to_value(text)
        except CellError as why:
            self.refuse(column, str(why))
            return None

    def choose(
        self, column: str, choice: Callable[[tuple[str, ...]], str], among: tuple[str, ...]
    ) -> str:
        """Choose one of several ids; empty when none can be chosen."""
        try:
            return choice(among)
        except CellError as why:
            self.refuse(column, str(why))
            return ""

    def birth_date(self, column: str, text: str | None, on: date) -> date | None:
        """Read a birth date, warning of one that is written month first."""
        born = self.read(column, lambda cell: to_birth_date(cell, on), text)
        if born and text and is_american(text):
            self._table.warn(self._number, column, AMERICAN_DATES)
        return born

    def refuse(self, column: str, message: str) -> None:
        """Note what is wrong with a cell."""
        self.wrong = True
        self._table.error(self._number, column, message)
