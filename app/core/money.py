"""Compute money in integer cents, with one rounding rule for all of it."""

from __future__ import annotations

MINUTES_PER_HOUR = 60


def round_half_up(numerator: int, denominator: int) -> int:
    """Divide integers and round halves away from zero, so that a reversal is the exact negative."""
    sign = -1 if (numerator < 0) != (denominator < 0) else 1
    numerator, denominator = abs(numerator), abs(denominator)
    return sign * ((2 * numerator + denominator) // (2 * denominator))


def pay(minutes: int, cents_per_hour: int) -> int:
    """Give the cents earned by minutes at an hourly rate, rounded half up once."""
    return round_half_up(minutes * cents_per_hour, MINUTES_PER_HOUR)


def dollars(cents: int) -> str:
    """Write cents as `$1,234.50`, a negative amount with a leading minus."""
    sign = "−" if cents < 0 else ""
    whole, part = divmod(abs(cents), 100)
    return f"{sign}${whole:,}.{part:02d}"
