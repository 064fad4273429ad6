"""Tell the rooms above what happened below them, inside the same use case."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from flask import current_app

Follower = tuple[type[Any], Callable[[Any], None]]


def announce(change: object) -> None:
    """Run the followers of a change at once, in order; an exception undoes everything."""
    followers: tuple[Follower, ...] = current_app.extensions["followers"]
    for kind, follow in followers:
        if isinstance(change, kind):
            follow(change)
