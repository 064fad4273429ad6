"""Begin the signing of accepted matches, and ask whom nobody has asked yet: what is due."""

from __future__ import annotations

from datetime import datetime

from app.agreements import asking, queries, services
from app.core.access import SYSTEM
from app.core.errors import Conflict
from app.core.sweeps import sweep
from app.core.use_case import use_case
from app.programs.queries import mailing_programs


def ask_to_sign(at: datetime, program_id: int | None = None) -> int:
    """Begin what is due, each in its own transaction; give how many people were asked.

    A draft that staff began is left to them. A match without a needed guardian waits for one.
    """
    programs = [each.id for each in mailing_programs(asking.KIND) if program_id in (None, each.id)]
    begun = [each for program in programs for each in queries.without_agreement(program)]
    asked = sweep(begun, lambda match_id: _begin(match_id, at))
    waiting = [each for program in programs for each in queries.being_signed(program)]
    return asked + sweep(waiting, lambda agreement_id: _ask(agreement_id, at))


def _begin(match_id: int, at: datetime) -> int:
    try:
        agreement = services.begin(match_id, by=SYSTEM, at=at)
    except Conflict:
        # staff see on the match what is missing
        return 0
    return len(asking.unended(agreement.id))


@use_case
def _ask(agreement_id: int, at: datetime) -> int:
    return asking.ask_parties(queries.agreement_of(agreement_id), by=SYSTEM, at=at)
