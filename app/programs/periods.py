"""List the pay periods of a season; pure."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from app.programs.rules import PayPeriods

HALF: Final = 15
DECEMBER: Final = 12


@dataclass(frozen=True, slots=True)
class Period:
    """Be a stretch that is paid together, both days included."""

    first: date
    last: date


def periods(plan: PayPeriods, until: date) -> Iterator[Period]:
    """Give the periods from the plan's first day to the one that holds `until`, without a gap."""
    step = NEXT[plan.every]
    first = plan.first_day
    while first <= until:
        following = step(first, plan.first_day)
        yield Period(first, following - timedelta(days=1))
        first = following


def _next_half(first: date, anchor: date) -> date:
    if first.day == anchor.day:
        return first + timedelta(days=HALF)
    return _next_month(first, anchor)


def _next_month(first: date, anchor: date) -> date:
    year, month = (first.year + 1, 1) if first.month == DECEMBER else (first.year, first.month + 1)
    return date(year, month, anchor.day)


NEXT: Final[dict[str, Callable[[date, date], date]]] = {
    "weekly": lambda first, _: first + timedelta(days=7),
    "biweekly": lambda first, _: first + timedelta(days=14),
    "semimonthly": _next_half,
    "monthly": _next_month,
}
