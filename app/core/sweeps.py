"""Do the same for many records, each by itself: one that fails never stops the rest."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable
from typing import TypeVar

log = logging.getLogger(__name__)
Item = TypeVar("Item")


def sweep(items: Iterable[Item], act: Callable[[Item], int]) -> int:
    """Act on each item and give the sum; a failure is logged and the next item taken.

    What failed is still due, so the next pass tries it again.
    """
    done = 0
    for item in items:
        try:
            done += act(item)
        except Exception:
            log.exception("left for the next pass: %s", item)
    return done
