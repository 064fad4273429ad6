"""Put the answer to referred students together: how it is asked, shown and answered."""

from __future__ import annotations

from typing import Final

from app.matches import slate_answering, slate_asking, slate_following, slate_page
from app.matches.slate_queries import KIND
from app.outreach.shapes import Kind

REFERRAL_ANSWER: Final = Kind(
    name=KIND,
    campaign=False,
    show=slate_page.show,
    apply=slate_answering.apply,
    letter=slate_asking.letter,
    recipient=slate_asking.recipient,
    is_done=slate_page.is_done,
    is_closed=slate_page.is_closed,
    summary=slate_asking.summary,
    printable=slate_page.printable,
    escalate=slate_following.escalate,
)
