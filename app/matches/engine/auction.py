"""Fill open seats so that the total worth is all but the greatest: an auction with prices.

Bertsekas' auction for similar objects in integers: a student bids for the placement worth most to
them at today's prices; a placement keeps its highest bids. Every student's seat is in the end
within `step` of the best they could have at the prices, so the total is within students x step of
the greatest, and the prices prove how near it is (the dual bound).
"""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass
from heapq import heappush, heapreplace
from typing import Final

import numpy as np

from app.matches.engine.market import NOBODY, Edges, Ints, rows_of

FEW: Final = 100  # so few bidders are quicker one by one than as columns
NEVER: Final = -(1 << 60)


@dataclass(frozen=True, slots=True)
class Filled:
    """Be what an auction gave: the pair of each row (or NOBODY) and the price of each placement."""

    pair: Ints
    price: Ints


def auction(edges: Edges, worth: Ints, seats: Ints, step: int) -> Filled:
    """Assign rows to seats; `worth` is by pair (0 or more), `seats` by placement."""
    live = _Bidding(edges, worth, seats, step)
    waiting = np.flatnonzero(np.diff(edges.start))
    while len(waiting) > FEW:
        waiting = live.round(waiting)
    live.one_by_one(waiting.tolist())
    return Filled(live.pair, live.price)


def dual_bound(edges: Edges, worth: Ints, seats: Ints, price: Ints) -> int:
    """Give the total that no assignment can exceed, proved by the prices."""
    rows = np.flatnonzero(np.diff(edges.start))
    if not len(rows):
        return 0
    net = np.maximum.reduceat(worth - price[edges.place], edges.start[rows])
    return int((seats * price).sum() + np.maximum(net, 0).sum())


class _Bidding:
    """Be an auction under way: who holds which seat at which bid."""

    def __init__(self, edges: Edges, worth: Ints, seats: Ints, step: int) -> None:
        """Begin with empty seats at price 0."""
        self.edges, self.worth, self.seats, self.step = edges, worth, seats, step
        self.pair = np.full(edges.rows, NOBODY, dtype=np.int64)
        self.bid = np.zeros(edges.rows, dtype=np.int64)
        self.price = np.zeros(len(seats), dtype=np.int64)
        self.place = np.where(seats[edges.place] > 0, edges.place, NOBODY)

    def round(self, waiting: Ints) -> Ints:
        """Let all that wait bid at once; give who waits afterwards."""
        pair, bid = self._bids(waiting)
        bidding = pair != NOBODY
        rows, pair, bid = waiting[bidding], pair[bidding], bid[bidding]
        self.pair[rows], self.bid[rows] = pair, bid
        holders = np.flatnonzero(self.pair != NOBODY)
        at = self.edges.place[self.pair[holders]]
        touched = np.zeros(len(self.seats), dtype=np.bool_)
        touched[self.edges.place[pair]] = True
        there = touched[at]
        holders, at = holders[there], at[there]
        order = np.lexsort((holders, -self.bid[holders], at))
        holders, at = holders[order], at[order]
        first = np.flatnonzero(np.r_[True, at[1:] != at[:-1]]) if len(at) else at
        sizes = np.diff(np.r_[first, len(at)])
        place = at[first]
        rank = np.arange(len(at), dtype=np.int64) - np.repeat(first, sizes)
        out = holders[rank >= np.repeat(self.seats[place], sizes)]
        full = sizes >= self.seats[place]
        lowest = first[full] + self.seats[place[full]] - 1
        self.price[place[full]] = self.bid[holders[lowest]]
        self.pair[out] = NOBODY
        return np.sort(out)

    def _bids(self, waiting: Ints) -> tuple[Ints, Ints]:
        """Give the pair that each wants most (NOBODY: none is worth its price) and the bid."""
        index = rows_of(self.edges, waiting)
        lengths = self.edges.start[waiting + 1] - self.edges.start[waiting]
        start = np.cumsum(lengths) - lengths
        at = self.place[index]
        net = np.where(at == NOBODY, NEVER, self.worth[index] - self.price[at])
        best = np.maximum.reduceat(net, start)
        hits = np.flatnonzero(net == np.repeat(best, lengths))
        row = np.repeat(np.arange(len(waiting), dtype=np.int64), lengths)[hits]
        hit = hits[np.r_[True, row[1:] != row[:-1]]]
        net[hit] = NEVER
        second = np.maximum(np.maximum.reduceat(net, start), 0)
        pair = np.where(best < 0, NOBODY, index[hit])
        bid = self.price[self.edges.place[index[hit]]] + best - second + self.step
        return pair, bid

    def one_by_one(self, waiting: list[int]) -> None:
        """Let the last bidders bid in turn."""
        start, place = self.edges.start, self.place
        heaps = self._heaps()
        price, seats = self.price.tolist(), self.seats.tolist()
        queue = deque(waiting)
        while queue:
            row = queue.popleft()
            low, high = int(start[row]), int(start[row + 1])
            at, worth = place[low:high].tolist(), self.worth[low:high].tolist()
            best, second, pair, here = -1, -1, NOBODY, NOBODY
            for index, (where, value) in enumerate(zip(at, worth, strict=True)):
                if where == NOBODY:
                    continue
                net = value - price[where]
                if net > best:
                    best, second, pair, here = net, best, low + index, where
                elif net > second:
                    second = net
            if pair == NOBODY:
                continue
            bid = price[here] + best - max(second, 0) + self.step
            self.pair[row], self.bid[row] = pair, bid
            heap = heaps[here]
            if len(heap) < seats[here]:
                heappush(heap, (bid, -row))
            else:
                _, out = heapreplace(heap, (bid, -row))
                self.pair[-out] = NOBODY
                queue.append(-out)
            if len(heap) == seats[here]:
                price[here] = heap[0][0]
        self.price[:] = price

    def _heaps(self) -> list[list[tuple[int, int]]]:
        heaps: list[list[tuple[int, int]]] = [[] for _ in range(len(self.seats))]
        for row in np.flatnonzero(self.pair != NOBODY).tolist():
            heappush(heaps[int(self.edges.place[self.pair[row]])], (int(self.bid[row]), -row))
        return heaps
