"""Solve a market: two stages, or the greatest total worth for comparison."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from hashlib import sha256

import numpy as np

from app.matches.engine.acceptance import Accepted, accept
from app.matches.engine.filling import PLACED, Filling, fill, worth_of
from app.matches.engine.market import NOBODY, Edges, Ints, Market


class Objective(StrEnum):
    """Say what is sought: nobody passed over (the rule), or the most worth in all (to compare)."""

    TWO_STAGE = "two-stage"
    MAX_BENEFIT = "max-benefit"


@dataclass(frozen=True, slots=True)
class Outcome:
    """Be a solved market: `place` by student (NOBODY: none), the stages and a hash of it all."""

    market: Market
    objective: Objective
    place: Ints
    accepted: Accepted | None
    filling: Filling
    hash: str

    def in_first_stage(self, student: int) -> bool:
        """Tell whether a student has their place by asking for it or by a lock."""
        if self.accepted is None:
            return student in self.market.locks
        return int(self.accepted.held[student]) != NOBODY


def solve(market: Market, objective: Objective = Objective.TWO_STAGE) -> Outcome:
    """Match students with placements; the same market gives the same outcome everywhere."""
    if objective is Objective.MAX_BENEFIT:
        return _greatest_worth(market)
    accepted = accept(market)
    place = np.full(len(market.students), NOBODY, dtype=np.int64)
    placed = accepted.held != NOBODY
    place[placed] = accepted.edges.place[accepted.held[placed]]
    students, seats = np.flatnonzero(~placed), open_seats(market, place)
    edges = market.candidates(students, seats)
    filling = fill(students, edges, edges.score + PLACED, seats)
    return _outcome(market, objective, place, accepted, filling)


def open_seats(market: Market, place: Ints) -> Ints:
    """Count the seats that nobody holds, by placement."""
    used = np.bincount(place[place != NOBODY], minlength=len(market.places))
    return market.seats - used


def _greatest_worth(market: Market) -> Outcome:
    place = np.full(len(market.students), NOBODY, dtype=np.int64)
    for student, at in market.locks.items():
        place[student] = at
    students, seats = np.flatnonzero(place == NOBODY), open_seats(market, place)
    edges = market.candidates(students, seats)
    worth = worth_of(edges.score, ranks(market, students, edges))
    return _outcome(market, Objective.MAX_BENEFIT, place, None, fill(students, edges, worth, seats))


def ranks(market: Market, students: Ints, edges: Edges) -> Ints:
    """Give the place of each pair in its student's list of eligible choices, or NOBODY."""
    width = len(market.places) + 1
    listed, own = market.listed, market.listed.owner
    keys = own * width + listed.place
    order = np.argsort(keys, kind="stable")
    wanted = students[edges.owner] * width + edges.place
    if not len(keys):
        return np.full(len(wanted), NOBODY, dtype=np.int64)
    at = order[np.minimum(np.searchsorted(keys, wanted, sorter=order), len(keys) - 1)]
    position = np.arange(len(keys), dtype=np.int64) - listed.start[own]
    return np.where(keys[at] == wanted, position[at], NOBODY)


def _outcome(
    market: Market,
    objective: Objective,
    place: Ints,
    accepted: Accepted | None,
    filling: Filling,
) -> Outcome:
    won = filling.pair != NOBODY
    place[filling.students[won]] = filling.edges.place[filling.pair[won]]
    return Outcome(market, objective, place, accepted, filling, digest(market, place))


def digest(market: Market, place: Ints) -> str:
    """Give the sha256 of all matches, by student, the same on every machine."""
    lines = "".join(
        f"{market.students[student]}\t{market.places[at]}\n"
        for student, at in enumerate(place.tolist())
        if at != NOBODY
    )
    return sha256(lines.encode()).hexdigest()
