"""Say what the list of employers is."""

from __future__ import annotations

from app.core.boards import Board, Column, Filter
from app.core.rows import AnyRow

NO_OWNER = "nobody yet"


def _contacting(row: AnyRow) -> str:
    return "do not contact" if row.do_not_contact else ""


def _owner(row: AnyRow) -> str:
    return row.owner or NO_OWNER


BOARD = Board(
    name="employers",
    filters=(
        Filter("q", "Search"),
        Filter("industry", "Industry", "industries"),
        Filter("owner", "Owner", "owners"),
        Filter("city", "City", "cities"),
        Filter("only", "Only", "only"),
    ),
    columns=(
        Column("Employer", sort="name", parts=(("Employer", "name"), ("Contacting", _contacting))),
        Column("Industry", "industry", sort="industry"),
        Column("Sites", "sites", number=True),
        Column("Contacts", "contacts", number=True),
        Column("Owner", _owner, sort="owner"),
    ),
)
