"""Find who was passed over: a student who prefers a placement that would rather have had them."""

from __future__ import annotations

import numpy as np

from app.matches.engine.acceptance import tables_of
from app.matches.engine.market import NOBODY, Edges, Ints
from app.matches.engine.priority import standing
from app.matches.engine.seats import Table
from app.matches.engine.solving import Outcome, ranks


def justified_envy(outcome: Outcome) -> list[tuple[int, int]]:
    """Give the (student, placement) of each student who was passed over.

    They listed it above what they have, and it has a free seat or would seat them before
    somebody it holds. Locked students are left out: staff decided for them.
    """
    market = outcome.market
    edges, rank, held = _considered(outcome)
    owner = edges.owner
    locked = np.isin(np.arange(edges.rows), list(market.locks))
    order = standing(market, edges, locked[owner] & held)
    tables = tables_of(market, edges, order)
    last = _seat_everybody(outcome, edges, order.position, held, tables)
    mine = np.full(edges.rows, len(market.places) + 1, dtype=np.int64)
    mine[owner[held]] = np.where(rank[held] == NOBODY, len(market.places), rank[held])
    wanted = np.flatnonzero((rank != NOBODY) & (rank < mine[owner]) & ~locked[owner])
    return [
        (int(owner[pair]), int(edges.place[pair]))
        for pair in wanted.tolist()
        if _would_have(int(edges.place[pair]), int(order.position[pair]), tables, last)
    ]


def _considered(outcome: Outcome) -> tuple[Edges, Ints, np.ndarray]:
    """Give the listed pairs and the pairs held without being listed; ranks; which are held."""
    market, listed = outcome.market, outcome.market.listed
    owner = listed.owner
    held = outcome.place[owner] == listed.place
    without = outcome.place != NOBODY
    without[owner[held]] = False
    more = np.flatnonzero(without)
    score, order = np.zeros(len(more), dtype=np.int64), np.zeros(len(more), dtype=np.int64)
    filling = outcome.filling
    pair_of = np.full(len(market.students), NOBODY, dtype=np.int64)
    pair_of[filling.students] = filling.pair
    filled = pair_of[more] != NOBODY
    score[filled] = filling.edges.score[pair_of[more[filled]]]
    order[filled] = filling.edges.order[pair_of[more[filled]]]
    rows = np.concatenate([owner, more])
    sorting = np.argsort(rows, kind="stable")
    start = np.zeros(len(market.students) + 1, dtype=np.int64)
    np.cumsum(np.bincount(rows, minlength=len(market.students)), out=start[1:])
    edges = Edges(
        start,
        np.concatenate([listed.place, outcome.place[more]])[sorting],
        np.concatenate([listed.score, score])[sorting],
        np.concatenate([listed.order, order])[sorting],
    )
    holds = outcome.place[edges.owner] == edges.place
    everybody = np.arange(len(market.students), dtype=np.int64)
    return edges, ranks(market, everybody, edges), holds


def _seat_everybody(
    outcome: Outcome, edges: Edges, position: Ints, held: np.ndarray, tables: dict[int, Table]
) -> Ints:
    """Give the worst position held by placement (NOBODY: a free seat); seat the tables."""
    seats = outcome.market.seats
    pairs = np.flatnonzero(held)
    last = np.full(len(seats), NOBODY, dtype=np.int64)
    np.maximum.at(last, edges.place[pairs], position[pairs])
    used = np.bincount(edges.place[pairs], minlength=len(seats))
    for pair in pairs.tolist():
        if (table := tables.get(int(edges.place[pair]))) is not None:
            table.admit(int(position[pair]))
    return np.where(used < seats, NOBODY, np.where(seats == 0, 0, last))


def _would_have(place: int, position: int, tables: dict[int, Table], last: Ints) -> bool:
    if place in tables:
        return tables[place].would_admit(position)
    return bool(last[place] == NOBODY or position < last[place])
