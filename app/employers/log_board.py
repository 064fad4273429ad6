"""Say what the list of next steps with employers is."""

from __future__ import annotations

from app.accounts.policies import can_edit_employers
from app.core.boards import Board, Column, Filter
from app.core.rows import AnyRow


def _source(row: AnyRow) -> str:
    return f"{row.kind} with {row.contact}" if row.contact else str(row.kind)


def _done(row: AnyRow) -> str:
    return "done" if row.done_at else ""


BOARD = Board(
    name="next-steps",
    filters=(
        Filter("q", "Employer"),
        Filter("who", "Whose", "people"),
        Filter("when", "When", "whens"),
    ),
    columns=(
        Column("Next step", "next_step"),
        Column("Employer", "employer", sort="employer"),
        Column("Due", sort="due", parts=(("Due", "due_on"), ("Done", _done))),
        Column("Who", "assignee", sort="assignee"),
        Column("From", parts=(("From", _source), ("On", "day"))),
        Column("Move on", who=can_edit_employers),
    ),
    first="due",
)
