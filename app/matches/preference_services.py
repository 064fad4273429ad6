"""Keep what a student wants of a program, as they said it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from app.core import journal
from app.core.access import Actor
from app.core.db import db
from app.core.errors import Invalid, StaleView
from app.core.use_case import use_case
from app.matches import preference_queries
from app.matches.preference_models import MOST, Preference, PreferenceList

STALE = "Another list came in since this page was opened. Nothing was noted; look again."


@use_case
def keep(  # noqa: PLR0913 - a list has these parts
    student_id: int,
    program_id: int,
    placement_ids: Sequence[int],
    *,
    shown: int,
    method: str,
    by: Actor,
    at: datetime,
) -> PreferenceList:
    """Keep a student's list, the most wanted first; an empty one says that they want none.

    `shown` is the version of the list that they saw, 0 for none. Raises StaleView when there is
    another by now, and Invalid for more than ten placements, one twice, or one of another program.
    """
    kept = preference_queries.list_of(student_id, program_id)
    if shown != (kept.version if kept else 0):
        raise StaleView(STALE)
    _check(program_id, placement_ids)
    if kept is None:
        kept = PreferenceList(student_id=student_id, program_id=program_id)
        db.session.add(kept)
    else:
        # the places of a list are unique, so the old ones go before the new ones come
        kept.choices.clear()
        kept.at = at
        db.session.flush()
    kept.at, kept.by, kept.method = at, by.key, method
    kept.choices = [
        Preference(position=position, placement_id=placement_id)
        for position, placement_id in enumerate(placement_ids, 1)
    ]
    db.session.flush()
    journal.record(
        "preferences_kept",
        "student",
        student_id,
        by=by,
        at=at,
        program=program_id,
        placements=list(placement_ids),
    )
    return kept


def _check(program_id: int, placement_ids: Sequence[int]) -> None:
    if len(placement_ids) > MOST:
        raise Invalid(f"A list holds at most {MOST} placements.")
    found = preference_queries.placements_of(placement_ids)
    own = {each.id for each in found.values() if each.program_id == program_id}
    if len(own) < len(placement_ids):
        raise Invalid("A placement is on the list twice, or is not one of this program.")
