"""Say what the list of students is."""

from __future__ import annotations

from app.accounts.policies import can_see_support_facts
from app.core.boards import Board, Column, Filter

BOARD = Board(
    name="students",
    filters=(
        Filter("q", "Name or number"),
        Filter("school", "School", "schools"),
        Filter("grade", "Grade", "grades"),
        Filter("pathway", "Pathway"),
        Filter("language", "Language", "languages"),
        Filter("learner", "English learner", "yes", who=can_see_support_facts),
        Filter("lacks", "Not on file", "lacks"),
        Filter("match", "Match", "matched"),
        Filter("left", "Who left", "left"),
    ),
    columns=(
        Column("Family name", "family_name", sort="name"),
        Column(
            "Given name",
            sort="given",
            parts=(("Given name", "given_name"), ("Called", "preferred_name")),
        ),
        Column("Grade", "grade", sort="grade"),
        Column("School", "school", sort="school"),
        Column("Number", "student_number"),
    ),
)
