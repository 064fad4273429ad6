"""Read what people send about students: shape only."""

from __future__ import annotations

from wtforms import RadioField

from app.core.forms import EmailField, SelectField, TextField, VersionedForm, choices, required
from app.core.intake.cells import LANGUAGE_NAMES
from app.core.intake.forms import ImportForm, SheetForm

__all__ = ["GuardianForm", "ImportForm", "RosterForm"]
PURPOSES = (
    ("students", "Students, or a whole OneRoster export"),
    ("supplement", "More facts of students who are here already"),
)


class RosterForm(SheetForm):
    """Take a roster: a OneRoster zip, a sheet of students, or a supplement."""

    purpose = RadioField("What it holds", choices=choices(PURPOSES), default="students")


class GuardianForm(VersionedForm):
    """Take a guardian."""

    name = TextField("Name", validators=[required("Enter the guardian’s name.")])
    email = EmailField("Email")
    phone = TextField("Telephone", longest=40)
    language = SelectField("Language", choices=choices(LANGUAGE_NAMES.items()), default="en")

    def values(self) -> dict[str, str]:
        """Give the fields as the service takes them."""
        return {
            "name": str(self.name.data),
            "email": str(self.email.data or ""),
            "phone": str(self.phone.data or ""),
            "language": str(self.language.data),
        }
