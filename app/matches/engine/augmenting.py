"""See to it that as many students are placed as can be, moving those of the same stage if need be.

An auction leaves a student out only where the price says so; this proves that no chain of moves
would place one more, or makes the moves.
"""

from __future__ import annotations

import numpy as np

from app.matches.engine.market import NOBODY, Edges, Ints


def place_all_that_can_be(edges: Edges, pair: Ints, seats: Ints) -> tuple[Ints, frozenset[int]]:
    """Give the pairs with as many rows placed as possible, and the rows that were moved."""
    pair = pair.copy()
    moved: set[int] = set()
    while (found := _chain(edges, pair, seats)) is not None:
        for row, index in found:
            if pair[row] != NOBODY:
                moved.add(row)
            pair[row] = index
    return pair, frozenset(moved)


def _chain(edges: Edges, pair: Ints, seats: Ints) -> list[tuple[int, int]] | None:
    """Give (row, new pair) of the moves that place one more row, if there are any."""
    owner, placed = edges.owner, pair != NOBODY
    used = np.bincount(edges.place[pair[placed]], minlength=len(seats))
    reached = used < seats
    step = np.full(edges.rows, NOBODY, dtype=np.int64)
    out = np.flatnonzero(~placed & (np.diff(edges.start) > 0))
    while True:
        towards = reached[edges.place]
        arriving = np.flatnonzero(towards & ~placed[owner])
        if len(arriving):
            return _moves(edges, pair, step, (used < seats).tolist(), int(arriving[0]))
        stepping = np.flatnonzero(towards & placed[owner] & (step[owner] == NOBODY))
        stepping = stepping[~reached[edges.place[pair[owner[stepping]]]]]
        if not len(stepping) or not len(out):
            return None
        rows, first = np.unique(owner[stepping], return_index=True)
        step[rows] = stepping[first]
        reached = reached.copy()
        reached[edges.place[pair[rows]]] = True


def _moves(
    edges: Edges, pair: Ints, step: Ints, free: list[bool], first: int
) -> list[tuple[int, int]]:
    """Give the chain that begins with a pair of a row without a place."""
    moves = [(int(edges.owner[first]), first)]
    place = int(edges.place[first])
    while not free[place]:
        holders = np.flatnonzero((pair != NOBODY) & (step != NOBODY))
        here = holders[edges.place[pair[holders]] == place]
        mover = int(here[0])
        moves.append((mover, int(step[mover])))
        place = int(edges.place[step[mover]])
    return moves
