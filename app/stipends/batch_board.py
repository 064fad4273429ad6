"""Say what the list of pay batches is."""

from __future__ import annotations

from typing import Final

from app.core.boards import Board, Column, Filter, in_dollars, said
from app.stipends.batch_models import BatchState

STATES: Final = tuple((str(state), str(state).capitalize()) for state in BatchState)
BATCHES: Final = Board(
    name="pay-batches",
    first="-batch",
    filters=(Filter("program", "Program", "programs"), Filter("state", "State", "states")),
    columns=(
        Column("Batch", "id", sort="batch", number=True),
        Column("Program", "program", sort="program"),
        Column(
            "Weeks",
            sort="through",
            parts=(("First day", "first_day"), ("Through", "last_day")),
        ),
        Column("State", said("state"), sort="state"),
        Column("Payments", "payments", number=True),
        Column("Amount", in_dollars("cents"), sort="cents", number=True),
        Column("Prepared by", "prepared_by"),
        Column("Approved by", "approved_by"),
    ),
)
