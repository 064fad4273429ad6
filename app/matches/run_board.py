"""Say what the list of runs and the list of a run's students are."""

from __future__ import annotations

from typing import Any, Final

from app.core.boards import STUDENT, Board, Column, Filter, said
from app.matches.run_models import Change, RunState

STATES: Final = [(state, state) for state in RunState]
CHANGES: Final = (
    (str(Change.PLACED), "Placed"),
    (str(Change.MOVED), "Moved"),
    (str(Change.SAME), "As today"),
    (str(Change.UNPLACED), "Without a placement"),
)
CHANGE_WORDS: Final = dict(CHANGES)
STAGES: Final = {
    "lock": "seat kept by staff",
    "asked": "asked for it",
    "filled": "open seat filled",
    "": "",
}
RULES: Final = {
    "opted_out": "opted out of directory information, without consent",
    "birth_date": "no birth date on file",
    "age": "too young on the first day",
    "grade": "grade",
    "credential": "a credential is missing",
    "school_hours": "school is at that time",
    "labor": "child-labor rules",
    "overlap": "another placement at that time",
    "declined": "the employer declined",
    "no_one_left": "nobody without a placement may take it",
}
GROUPS: Final = {
    "first_time": "First placement ever",
    "graduating": "In the last grade",
    "credit_short": "Grade 11 or 12 without credit from a placement",
}
OBJECTIVES: Final = {
    "two-stage": "Nobody passed over, then open seats filled",
    "max-benefit": "Most worth in all, to compare",
}


def _share(row: Any) -> str:  # noqa: ANN401 - a row of the list
    return f"{row.placed} of {row.students}" if row.students else ""


def change_words(row: Any) -> str:  # noqa: ANN401 - a row of the list
    """Say what a run changes for a student."""
    return CHANGE_WORDS[str(row.change)]


RUNS: Final = Board(
    name="runs",
    filters=(Filter("program", "Program", "programs"), Filter("state", "State", "states")),
    columns=(
        Column("Run", "id"),
        Column("Started", "created_at", sort="at"),
        Column("Program", "program", sort="program"),
        Column("State", said("state")),
        Column("What is sought", lambda row: OBJECTIVES[row.objective]),
        Column("Placed", _share, sort="placed", number=True),
        Column("Passed over", "envious", number=True),
        Column("Seed", "seed", number=True),
    ),
    first="-at",
)
ROWS: Final = Board(
    name="run-students",
    filters=(
        Filter("q", "Name or number"),
        Filter("change", "Change", "changes"),
        Filter("school", "School", "schools"),
    ),
    columns=(
        Column("Student", sort="name", parts=STUDENT),
        Column("School", "school"),
        Column("Grade", "grade"),
        Column("Change", change_words),
        Column("Placement", "title", sort="placement"),
        Column("Their choice", "rank", sort="rank", number=True),
        Column("How", lambda row: STAGES[row.stage]),
        Column("Fit score", "score", sort="score", number=True),
        Column("Nearest today", "before"),
    ),
    first="name",
)
