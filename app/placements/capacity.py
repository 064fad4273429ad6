"""Let an employer's pledge follow the seats of its posted placements."""

from __future__ import annotations

import contextlib
from datetime import datetime
from typing import TYPE_CHECKING, NamedTuple

from app.employers import queries as employers
from app.employers.pledge_services import raise_pledge
from app.placements.models import Placement
from app.placements.queries import POSTED

if TYPE_CHECKING:
    from collections.abc import Iterator

    from app.core.access import Actor


class Standing(NamedTuple):
    """Be the seats that a placement takes of an employer's pledge to a program."""

    employer_id: int
    program_id: int
    seats: int


def standing(placement: Placement) -> Standing:
    """Give what a placement takes of a pledge now: its seats once it is posted, else none."""
    employer_id = employers.site(placement.site_id).employer_id
    seats = placement.seats if placement.state in POSTED else 0
    return Standing(employer_id, placement.program_id, seats)


@contextlib.contextmanager
def pledge_follows(placement: Placement, *, by: Actor, at: datetime) -> Iterator[None]:
    """Tell the pledges what a change inside does to the seats that are posted."""
    before = standing(placement)
    yield
    after = standing(placement)
    if before[:2] == after[:2]:
        changes = [(after, after.seats - before.seats)]
    else:
        changes = [(before, -before.seats), (after, after.seats)]
    for side, seats in changes:
        if seats:
            raise_pledge(side.employer_id, side.program_id, seats, by=by, at=at)
