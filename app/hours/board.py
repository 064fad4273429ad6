"""Say what the list of weeks is, and what comes next for each."""

from __future__ import annotations

from app.core.boards import STUDENT, Board, Column, Filter, in_hours, said
from app.core.rows import AnyRow
from app.hours.models import TimesheetState


def next_step(row: AnyRow) -> str:
    """Say what is to be done about a week next."""
    steps = {
        TimesheetState.OPEN: "Enter the hours and submit",
        TimesheetState.SUBMITTED: f"{row.supervisor} to confirm",
        TimesheetState.DISPUTED: "Look into what was said",
    }
    return steps.get(row.state, "–")


BOARD = Board(
    name="hours",
    first="-week",
    filters=(
        Filter("q", "Search"),
        Filter("state", "State", "states"),
        Filter("school", "School", "schools"),
        Filter("program", "Program", "programs"),
        Filter("week", "Week beginning"),
        Filter("until", "Weeks through"),
    ),
    columns=(
        Column("Student", sort="student", parts=STUDENT),
        Column("Week of", "week", sort="week"),
        Column("School", "school", sort="school"),
        Column("Employer", "employer", sort="employer"),
        Column("Hours", in_hours("minutes"), sort="minutes", number=True),
        Column("State", said("state"), sort="state"),
        Column("Next step", next_step),
    ),
)
