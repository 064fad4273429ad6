"""Order the students of each placement: locks, the employer's order, points, tier, score, lottery.

The same tuple is what pages show. Rank on a student's own list plays no part, so that stating a
true order costs nothing.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt

from app.matches.engine.market import UNRANKED, Edges, Ints, Market

COMPONENTS: Final = ("lock", "employer_list", "points", "tier", "score", "lottery")


@dataclass(frozen=True, slots=True)
class Priority:
    """Be one student's standing at one placement, best first in the order of its fields."""

    locked: bool
    employer_list: int | None
    points: int
    tier: int
    score: int
    lottery: int

    @property
    def key(self) -> tuple[int, int, int, int, int, int]:
        """Give a tuple that sorts the better student first."""
        order = UNRANKED if self.employer_list is None else self.employer_list
        return (not self.locked, order, -self.points, self.tier, -self.score, self.lottery)


def decisive(mine: Priority, theirs: Priority) -> str:
    """Name the first component in which two standings at one placement differ."""
    pairs = zip(COMPONENTS, mine.key, theirs.key, strict=True)
    return next((name for name, one, other in pairs if one != other), "lottery")


@dataclass(frozen=True, slots=True)
class Standing:
    """Be the order at every placement: `position` by pair, smaller is better, 0 the first.

    `base[p] + position` is the slot of a pair of placement p; `pair` gives the pair of a slot,
    `luck` the position of a slot by lottery alone and `by_luck` the position back from it.
    """

    position: Ints
    base: Ints
    pair: Ints
    luck: Ints
    by_luck: Ints


def standing(market: Market, edges: Edges, locked: npt.NDArray[np.bool_]) -> Standing:
    """Order all pairs at their placements; `locked` marks the pairs of locks."""
    owner = edges.owner
    lottery, place = market.lottery[owner], edges.place
    first = ~locked
    by_priority = np.lexsort(
        (
            owner,
            lottery,
            -edges.score,
            market.tier[owner],
            -market.points[owner],
            edges.order,
            first,
            place,
        )
    )
    base = np.zeros(len(market.places) + 1, dtype=np.int64)
    np.cumsum(np.bincount(place, minlength=len(market.places)), out=base[1:])
    slot = np.arange(len(place), dtype=np.int64) - base[place[by_priority]]
    position = np.empty_like(place)
    position[by_priority] = slot
    by_lottery = np.lexsort((owner, lottery, first, place))
    luck = np.empty_like(place)
    luck[by_lottery] = slot
    return Standing(position, base, by_priority, luck, position[by_lottery])


def priority_of(market: Market, edges: Edges, pair: int, owner: int, *, locked: bool) -> Priority:
    """Give the standing of one pair in words that can be shown and checked again."""
    order = int(edges.order[pair])
    return Priority(
        locked=locked,
        employer_list=None if order == UNRANKED else order,
        points=int(market.points[owner]),
        tier=int(market.tier[owner]),
        score=int(edges.score[pair]),
        lottery=int(market.lottery[owner]),
    )
