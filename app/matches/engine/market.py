"""Hold what the engine matches: students, placements and the pairs between them, as columns."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Final

import numpy as np
import numpy.typing as npt

Ints = npt.NDArray[np.int64]
Words = npt.NDArray[np.uint64]

UNRANKED: Final = 1 << 40  # the place in an employer's order of a student who is not in it
NOBODY: Final = -1


@dataclass(frozen=True, slots=True)
class Edges:
    """Be pairs in rows by student: those of row s are `start[s]:start[s + 1]`.

    `place` is the index of a placement, `score` what the pair is worth (0 or more), `order` the
    student's place in the employer's own order (0 first, `UNRANKED` when not in it).
    """

    start: Ints
    place: Ints
    score: Ints
    order: Ints

    @property
    def rows(self) -> int:
        """Count the rows."""
        return len(self.start) - 1

    @property
    def owner(self) -> Ints:
        """Give the row of each pair."""
        return np.repeat(np.arange(self.rows, dtype=np.int64), np.diff(self.start))


@dataclass(frozen=True, slots=True)
class Reserve:
    """Be seats of one placement kept for members of a group as long as members want them."""

    group: int
    seats: int


@dataclass(frozen=True, slots=True)
class Seating:
    """Be how the seats of one placement are given: its reserves in the published order."""

    reserves: tuple[Reserve, ...] = ()
    lottery: int = 0
    open_first: bool = False


Candidates = Callable[[Ints, Ints], Edges]
"""Students (indices) and open seats (by placement) -> their pairs with open placements, by row."""


@dataclass(frozen=True, slots=True)
class Market:
    """Be one whole problem; students and placements stand in ascending order of their ids.

    `listed` holds the eligible pairs that students ranked, in their order. `points` and `tier` are
    priorities of a student everywhere: more points first, then the smaller tier. `groups` is a bit
    mask over `group_names`. `locks` gives some students' seats beforehand. `candidates` is asked
    for the pairs of stage two.
    """

    students: tuple[str, ...]
    places: tuple[str, ...]
    seats: Ints
    listed: Edges
    points: Ints
    tier: Ints
    lottery: Words
    groups: Ints
    group_names: tuple[str, ...]
    candidates: Candidates
    seating: Mapping[int, Seating] = field(default_factory=dict)
    locks: Mapping[int, int] = field(default_factory=dict)


def rows_of(edges: Edges, rows: Ints) -> Ints:
    """Give the indices of all pairs of some rows, row after row."""
    lengths = edges.start[rows + 1] - edges.start[rows]
    ends = np.cumsum(lengths)
    total = int(ends[-1]) if len(ends) else 0
    first: Ints = np.repeat(edges.start[rows] - (ends - lengths), lengths)
    return first + np.arange(total, dtype=np.int64)


def chosen(edges: Edges, rows: Ints, keep: npt.NDArray[np.bool_] | None = None) -> Edges:
    """Give the pairs of some rows as rows of their own, those alone that are kept (by pair)."""
    index = rows_of(edges, rows)
    owner = np.repeat(
        np.arange(len(rows), dtype=np.int64), edges.start[rows + 1] - edges.start[rows]
    )
    if keep is not None:
        kept = keep[index]
        index, owner = index[kept], owner[kept]
    start = np.zeros(len(rows) + 1, dtype=np.int64)
    np.cumsum(np.bincount(owner, minlength=len(rows)), out=start[1:])
    return Edges(start, edges.place[index], edges.score[index], edges.order[index])
