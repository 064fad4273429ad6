"""Give the seats of one placement: who of those that asked is admitted, under the published order.

Members of a group take their reserve first; seats of a reserve that no member wants are open to
all by priority (a soft reserve: no seat stays empty for it); lottery seats go last, by lottery
alone, whatever the employer's order says. With `open_first`, open seats go before the reserves. A
person counts for one reserve. A reserve of a group without any member here is no reserve. Locks
come before all: a locked student counts for the first reserve of theirs, else takes an open seat,
else a lottery seat, else one of the reserve named last.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from heapq import heappop, heappush, heappushpop
from typing import Final

from app.matches.engine.market import NOBODY, Seating

OPEN: Final = "open"
LOTTERY: Final = "lottery"


@dataclass(slots=True)
class Stage:
    """Be one kind of seats of a placement; `held` is a heap with the worst admitted first."""

    name: str
    mask: int
    seats: int
    by_luck: bool = False
    held: list[int] = field(default_factory=list)

    @property
    def full(self) -> bool:
        """Tell whether nobody more has room."""
        return len(self.held) >= self.seats

    @property
    def last(self) -> int:
        """Give the position (or luck) of the worst admitted."""
        return -self.held[0]


@dataclass(frozen=True, slots=True)
class Slots:
    """Be the positions of one placement, read at `base` + position.

    `masks` are the groups of the student there, `luck` their position by lottery alone, `by_luck`
    the position back from it. The first `locked` positions are those of locks.
    """

    base: int
    masks: list[int]
    luck: list[int]
    by_luck: list[int]
    locked: int = 0


class Table:
    """Be the seats of one placement while students ask for them."""

    __slots__ = ("base", "by_luck", "locked", "luck", "masks", "pool", "stages")

    def __init__(self, seats: int, seating: Seating, names: tuple[str, ...], slots: Slots) -> None:
        """Lay the seats out in the published order."""
        self.base, self.masks = slots.base, slots.masks
        self.luck, self.by_luck, self.locked = slots.luck, slots.by_luck, slots.locked
        kept = [Stage(names[each.group], 1 << each.group, each.seats) for each in seating.reserves]
        lent = sum(stage.seats for stage in kept)
        ordinary = seats - lent - seating.lottery
        taken = self._lock(kept, ordinary, seating.lottery)
        ordinary, lottery = ordinary - taken[OPEN], seating.lottery - taken[LOTTERY]
        lent = sum(stage.seats for stage in kept)
        first = [Stage(OPEN, 0, ordinary)] if seating.open_first and ordinary else []
        pool = Stage(OPEN, 0, lent if seating.open_first else ordinary + lent)
        last = [Stage(LOTTERY, 0, lottery, by_luck=True)] if lottery else []
        self.stages = [*first, *kept, pool, *last]
        self.pool = len(first) + len(kept)

    def _lock(self, kept: list[Stage], ordinary: int, lottery: int) -> dict[str, int]:
        """Take the seats of locks off; give how many open and lottery seats went."""
        left = {OPEN: ordinary, LOTTERY: lottery}
        for position in range(self.locked):
            mask = self.masks[self.base + position]
            if own := next((each for each in kept if each.mask & mask and each.seats), None):
                own.seats -= 1
            elif name := next((name for name in (OPEN, LOTTERY) if left[name]), None):
                left[name] -= 1
            else:
                next(each for each in reversed(kept) if each.seats).seats -= 1
        return {OPEN: ordinary - left[OPEN], LOTTERY: lottery - left[LOTTERY]}

    def admit(self, position: int) -> int:
        """Seat whom they may of those here and one more; give who has to go, or NOBODY."""
        if position < self.locked:
            return NOBODY
        index, pool = 0, self.stages[self.pool]
        while index < len(self.stages):
            stage = self.stages[index]
            index += 1
            if stage.mask and not self.masks[self.base + position] & stage.mask:
                continue
            key = -self.luck[self.base + position] if stage.by_luck else -position
            if not stage.full:
                heappush(stage.held, key)
                if not stage.mask:
                    return NOBODY
                pool.seats -= 1  # a member takes back a seat that was lent
                if len(pool.held) <= pool.seats:
                    return NOBODY
                position, index = -heappop(pool.held), self.pool + 1
            elif stage.seats:
                out = -heappushpop(stage.held, key)
                position = self.by_luck[self.base + out] if stage.by_luck else out
        return position

    def would_admit(self, position: int) -> bool:
        """Tell whether one more would be seated beside or instead of those here."""
        for stage in self.stages:
            if stage.mask and not self.masks[self.base + position] & stage.mask:
                continue
            if not stage.full:
                return True
            own = self.luck[self.base + position] if stage.by_luck else position
            if stage.seats and own < stage.last:
                return True
        return False

    def admitted(self) -> list[int]:
        """Give the positions of all who hold a seat."""
        asked = [
            self.by_luck[self.base - key] if stage.by_luck else -key
            for stage in self.stages
            for key in stage.held
        ]
        return [*range(self.locked), *asked]
