"""Put the requests for consent and for documents together."""

from __future__ import annotations

from typing import Final

from app.outreach.shapes import Kind
from app.papers import consent_asking, consent_page

CONSENT: Final = Kind(
    name=consent_asking.KIND,
    campaign=False,
    show=consent_page.show,
    apply=consent_page.apply,
    letter=consent_asking.letter,
    recipient=consent_asking.recipient,
    is_done=consent_page.is_done,
    is_closed=consent_page.is_closed,
    summary=consent_asking.summary,
    printable=consent_page.printable,
    escalate=consent_asking.escalate,
)
