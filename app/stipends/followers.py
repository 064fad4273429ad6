"""Follow programs, as far as what was earned under their rules is concerned."""

from __future__ import annotations

from app.core.errors import Conflict
from app.placements.changes import ProgramChanging
from app.programs.changes import StipendChanging
from app.stipends import queries

EARNED = (
    "Hours were already confirmed under this stipend, so its amounts stay. "
    "Begin a new program for other amounts."
)


MOVED = (
    "Hours of this placement were already confirmed under its program, so it stays there. "
    "Post another placement in the other program."
)


def keep_earned_program(change: ProgramChanging) -> None:
    """Refuse another program once the ledger has lines of a placement; they were earned by it."""
    if queries.has_lines(placement_id=change.placement_id):
        raise Conflict(MOVED)


def keep_earned_stipend(change: StipendChanging) -> None:
    """Refuse other amounts once the ledger has lines of a program; they were earned by these."""
    if queries.has_lines(program_id=change.program_id):
        raise Conflict(EARNED)
