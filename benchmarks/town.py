"""Make an invented town to match: students who want near and popular placements, from a seed."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Final

import numpy as np
import numpy.typing as npt

from app.matches.engine import lottery
from app.matches.engine.market import UNRANKED, Edges, Ints, Market, Reserve, Seating, chosen

SEED: Final = 253
NEAREST: Final = 30  # placements that a student could take
MOST_WISHES: Final = 8
SILENT: Final = 0.15  # of the students rank nothing
BARRIERS: Final = 0.3  # of the students are in the group that seats are kept for
KEPT: Final = 0.3  # of the seats are kept for it, where any are
SEATS: Final = 0.983  # of as many as students
BLOCK: Final = 512


@dataclass(frozen=True, slots=True)
class Town:
    """Be a market, and the eligible pairs of all its students as one graph.

    In the extended markets everybody lists all they could take: what they ranked, then by score.
    """

    market: Market
    eligible: Edges
    plain: Market = field(repr=False)
    extended: Market = field(repr=False)
    extended_with_reserves: Market = field(repr=False)


def town(students: int, places: int) -> Town:
    """Make a town with a few seats less than students; the same one each time."""
    draw = np.random.default_rng(SEED)
    eligible = _eligible(draw, students, places)
    listed = _wishes(draw, eligible, students, places)
    seats = draw.multinomial(int(students * SEATS), draw.dirichlet(np.full(places, 4.0))).astype(
        np.int64
    )
    groups = (draw.random(students) < BARRIERS).astype(np.int64)
    kept = {
        place: Seating((Reserve(0, int(seats[place] * KEPT)),))
        for place in range(0, places, 2)
        if int(seats[place] * KEPT)
    }
    names = tuple(f"s{number:06}" for number in range(students))

    def market(listed: Edges, seating: dict[int, Seating]) -> Market:
        return Market(
            students=names,
            places=tuple(f"p{number:05}" for number in range(places)),
            seats=seats,
            listed=listed,
            points=np.zeros(students, dtype=np.int64),
            tier=np.zeros(students, dtype=np.int64),
            lottery=lottery.numbers(SEED, names),
            groups=groups,
            group_names=("barriers",),
            candidates=lambda rows, free: chosen(eligible, rows, free[eligible.place] > 0),
            seating=seating,
        )

    longer = _extended(eligible, listed)
    return Town(
        market(listed, kept),
        eligible,
        market(listed, {}),
        market(longer, {}),
        market(longer, kept),
    )


def _eligible(draw: np.random.Generator, students: int, places: int) -> Edges:
    width = min(NEAREST, places)
    home, work = draw.random((students, 2)), draw.random((places, 2))
    place = np.empty((students, width), dtype=np.int64)
    far: npt.NDArray[np.float64] = np.empty((students, width))
    for start in range(0, students, BLOCK):
        apart = ((home[start : start + BLOCK, None] - work[None]) ** 2).sum(axis=2)
        near = np.sort(np.argpartition(apart, width - 1, axis=1)[:, :width], axis=1)
        place[start : start + BLOCK] = near
        far[start : start + BLOCK] = np.take_along_axis(apart, near, axis=1)
    score = (250 * (1 - far / far.max())).astype(np.int64) + draw.integers(0, 750, far.shape)
    start_ = np.arange(students + 1, dtype=np.int64) * width
    order = np.full(students * width, UNRANKED, dtype=np.int64)
    return Edges(start_, place.ravel(), score.ravel(), order)


def _wishes(draw: np.random.Generator, eligible: Edges, students: int, places: int) -> Edges:
    width = int(eligible.start[1])
    popular = draw.pareto(2.0, places)
    wish = 0.3 * popular[eligible.place].reshape(students, width) + draw.random((students, width))
    best = np.argsort(-wish, axis=1, kind="stable")[:, :MOST_WISHES]
    many = draw.integers(1, best.shape[1] + 1, students)
    many[draw.random(students) < SILENT] = 0
    taken = np.arange(best.shape[1])[None] < many[:, None]
    index = (np.arange(students)[:, None] * width + best)[taken]
    start = np.r_[0, np.cumsum(many)].astype(np.int64)
    return Edges(start, eligible.place[index], eligible.score[index], eligible.order[index])


def _extended(eligible: Edges, listed: Edges) -> Edges:
    width = int(eligible.place.max()) + 2
    keys, wanted = eligible.owner * width + eligible.place, listed.owner * width + listed.place
    rank = np.full(len(keys), MOST_WISHES, dtype=np.int64)
    position = np.arange(len(wanted)) - listed.start[listed.owner]
    rank[np.searchsorted(keys, wanted)] = position
    order = np.lexsort((-eligible.score, rank, eligible.owner))
    return Edges(
        eligible.start, eligible.place[order], eligible.score[order], eligible.order[order]
    )


def standing(market: Market) -> Ints:
    """Give for each listed pair its key by which placements prefer: smaller is better."""
    listed = market.listed
    order = np.lexsort((market.lottery[listed.owner], -listed.score))
    key = np.empty(len(order), dtype=np.int64)
    key[order] = np.arange(len(order))
    return key
