"""Draw from a seed, so that the same seed gives the same district on every Python."""

from __future__ import annotations

import base64
import random
from collections.abc import Sequence
from typing import TypeVar

T = TypeVar("T")
HUNDRED = 100


class Draw:
    """Be one stream of chance; each topic has its own, so that a change of one leaves the others.

    All is derived from `random()` alone, whose sequence Python promises to keep.
    """

    def __init__(self, seed: int, topic: str) -> None:
        self._random = random.Random(f"{seed}:{topic}")  # noqa: S311 - invented people, no secret

    def number(self, low: int, high: int) -> int:
        """Give a whole number from low to high, both included."""
        return low + int(self._random.random() * (high - low + 1))

    def chance(self, percent: int) -> bool:
        """Be true in so many of a hundred cases."""
        return self._random.random() * HUNDRED < percent

    def pick(self, things: Sequence[T]) -> T:
        """Give one of several things."""
        return things[self.number(0, len(things) - 1)]

    def weighted(self, things: Sequence[tuple[T, int]]) -> T:
        """Give one of several things, each with its share."""
        left = self.number(1, sum(share for _thing, share in things))
        for thing, share in things:
            left -= share
            if left <= 0:
                return thing
        return things[-1][0]

    def shuffled(self, things: Sequence[T]) -> list[T]:
        """Give things in another order."""
        keyed = [(self._random.random(), place) for place in range(len(things))]
        return [things[place] for _key, place in sorted(keyed)]

    def hex(self, length: int) -> str:
        """Give so many hexadecimal digits."""
        return "".join(f"{self.number(0, 15):x}" for _ in range(length))

    def octets(self, length: int) -> bytes:
        """Give so many bytes."""
        return bytes(self.number(0, 255) for _ in range(length))

    def public_id(self) -> str:
        """Give a 128-bit id that fits a URL, as core.links makes them."""
        return base64.urlsafe_b64encode(self.octets(16)).rstrip(b"=").decode()

    def code(self, alphabet: str, length: int) -> str:
        """Give so many characters of an alphabet."""
        return "".join(self.pick(alphabet) for _ in range(length))
