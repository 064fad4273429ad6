"""Read the lists of words from which the demo's people and firms are made."""

from __future__ import annotations

import functools
import tomllib
from pathlib import Path

FILE = Path(__file__).with_name("words.toml")


def words(name: str) -> tuple[str, ...]:
    """Give one of the lists."""
    return tuple(_lists()[name].split())


@functools.cache
def _lists() -> dict[str, str]:
    return tomllib.loads(FILE.read_text(encoding="utf-8"))
