"""Put the request for a signature together: how it is mailed, shown and answered."""

from __future__ import annotations

from typing import Final

from app.agreements import asking, signing_page
from app.outreach.shapes import Kind

AGREEMENT_SIGN: Final = Kind(
    name=asking.KIND,
    campaign=False,
    show=signing_page.show,
    apply=signing_page.apply,
    letter=asking.letter,
    recipient=asking.recipient,
    is_done=signing_page.is_done,
    is_closed=signing_page.is_closed,
    summary=asking.summary,
    printable=signing_page.printable,
    escalate=asking.escalate,
)
