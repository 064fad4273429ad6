"""Let students propose in their order, and placements keep the best that asked so far.

Deferred acceptance (Gale and Shapley 1962) with seats given as `seats.Table` says, which keeps it
stable, best for students among the stable, and truthful for them. The order of proposing does not
matter.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from heapq import heappush, heappushpop

import numpy as np

from app.matches.engine.market import NOBODY, Edges, Ints, Market, Reserve, Seating
from app.matches.engine.priority import Standing, standing
from app.matches.engine.seats import Slots, Table


@dataclass(frozen=True, slots=True)
class Accepted:
    """Be the first stage: the pair that each student holds (or NOBODY), and why others do not.

    `edges` are the pairs that took part (a locked student's is their lock alone), `tables` the
    seats of placements with a seating of their own, `last` the worst position held elsewhere
    (NOBODY where seats are free).
    """

    edges: Edges
    owner: Ints
    standing: Standing
    held: Ints
    tables: dict[int, Table]
    last: list[int]
    locked: frozenset[int]


def with_locks(market: Market, edges: Edges) -> Edges:
    """Give the pairs with each locked student's cut down to their lock."""
    if not market.locks:
        return edges
    owner = edges.owner
    rows = np.fromiter(market.locks, dtype=np.int64, count=len(market.locks))
    target = np.full(edges.rows, NOBODY, dtype=np.int64)
    target[rows] = np.fromiter(market.locks.values(), dtype=np.int64, count=len(rows))
    free = target[owner] == NOBODY
    order = np.argsort(np.concatenate([owner[free], rows]), kind="stable")
    counts = np.bincount(owner[free], minlength=edges.rows)
    counts[rows] = 1
    start = np.zeros(edges.rows + 1, dtype=np.int64)
    np.cumsum(counts, out=start[1:])
    zero = np.zeros(len(rows), dtype=np.int64)
    return Edges(
        start,
        np.concatenate([edges.place[free], target[rows]])[order],
        np.concatenate([edges.score[free], zero])[order],
        np.concatenate([edges.order[free], zero])[order],
    )


def tables_of(market: Market, edges: Edges, places: Standing) -> dict[int, Table]:
    """Lay out the seats of the placements that have reserves or lottery seats."""
    if not market.seating:
        return {}
    owner = edges.owner[places.pair]
    locked = Counter(market.locks.values())
    masks = market.groups[owner]
    listed, luck, back = masks.tolist(), places.luck[places.pair].tolist(), places.by_luck.tolist()
    laid = {}
    for place, seating in market.seating.items():
        low, high = int(places.base[place]), int(places.base[place + 1])
        here = int(np.bitwise_or.reduce(masks[low:high])) if high > low else 0
        kept = tuple(Reserve(r.group, r.seats) for r in seating.reserves if here >> r.group & 1)
        laid[place] = Table(
            int(market.seats[place]),
            Seating(kept, seating.lottery, seating.open_first),
            market.group_names,
            Slots(low, listed, luck, back, locked[place]),
        )
    return laid


def accept(market: Market) -> Accepted:
    """Run the first stage over the stated ranks."""
    edges = with_locks(market, market.listed)
    marked = np.zeros(edges.rows, dtype=np.bool_)
    marked[list(market.locks)] = True
    owner = edges.owner
    order = standing(market, edges, marked[owner])
    tables = tables_of(market, edges, order)
    heaps = _propose(market, edges, order, tables)
    held = np.full(edges.rows, NOBODY, dtype=np.int64)
    for place, heap in enumerate(heaps):
        positions = tables[place].admitted() if place in tables else [-key for key in heap]
        if positions:
            pairs = order.pair[int(order.base[place]) + np.array(positions, dtype=np.int64)]
            held[owner[pairs]] = pairs
    seats = market.seats.tolist()
    last = [
        -heap[0] if heap and len(heap) >= seats[place] else NOBODY
        for place, heap in enumerate(heaps)
    ]
    return Accepted(edges, owner, order, held, tables, last, frozenset(market.locks))


def _propose(
    market: Market, edges: Edges, order: Standing, tables: dict[int, Table]
) -> list[list[int]]:
    """Give the heap of negative positions held at each placement without a table."""
    start, place, position = edges.start.tolist(), edges.place.tolist(), order.position.tolist()
    base, at = order.base.tolist(), edges.owner[order.pair].tolist()
    seats = market.seats.tolist()
    following, heaps = start[:-1], [[] for _ in seats]  # type: tuple[list[int], list[list[int]]]
    for student in range(len(following)):
        who = student
        while following[who] < start[who + 1]:
            pair = following[who]
            following[who] = pair + 1
            here = place[pair]
            table = tables.get(here)
            if table is not None:
                out = table.admit(position[pair])
                if out == NOBODY:
                    break
            else:
                heap = heaps[here]
                if len(heap) < seats[here]:
                    heappush(heap, -position[pair])
                    break
                if not heap:
                    continue
                out = -heappushpop(heap, -position[pair])
            who = at[base[here] + out]
    return heaps
