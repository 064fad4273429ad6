"""Write dates, times, minutes and money as people of the district read them."""

from __future__ import annotations

import functools
from datetime import date, datetime, time
from zoneinfo import ZoneInfo

from babel.dates import format_date
from flask import Flask, current_app
from flask_babel import get_locale

from app.core import money
from app.core.states import words


def init_app(app: Flask) -> None:
    """Give the templates the filters `day`, `clock`, `hours`, `money`, `instant` and more."""
    app.jinja_env.filters |= {
        "day": day,
        "clock": clock,
        "hours": hours,
        "decimal_hours": decimal_hours,
        "money": money.dollars,
        "instant": instant,
        "credit": credit,
        "words": words,
        "month": month,
        "weekday": weekday,
    }


def day(value: date | None, year: bool = False) -> str:  # noqa: FBT001, FBT002 - a template's word
    """Write a date as `Mon, Nov 2`, in Spanish as `lun, 2 nov`, with the year if asked."""
    if value is None:
        return "–"
    locale = get_locale()
    return _day(value, year, locale.language if locale else "en")


@functools.lru_cache(maxsize=4096)
def _day(value: date, year: bool, language: str) -> str:  # noqa: FBT001
    # a list says the same few days again and again
    spanish = language == "es"
    pattern = "EEE, d MMM" if spanish else "EEE, MMM d"
    if year:
        pattern += " yyyy" if spanish else ", yyyy"
    return str(format_date(value, pattern, locale=language))


def month(value: date) -> str:
    """Write the month of a date as `November 2026`."""
    return str(format_date(value, "LLLL yyyy"))


def weekday(value: date) -> str:
    """Write the weekday of a date as `Mon`."""
    return str(format_date(value, "EEE"))


def clock(value: time | None) -> str:
    """Write a wall-clock time on the 12-hour clock, as `8:30 am`."""
    if value is None:
        return "–"
    half = "am" if value.hour < 12 else "pm"  # noqa: PLR2004 - noon
    return f"{value.hour % 12 or 12}:{value.minute:02d} {half}"


def hours(minutes: int | None) -> str:
    """Write minutes as `7 h 30 min`."""
    if minutes is None:
        return "–"
    sign = "−" if minutes < 0 else ""
    whole, part = divmod(abs(minutes), 60)
    if not part:
        return f"{sign}{whole} h"
    return f"{sign}{whole} h {part} min" if whole else f"{sign}{part} min"


def decimal_hours(minutes: int) -> str:
    """Write minutes as typed in a field of hours: `7.5`; two decimals give every minute back."""
    return f"{minutes / 60:.2f}".rstrip("0").rstrip(".")


def credit(hundredths: int) -> str:
    """Write hundredths of a credit as `0.5`."""
    return f"{hundredths / 100:.2f}".rstrip("0").rstrip(".") or "0"


def instant(value: datetime | None, zone: str | None = None) -> str:
    """Write an instant in a time zone (the district's by default) as `Mon, Nov 2, 8:30 am`."""
    if value is None:
        return "–"
    local = value.astimezone(ZoneInfo(zone or str(current_app.config["TIMEZONE"])))
    return f"{day(local.date())}, {clock(local.time())}"
