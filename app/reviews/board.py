"""Say what the list of reviews is."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal

from app.core.boards import Board, Column, Filter, said, shown_name
from app.core.rows import AnyRow


def grade(name: str) -> Callable[[AnyRow], Decimal | None]:
    """Give what reads the mean grade of a stage to one place, nothing without one."""

    def value(row: AnyRow) -> Decimal | None:
        mean = getattr(row, name)
        return None if mean is None else _rounded(float(mean))

    return value


def gain(row: AnyRow) -> Decimal | None:
    """Give by how much the mean grade rose from the first review to the final one."""
    if row.baseline is None or row.final is None:
        return None
    return _rounded(float(row.final) - float(row.baseline))


def _rounded(mean: float) -> Decimal:
    return Decimal(str(round(mean, 1)))


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
