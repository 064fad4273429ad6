"""Say what the list of reviews is."""

from __future__ import annotations

from typing import Any

from app.core.boards import Board, Column, Filter, said, shown_name


def grade(name: str) -> Any:  # noqa: ANN401 - what a spreadsheet gets
    """Give the mean grade of a stage to one place, empty without one."""

    def value(row: Any) -> float | str:  # noqa: ANN401 - a row of columns
        mean = getattr(row, name)
        return "" if mean is None else round(float(mean), 1)

    return value


def gain(row: Any) -> float | str:  # noqa: ANN401 - a row of columns
    """Give by how much the mean grade rose from the first review to the final one."""
    if row.baseline is None or row.final is None:
        return ""
    return round(float(row.final) - float(row.baseline), 1)


BOARD = Board(
    name="reviews",
    filters=(
        Filter("q", "Student or employer"),
        Filter("school", "School", "schools"),
        Filter("program", "Program", "programs"),
        Filter("missing", "Missing", "stages"),
    ),
    columns=(
        Column(
            "Student",
            sort="student",
            parts=(
                ("Given name", shown_name),
                ("Family name", "family_name"),
                ("State", said("state")),
            ),
        ),
        Column("School", "school", sort="school"),
        Column(
            "Placement",
            sort="employer",
            parts=(("Placement", "placement"), ("Employer", "employer")),
        ),
        Column("Program", "program", sort="program"),
        Column("First review", grade("baseline"), number=True),
        Column("Final review", grade("final"), number=True),
        Column("Gain", gain, number=True),
    ),
)
