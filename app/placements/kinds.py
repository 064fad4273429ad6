"""Put the room's requests together: how they are mailed, shown and answered."""

from __future__ import annotations

from typing import Final

from app.outreach.shapes import Kind
from app.placements import (
    attendance_asking,
    attendance_page,
    description_answering,
    description_asking,
    description_page,
)

DESCRIBE_PLACEMENT: Final = Kind(
    name=description_asking.KIND,
    campaign=True,
    show=description_page.show,
    apply=description_answering.apply,
    letter=description_asking.letter,
    recipient=description_asking.recipient,
    is_done=description_page.is_done,
    is_closed=description_page.is_closed,
    summary=description_asking.summary,
    printable=description_page.printable,
    escalate=description_asking.escalate,
)
SHADOW_ATTENDANCE: Final = Kind(
    name=attendance_asking.KIND,
    campaign=False,
    show=attendance_page.show,
    apply=attendance_page.apply,
    letter=attendance_asking.letter,
    recipient=attendance_asking.recipient,
    is_done=attendance_page.is_done,
    is_closed=attendance_page.is_closed,
    summary=attendance_asking.summary,
    printable=attendance_page.printable,
    escalate=attendance_asking.escalate,
)
