"""Put the two reviews together: how they are mailed, shown and answered."""

from __future__ import annotations

from typing import Final

from app.outreach.shapes import Kind
from app.reviews import asking, review_page


def _kind(name: str) -> Kind:
    return Kind(
        name=name,
        campaign=False,
        show=review_page.show,
        apply=review_page.apply,
        letter=asking.letter,
        recipient=asking.recipient,
        is_done=review_page.is_done,
        is_closed=review_page.is_closed,
        summary=asking.summary,
        printable=review_page.printable,
        escalate=asking.escalate,
    )


REVIEW_BASELINE: Final = _kind("review-baseline")
REVIEW_FINAL: Final = _kind("review-final")
