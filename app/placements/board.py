"""Say what the list of placements is, and what comes next for each."""

from __future__ import annotations

from app.core.boards import Board, Column, Filter, said
from app.core.rows import AnyRow
from app.placements.models import PlacementState


def next_step(row: AnyRow) -> str:
    """Say what is to be done about a placement next."""
    if row.state is PlacementState.DRAFT:
        return "Post it"
    if row.state is not PlacementState.OPEN:
        return "–"
    free = row.seats - row.seats_taken
    return f"Find {free} more" if free > 0 else "Filled"


BOARD = Board(
    name="placements",
    filters=(
        Filter("q", "Search"),
        Filter("program", "Program", "programs"),
        Filter("state", "State", "states"),
        Filter("described", "By the partner", "describeds"),
        Filter("kind", "Kind", "kinds"),
        Filter("employer", "Employer", "employers"),
        Filter("city", "City", "cities"),
        Filter("field", "Career field", "fields"),
        Filter("pay", "Pay", "pays"),
        Filter("free", "Seats", "frees"),
        Filter("age", "Minimum age at most"),
        Filter("supervisor", "Supervisor"),
        Filter("from", "Starts from"),
        Filter("to", "Starts until"),
    ),
    columns=(
        Column("Placement", "title", sort="title"),
        Column("Employer", "employer", sort="employer"),
        Column("City", "city", sort="city"),
        Column("Program", "program", sort="program"),
        Column(
            "Dates", sort="start", parts=(("First day", "start_date"), ("Last day", "end_date"))
        ),
        Column(
            "Seats taken", sort="seats", parts=(("Seats taken", "seats_taken"), ("Seats", "seats"))
        ),
        Column("Supervisor", "supervisor", sort="supervisor"),
        Column("State", said("state"), sort="state"),
        Column("Next step", next_step),
    ),
)
