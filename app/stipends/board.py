"""Say what the ledger's list is."""

from __future__ import annotations

from app.core.boards import Board, Column, Filter, in_dollars, said

BOARD = Board(
    name="stipends",
    first="-line",
    filters=(
        Filter("q", "Student or employer"),
        Filter("program", "Program", "programs"),
        Filter("kind", "Kind", "kinds"),
    ),
    columns=(
        Column("Line", "id", sort="line", number=True),
        Column(
            "Student",
            sort="student",
            parts=(
                ("Given name", "given_name"),
                ("Family name", "family_name"),
                ("Student number", "student_number"),
                ("School", "school"),
            ),
        ),
        Column("Employer", "employer"),
        Column("Program", "program"),
        Column("Week of", "week", sort="week"),
        Column("Kind", said("kind"), sort="kind"),
        # whole minutes add up exactly
        Column("Hours", number=True, parts=(("Minutes", "minutes"),)),
        Column("Amount", in_dollars("cents"), sort="cents", number=True),
        Column("Rule", parts=(("Rule", "rule"), ("Corrects line", "corrects_id"))),
    ),
)
