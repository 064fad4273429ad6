"""Know from which yearly sum a payee must be reported to the tax office; dated data.

Form 1099-NEC and 1099-MISC: 600 dollars for payments through 2025, 2,000 dollars for payments from
1 January 2026 (P.L. 119-21), indexed from 2027. A figure that is not published yet is the last one
known and says so.
"""

from __future__ import annotations

from typing import Final, NamedTuple


class Threshold(NamedTuple):
    """Be the sum in cents from which payments of a calendar year are reported."""

    since: int
    cents: int
    source: str


THRESHOLDS: Final = (
    Threshold(0, 600_00, "26 USC 6041, through 2025"),
    Threshold(2026, 2_000_00, "P.L. 119-21, from 2026; indexed from 2027"),
)
LAST_KNOWN: Final = 2026


def threshold_of(year: int) -> Threshold:
    """Give the threshold of a calendar year."""
    return max((each for each in THRESHOLDS if each.since <= year), key=lambda each: each.since)
