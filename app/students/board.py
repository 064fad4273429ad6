"""Say what the list of students is."""

from __future__ import annotations

from app.core.boards import Board, Column, Filter

BOARD = Board(
    name="students",
    filters=(
        Filter("q", "Name or number"),
        Filter("school", "School", "schools"),
        Filter("grade", "Grade", "grades"),
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
