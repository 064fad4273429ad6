"""Take the seats that an employer promises."""

from __future__ import annotations

from app.core.forms import (
    DateField,
    IntegerField,
    LongTextField,
    NumberRange,
    Optional,
    SelectField,
    VersionedForm,
    required,
)
from app.employers.pledge_models import MOST_SEATS
from app.employers.pledge_services import PledgeFacts

HOW_MANY = f"Enter a number of seats from 1 to {MOST_SEATS}."


class PledgeForm(VersionedForm):
    """Take a pledge's seats, the day of the answer, and a note."""

    seats = IntegerField(
        "Seats",
        validators=[required(HOW_MANY), NumberRange(min=1, max=MOST_SEATS, message=HOW_MANY)],
    )
    answer_by = DateField("Answer by", validators=[Optional()])
    note = LongTextField("Note")

    def facts(self) -> PledgeFacts:
        """Give the typed values."""
        return PledgeFacts(
            seats=self.seats.data, answer_by=self.answer_by.data, note=self.note.data
        )


class NewPledgeForm(PledgeForm):
    """Take a pledge to a program."""

    program_id = SelectField("Program", validators=[required("Choose a program.")])
