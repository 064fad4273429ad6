"""Say what the list of payees is: what each was paid in a calendar year."""

from __future__ import annotations

from typing import Final

from app.core.boards import Board, Column, Filter, in_dollars
from app.core.rows import AnyRow
from app.stipends.thresholds import threshold_of


def reported(row: AnyRow) -> str:
    """Say whether a payee's year is at or over the reporting threshold."""
    return "yes" if row.cents >= threshold_of(int(row.year)).cents else "no"


PAYEES: Final = Board(
    name="payees",
    first="-cents",
    filters=(Filter("q", "Student"), Filter("year", "Calendar year", "years")),
    columns=(
        Column("Student number", "student_number"),
        Column(
            "Student",
            sort="student",
            parts=(("Given name", "given_name"), ("Family name", "family_name")),
        ),
        Column("Year", "year", number=True),
        Column("Payments", "payments", number=True),
        Column("Paid", in_dollars("cents"), sort="cents", number=True),
        Column("Tax form", "form"),
        Column("At the threshold", reported),
    ),
)
