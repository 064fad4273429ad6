"""Say what the list of referrals is."""

from __future__ import annotations

from app.core.boards import Board, Column, Filter
from app.core.rows import AnyRow

STANDINGS = (
    ("waiting", "Waits for an answer"),
    ("late", "Waits, and is past due"),
    ("answered", "Answered"),
    ("lapsed", "Not answered in time"),
    ("unasked", "Nobody is asked"),
)
SAID = {
    "open": "waits for an answer",
    "answered": "answered",
    "expired": "not answered in time",
    "cancelled": "cancelled",
}


def standing(row: AnyRow) -> str:
    """Say how it stands with the employer's answer."""
    if row.state is None:
        return "not asked"
    return SAID.get(str(row.state), "not asked")


BOARD = Board(
    name="referrals",
    filters=(
        Filter("q", "Search"),
        Filter("program", "Program", "programs"),
        Filter("owner", "Owner", "owners"),
        Filter("standing", "Stands", "standings"),
    ),
    columns=(
        Column("Employer", "employer", sort="employer"),
        Column("Placement", "title", sort="placement"),
        Column("Owner", lambda row: row.owner or "nobody yet"),
        Column("Asked", lambda row: row.recipient_name or "–"),
        Column("Answer", standing),
        Column("Due", "due_at", sort="due"),
        Column("Waiting", "waiting", sort="waiting", number=True),
        Column("Interviews", "interviews", number=True),
        Column("Offered", "offered", number=True),
        Column("Taken", "taken", number=True),
        Column("Declined", "declined", number=True),
        Column("Next step"),
    ),
    first="employer",
)
