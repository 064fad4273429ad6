"""Read what people send about students: shape only."""

from __future__ import annotations

from wtforms import RadioField

from app.core.forms import choices
from app.core.intake.forms import ImportForm, SheetForm

__all__ = ["ImportForm", "RosterForm"]
PURPOSES = (
    ("students", "Students, or a whole OneRoster export"),
    ("supplement", "More facts of students who are here already"),
)


class RosterForm(SheetForm):
    """Take a roster: a OneRoster zip, a sheet of students, or a supplement."""

    purpose = RadioField("What it holds", choices=choices(PURPOSES), default="students")
