"""Take a sheet from a page: a chosen file, or cells pasted from a spreadsheet."""

from __future__ import annotations

from typing import Any

from flask_wtf.file import FileField
from wtforms import TextAreaField

from app.core.forms import BooleanField, Form
from app.core.intake.problems import FileRefusedError
from app.core.intake.sheet import Sheet, read_pasted, read_sheet

NOTHING = "Choose a file, or paste cells from a spreadsheet."


class SheetForm(Form):
    """Take one sheet; `sheet()` reads it, or puts the reason at the field and gives None."""

    file = FileField("File")
    pasted = TextAreaField("Or paste cells from a spreadsheet")
    has_header = BooleanField("The first row of the pasted cells holds the headings", default=True)

    def upload(self) -> tuple[str, bytes] | None:
        """Give the name and the bytes of the file that was chosen, or None."""
        chosen: Any = self.file.data
        return (chosen.filename or "upload", chosen.read()) if chosen else None

    def sheet(self, chosen: tuple[str, bytes] | None = None) -> Sheet | None:
        """Read what was given; None with a sentence at the field where it cannot be read.

        `chosen` is the upload where it was taken already.
        """
        chosen, pasted = chosen or self.upload(), str(self.pasted.data or "")
        if not self.accept() or not (chosen or pasted.strip()):
            self.add_errors({} if self.errors else {"file": NOTHING})
            return None
        try:
            if chosen:
                return read_sheet(*chosen)
            return read_pasted(pasted, has_header=bool(self.has_header.data))
        except FileRefusedError as refused:
            self.add_errors({"file" if chosen else "pasted": str(refused.problem)})
            return None


class ImportForm(Form):
    """Take the leave to import the good rows of a sheet with errors."""

    skip_bad_rows = BooleanField("Leave out the rows with errors, import the rest")
