"""Say what the list of matches is, and what comes next for each."""

from __future__ import annotations

from app.accounts.policies import can_see_students
from app.core.boards import STUDENT, Board, Column, Filter, said
from app.core.rows import AnyRow
from app.matches.models import MatchState

S = MatchState
NEXT_STEPS = {
    S.SUGGESTED: "Shortlist or refer",
    S.SHORTLISTED: "Refer to the employer",
    S.REFERRED: "Wait for the employer, or note the interview",
    S.INTERVIEWING: "Offer, or note the decline",
    S.OFFERED: "Wait for the student to accept",
    S.ACCEPTED: "Activate once documents are on file",
    S.ACTIVE: "Enter the hours",
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
