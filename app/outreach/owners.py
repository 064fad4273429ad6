"""Know which recipients an actor may write to: rooms above say whose they are."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence

from flask import current_app

from app.core.access import Actor
from app.core.rows import AnyRow

Owned = Callable[[int, Collection[int]], set[int]]


def owned_recipients(by: Actor, asked: Sequence[AnyRow]) -> set[tuple[str, int]] | None:
    """Give the recipients among some requests that an actor owns; None for who may write to all.

    Employer engagement writes to people of employers that they own; specialists see only requests
    of their own schools anyway.
    """
    if by.role != "employer_engagement":
        return None
    found: set[tuple[str, int]] = set()
    owners: dict[str, Owned] = current_app.extensions["owners"]
    for kind, owned in owners.items():
        ids = {each.recipient_id for each in asked if each.recipient_kind == kind}
        found |= {(kind, number) for number in owned(by.id or 0, ids)}
    return found
