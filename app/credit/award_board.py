"""Say what the list of awards is."""

from __future__ import annotations

from decimal import Decimal
from typing import Final

from app.core.boards import Board, Column, Filter, in_hours, said, shown_name
from app.core.rows import AnyRow
from app.credit.award_models import AwardState

STATES: Final = tuple((str(state), str(state).capitalize()) for state in AwardState)


def _credit(row: AnyRow) -> Decimal:
    return Decimal(row.credit).scaleb(-2)


AWARDS: Final = Board(
    name="awards",
    first="-earned",
    filters=(
        Filter("q", "Student"),
        Filter("state", "State", "states"),
        Filter("school", "School", "schools"),
        Filter("program", "Program", "programs"),
    ),
    columns=(
        Column(
            "Student",
            sort="student",
            parts=(("Given name", shown_name), ("Family name", "family_name")),
        ),
        Column("School", "school", sort="school"),
        Column("Program", "program", sort="program"),
        Column(
            "Credit", number=True, parts=(("Credit", _credit), ("Kind of credit", "credit_type"))
        ),
        Column("Hours", in_hours("minutes"), number=True),
        Column("Earned on", "earned_on", sort="earned"),
        Column("State", said("state")),
    ),
)
