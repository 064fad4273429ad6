"""Note that staff took over what a partner wrote; who changes or posts it has reviewed it."""

from __future__ import annotations

from datetime import datetime
from typing import Final

from app.core.access import Actor
from app.core.todos import close_todo
from app.placements import description_queries as queries
from app.placements.description_models import DescriptionState

TODO: Final = "placement_described"


def note_review(placement_id: int, *, by: Actor, at: datetime) -> None:
    """Note inside the open use case that what a partner wrote of a placement is reviewed."""
    found = queries.of_placement(placement_id)
    if found is not None and found.state is not DescriptionState.REVIEWED:
        found.move_to(DescriptionState.REVIEWED, by=by, at=at)
        close_todo(TODO, "placement", placement_id, by=by, at=at)
