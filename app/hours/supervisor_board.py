"""Say what the list of weeks by supervisor is, and how each of them stands."""

from __future__ import annotations

from app.core.boards import Board, Column, Filter
from app.core.rows import AnyRow

STANDINGS = (
    ("undeliverable", "Cannot be delivered"),
    ("disputed", "Disputed"),
    ("unasked", "Nobody is asked"),
    ("waiting", "Waits for an answer"),
    ("answered", "Answered"),
    ("open", "Not asked yet"),
)
SAID = dict(STANDINGS)
STEPS = {
    "undeliverable": "Telephone, or mend the address",
    "disputed": "Look into what was said",
    "unasked": "Telephone; the request is over",
    "waiting": "Nudge, or telephone",
    "open": "The students hand in their hours",
}


def standing(row: AnyRow) -> str:
    """Say how it stands with a supervisor's answer for a week."""
    return SAID[row.standing]


def next_step(row: AnyRow) -> str:
    """Say what is to be done about a supervisor's week next."""
    return STEPS.get(row.standing, "–")


BOARD = Board(
    name="supervisors",
    first="-week",
    filters=(
        Filter("q", "Search"),
        Filter("standing", "Stands", "standings"),
        Filter("school", "School", "schools"),
        Filter("program", "Program", "programs"),
        Filter("week", "Week beginning"),
    ),
    columns=(
        Column("Supervisor", "supervisor", sort="supervisor"),
        Column("Employer", "employer", sort="employer"),
        Column("Week of", "week", sort="week"),
        Column("Students", "students", sort="students", number=True),
        Column("Not handed in", "not_sent", number=True),
        Column("Waiting", "waiting", sort="waiting", number=True),
        Column("Disputed", "disputed", sort="disputed", number=True),
        Column("Confirmed", "settled", number=True),
        Column("Answer", standing),
        Column("Next step", next_step),
    ),
)
