"""Give open seats to students still without a place, by what the pairs are worth in all."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np

from app.matches.engine.auction import auction, dual_bound
from app.matches.engine.augmenting import place_all_that_can_be
from app.matches.engine.market import NOBODY, Edges, Ints

PLACED: Final = 4_000  # added to every pair, so that placing one more outweighs better scores
RANKED: Final = (1_000, 60, 300)  # of a first choice, less by rank, of a pair nobody asked for
MANY: Final = 200_000  # pairs, from which on prices move in long steps
LONG, SHORT = 100, 5


@dataclass(frozen=True, slots=True)
class Filling:
    """Be what an auction over open seats gave.

    `students` are the rows of `edges`; `pair` is by row, `price` by placement; `moved` are rows
    that gave way so that one more has a place; the total worth is within `bound` - `total`.
    """

    students: Ints
    edges: Edges
    worth: Ints
    pair: Ints
    price: Ints
    open_seats: Ints
    moved: frozenset[int]
    total: int
    bound: int

    def net(self, pair: int) -> int:
        """Give what a pair is worth after the price of its placement."""
        return int(self.worth[pair]) - int(self.price[self.edges.place[pair]])


def fill(students: Ints, edges: Edges, worth: Ints, open_seats: Ints) -> Filling:
    """Assign as many students as possible to open seats, at all but the greatest total worth."""
    step = LONG if len(edges.place) > MANY else SHORT
    result = auction(edges, worth, open_seats, step)
    pair, moved = place_all_that_can_be(edges, result.pair, open_seats)
    held = pair[pair != NOBODY]
    return Filling(
        students,
        edges,
        worth,
        pair,
        result.price,
        open_seats,
        moved,
        int(worth[held].sum()),
        dual_bound(edges, worth, open_seats, result.price),
    )


def worth_of(score: Ints, rank: Ints) -> Ints:
    """Give the worth of pairs by score and by the student's rank (0 first, NOBODY: not listed)."""
    first, less, unlisted = RANKED
    ranked = np.maximum(first - less * rank, unlisted)
    return score + PLACED + np.where(rank == NOBODY, unlisted, ranked)
