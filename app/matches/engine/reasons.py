"""Say of each student and placement, in one code, why it came out as it did in this run.

A reason holds the student's own standing and the cutoff of the seats, never another student; each
claim can be checked again from these. Beating a cutoff alone would not prove a place: others would
then have moved too.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

import numpy as np

from app.matches.engine.acceptance import Accepted
from app.matches.engine.market import NOBODY, Edges
from app.matches.engine.priority import Priority, decisive, priority_of
from app.matches.engine.seats import OPEN, Stage
from app.matches.engine.solving import Outcome


class Code(StrEnum):
    """Name each reason there is."""

    PLACED = "PLACED"
    HAS_HIGHER_CHOICE = "HAS_HIGHER_CHOICE"
    INELIGIBLE = "INELIGIBLE"
    DECLINED = "DECLINED"
    LOCKED_ELSEWHERE = "LOCKED_ELSEWHERE"
    SEAT_FILLED = "SEAT_FILLED"
    RESERVE_NOT_YOURS = "OPEN_SEATS_FILLED_RESERVE_NOT_YOURS"
    NO_OPEN_SEAT = "NO_OPEN_SEAT"
    OTHER_SEAT_WORTH_MORE = "OTHER_SEAT_WORTH_MORE"
    NOTHING_OPEN = "UNPLACED_NO_OPEN_ELIGIBLE"


@dataclass(frozen=True, slots=True)
class Cutoff:
    """Be the last admitted to one kind of a placement's seats (`open`, `lottery`, a group)."""

    seats: str
    admitted: int
    last: Priority


@dataclass(frozen=True, slots=True)
class Reason:
    """Be one code with what proves it: own standing, cutoffs, what decided, or worths in points."""

    code: Code
    own: Priority | None = None
    cutoffs: tuple[Cutoff, ...] = ()
    decisive: str = ""
    here: int | None = None
    there: int | None = None


class Reasons:
    """Answer for any pair of an outcome; make one and ask it often."""

    def __init__(self, outcome: Outcome) -> None:
        """Index the outcome."""
        self.outcome = outcome
        self._row = {int(student): row for row, student in enumerate(outcome.filling.students)}

    def of(self, student: int, place: int) -> Reason:
        """Give the reason of an eligible pair."""
        outcome = self.outcome
        mine = int(outcome.place[student])
        if mine == place:
            return Reason(Code.PLACED)
        if student in outcome.market.locks:
            return Reason(Code.LOCKED_ELSEWHERE)
        if outcome.accepted is None:
            return self._of_worth(student, place)
        listed = _pair(outcome.accepted.edges, student, place)
        if outcome.in_first_stage(student) and (
            listed == NOBODY or int(outcome.accepted.held[student]) < listed
        ):
            return Reason(Code.HAS_HIGHER_CHOICE)
        if listed != NOBODY:
            return _filled(outcome, outcome.accepted, student, listed)
        return self._of_second_stage(student, place)

    def _of_second_stage(self, student: int, place: int) -> Reason:
        filling = self.outcome.filling
        row = self._row[student]
        if int(filling.open_seats[place]) > 0:
            return self._of_worth(student, place)
        low, high = int(filling.edges.start[row]), int(filling.edges.start[row + 1])
        nothing = not np.any(filling.open_seats[filling.edges.place[low:high]] > 0)
        return Reason(Code.NOTHING_OPEN if nothing else Code.NO_OPEN_SEAT)

    def _of_worth(self, student: int, place: int) -> Reason:
        """Give the reason by prices: another seat is worth more, or all seats went for more."""
        filling = self.outcome.filling
        row = self._row[student]
        pair, held = _pair(filling.edges, row, place), int(filling.pair[row])
        here = filling.net(pair) if pair != NOBODY else None
        if held == NOBODY:
            return Reason(Code.SEAT_FILLED, here=here)
        if self.outcome.accepted is None:
            at = int(filling.edges.place[held])
            own, other = self._rank(student, at), self._rank(student, place)
            if own != NOBODY and (other == NOBODY or own < other):
                return Reason(Code.HAS_HIGHER_CHOICE)
            if pair == NOBODY and int(self.outcome.market.seats[place]) == 0:
                return Reason(Code.SEAT_FILLED, decisive="seats")
        return Reason(Code.OTHER_SEAT_WORTH_MORE, here=here, there=filling.net(held))

    def _rank(self, student: int, place: int) -> int:
        """Give the place of a placement in a student's list, or NOBODY, also where it is full."""
        return _position(self.outcome.market.listed, student, place)


def _position(edges: Edges, row: int, place: int) -> int:
    found = _pair(edges, row, place)
    return found if found == NOBODY else found - int(edges.start[row])


def _pair(edges: Edges, row: int, place: int) -> int:
    low, high = int(edges.start[row]), int(edges.start[row + 1])
    hits = np.flatnonzero(edges.place[low:high] == place)
    return low + int(hits[0]) if len(hits) else NOBODY


def _filled(outcome: Outcome, accepted: Accepted, student: int, pair: int) -> Reason:
    """Say why a placement that a student asked for did not keep them."""
    place = int(accepted.edges.place[pair])
    own = priority_of(outcome.market, accepted.edges, pair, student, locked=False)
    position = int(accepted.standing.position[pair])
    mask = int(outcome.market.groups[student])
    mine: list[Cutoff] = []
    for stage in stages(accepted, place):
        if not stage.held:
            continue
        cutoff = _cutoff(outcome, accepted, place, stage)
        if not stage.mask or stage.mask & mask:
            mine.append(cutoff)
        elif stage.last > position:
            return Reason(Code.RESERVE_NOT_YOURS, own, (cutoff,))
    if not mine:
        locked = place in outcome.market.locks.values()
        return Reason(Code.SEAT_FILLED, own, decisive="lock" if locked else "seats")
    which = next((each for each in reversed(mine) if each.seats == OPEN), mine[-1])
    return Reason(Code.SEAT_FILLED, own, tuple(mine), decisive(own, which.last))


def stages(accepted: Accepted, place: int) -> list[Stage]:
    """Give the kinds of seats of a placement with who holds them."""
    if place in accepted.tables:
        return accepted.tables[place].stages
    last = accepted.last[place]
    return [Stage(OPEN, 0, 1, held=[-last])] if last != NOBODY else []


def _cutoff(outcome: Outcome, accepted: Accepted, place: int, stage: Stage) -> Cutoff:
    edges, order = accepted.edges, accepted.standing
    base = int(order.base[place])
    position = int(order.by_luck[base + stage.last]) if stage.by_luck else stage.last
    pair = int(order.pair[base + position])
    owner = int(accepted.owner[pair])
    locked = owner in outcome.market.locks
    return Cutoff(
        stage.name,
        len(stage.held),
        priority_of(outcome.market, edges, pair, owner, locked=locked),
    )
