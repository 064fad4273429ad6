"""Follow programs, as far as what was earned under their rules is concerned."""

from __future__ import annotations

from app.core.errors import Conflict
from app.programs.changes import StipendChanging
from app.stipends import queries

EARNED = (
    "Hours were already confirmed under this stipend, so its amounts stay. "
    "Begin a new program for other amounts."
)


def keep_earned_stipend(change: StipendChanging) -> None:
    """Refuse other amounts once the ledger has lines of a program; they were earned by these."""
    if queries.has_lines(change.program_id):
        raise Conflict(EARNED)
