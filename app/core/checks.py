"""Name the invariants that `flask verify` proves."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Check:
    """Be one invariant: `count` says how many records it looked at, `broken` gives the bad ids."""

    name: str
    count: Callable[[], int]
    broken: Callable[[], list[int | str]]
