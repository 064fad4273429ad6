"""Take what a run is to be, and for whom a seat is kept."""

from __future__ import annotations

from app.core.forms import (
    Form,
    IntegerField,
    NumberRange,
    Optional,
    SelectField,
    TextField,
    choices,
)
from app.core.text import number
from app.matches.engine.solving import Objective
from app.matches.run_board import OBJECTIVES
from app.matches.run_models import Writes
from app.matches.run_services import SEEDS

WRITES = {
    str(Writes.SHORTLISTED): "A shortlist, which staff refer",
    str(Writes.OFFERED): "Offers with their seats, which staff send",
}


class RunForm(Form):
    """Take the program, what is sought, what committing writes, and the seed of the lottery."""

    program = SelectField("Program", validate_choice=False)
    objective = SelectField("What is sought", choices=choices(OBJECTIVES.items()))
    writes = SelectField("Committing writes", choices=choices(WRITES.items()))
    seed = IntegerField(
        "Seed of the lottery",
        validators=[
            Optional(),
            NumberRange(0, SEEDS - 1, f"Enter a number from 0 to {SEEDS - 1}, or leave it empty."),
        ],
    )

    @property
    def program_id(self) -> int | None:
        """Give the program that was chosen."""
        return number(str(self.program.data or ""))

    def sought(self) -> Objective:
        """Give what is sought."""
        return Objective(self.objective.data)


class LockForm(Form):
    """Take the placement of a seat to be kept, and why."""

    placement = SelectField("Placement", validate_choice=False)
    reason = TextField("Reason", longest=200)

    @property
    def placement_id(self) -> int:
        """Give the placement that was chosen; 0 for none."""
        return number(str(self.placement.data or "")) or 0
