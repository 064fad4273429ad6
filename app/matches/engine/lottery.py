"""Draw one number a student from a seed; another student never changes it."""

from __future__ import annotations

from collections.abc import Iterable
from hashlib import blake2b

import numpy as np

from app.matches.engine.market import Words


def number(seed: int, student: str) -> int:
    """Give a student's 64-bit lottery number under a seed; the smaller goes first."""
    return int.from_bytes(blake2b(f"{seed}\x1f{student}".encode(), digest_size=8).digest(), "big")


def numbers(seed: int, students: Iterable[str]) -> Words:
    """Give the lottery numbers of students under a seed, in their order."""
    return np.array([number(seed, student) for student in students], dtype=np.uint64)
