"""Say what the list of pledges is: a season beside the one before."""

from __future__ import annotations

from app.core.boards import Board, Column, Filter
from app.core.rows import AnyRow
from app.employers.pledge_queries import COMPARED

NOT_ASKED = "Not asked yet"


def _state(row: AnyRow) -> str:
    return str(row.state).capitalize() if row.state else NOT_ASKED


def _compared(row: AnyRow) -> str:
    return COMPARED.get(row.compared, "–")


def _owner(row: AnyRow) -> str:
    return row.owner or "nobody yet"


BOARD = Board(
    name="pledges",
    filters=(
        Filter("q", "Search"),
        Filter("program", "Season", "programs"),
        Filter("beside", "Beside", "programs"),
        Filter("state", "State", "states"),
        Filter("compared", "Compared", "comparisons"),
        Filter("owner", "Owner", "owners"),
    ),
    columns=(
        Column("Employer", "name", sort="employer"),
        Column("State", _state, sort="state"),
        Column("Pledged", "seats", sort="seats", number=True),
        Column("Posted", "posted", number=True),
        Column("Before", "last", sort="last", number=True),
        Column("Difference", "difference", sort="difference", number=True),
        Column("Compared", _compared),
        Column("Owner", _owner, sort="owner"),
        Column("Next step"),
    ),
    first="employer",
)
