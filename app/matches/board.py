"""Say what the list of matches is, and what comes next for each."""

from __future__ import annotations

from app.accounts.policies import can_see_students
from app.core.boards import STUDENT, Board, Column, Filter, said
from app.core.rows import AnyRow
from app.matches.models import MatchState
from app.matches.steps import BY_PATH, FORWARD

S = MatchState
NEXT_STEPS = {
    **{state: BY_PATH[path].label for state, path in FORWARD.items()},
    S.ACTIVE: "Enter hours",
}


def next_step(row: AnyRow) -> str:
    """Say what is to be done about a match next."""
    return NEXT_STEPS.get(row.state, "–")


BOARD = Board(
    name="matches",
    filters=(
        Filter("q", "Search"),
        Filter("state", "State", "states"),
        Filter("program", "Program", "programs"),
        Filter("placement", "Placement", "placements"),
        Filter("employer", "Employer", "employers"),
        Filter("owner", "Owner", "owners"),
        Filter("waits", "Waiting longer than days"),
        Filter("ends", "Ends within days"),
        Filter("documents", "Documents", "documents", who=can_see_students),
        # for those who see more of students than their names
        Filter("school", "School", "schools", who=can_see_students),
    ),
    columns=(
        Column("Student", sort="student", parts=STUDENT),
        Column("School", "school", sort="school", who=can_see_students),
        Column("Placement", "title", sort="placement"),
        Column("Employer", "employer", sort="employer"),
        Column("State", said("state"), sort="state"),
        Column("Since", "moved_at", sort="moved"),
        Column("Next step", next_step),
    ),
)
