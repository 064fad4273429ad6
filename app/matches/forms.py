"""Take what staff say of a match."""

from __future__ import annotations

from collections.abc import Sequence

from wtforms import RadioField
from wtforms.widgets import DateTimeLocalInput

from app.core.forms import (
    BooleanField,
    DateField,
    Form,
    LongTextField,
    Optional,
    TextField,
    VersionedForm,
    choices,
)
from app.matches.side_models import NoteKind
from app.matches.slate_words import time_words

ANOTHER = ""


class InterviewForm(VersionedForm):
    """Take when and where an interview is: a proposed time, or another one."""

    proposed = RadioField("When", default=ANOTHER, validate_choice=False)
    begins = TextField(
        "Day and time", longest=40, widget=DateTimeLocalInput(), render_kw={"step": "60"}
    )
    place = TextField("Where, and whom to ask for")

    def offer(self, times: Sequence[str]) -> None:
        """Offer the times that the employer proposed, and another one."""
        offered = [*((time, time_words(time)) for time in times), (ANOTHER, "Another time")]
        self.proposed.choices = choices(offered)

    def chosen(self) -> str:
        """Give the time that was chosen; one that was entered goes before a proposed one."""
        return str(self.begins.data or self.proposed.data or "")


class NoteForm(Form):
    """Take a note on a match: a remark, a visit with its day, or a problem at the workplace."""

    text = LongTextField("Note without moving", longest=2000, render_kw={"rows": 2})
    kind = RadioField(
        "It is",
        default=NoteKind.NOTE,
        choices=choices(
            [
                (NoteKind.NOTE, "a note"),
                (NoteKind.VISIT, "a visit to the workplace"),
                (NoteKind.ISSUE, "a problem at the workplace"),
            ]
        ),
    )
    visited_on = DateField("Day of the visit", validators=[Optional()])
    urgent = BooleanField(
        "The problem is urgent: mail the school’s specialists and the administrators now"
    )
