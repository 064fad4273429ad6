"""Read what people send about students: shape only."""

from __future__ import annotations

from typing import Any

from flask_wtf.file import FileField, FileRequired

from app.core.forms import BooleanField, Form

FILE_NEEDED = FileRequired("Choose a file: a OneRoster zip, or a CSV of students.")


class RosterUploadForm(Form):
    """Take one roster file."""

    file = FileField("Roster file", validators=[FILE_NEEDED])

    def upload(self) -> tuple[str, bytes]:
        """Give the name and the bytes of the file that was chosen."""
        chosen: Any = self.file.data
        return chosen.filename or "upload", chosen.read()


class RosterImportForm(Form):
    """Take the leave to import the good rows of a file with errors."""

    skip_bad_rows = BooleanField("Leave out the rows with errors, import the rest")
