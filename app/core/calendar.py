"""Compute with weeks by local date, and with minutes that are right in daylight-saving nights."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

DAYS_A_WEEK = 7
MINUTES_A_DAY = 24 * 60


def week_of(day: date) -> date:
    """Give the Monday of a local date's ISO week."""
    return day - timedelta(days=day.weekday())


def days_of(week: date) -> list[date]:
    """Give the seven dates of the week that begins on a Monday."""
    return [week + timedelta(days=number) for number in range(DAYS_A_WEEK)]


def instant(day: date, at: time, zone: str) -> datetime:
    """Give the UTC instant of a local date and wall-clock time."""
    return datetime.combine(day, at, ZoneInfo(zone)).astimezone(UTC)


def worked_minutes(day: date, start: time, end: time, zone: str, break_minutes: int = 0) -> int:
    """Give the minutes from a local start to a local end, less the break.

    An end not after the start is on the next day. Counted through UTC, so that the night in which
    clocks go back has its extra hour.
    """
    last = day if end > start else day + timedelta(days=1)
    stretch = instant(last, end, zone) - instant(day, start, zone)
    return int(stretch.total_seconds()) // 60 - break_minutes


def overlaps(first: tuple[date, date], second: tuple[date, date]) -> bool:
    """Tell whether two stretches of dates, ends included, share a day."""
    return first[0] <= second[1] and second[0] <= first[1]


def school_year_of(day: date) -> int:
    """Name the school year of a date by its second calendar year; it begins on 1 July."""
    return day.year + 1 if day.month >= 7 else day.year  # noqa: PLR2004 - July


def weeks_of_month(day: date) -> list[list[date]]:
    """Give the whole weeks, Monday first, that hold a day of a date's month."""
    first = week_of(day.replace(day=1))
    weeks = [days_of(first)]
    while (monday := weeks[-1][-1] + timedelta(days=1)).month == day.month:
        weeks.append(days_of(monday))
    return weeks


def months_on(day: date, months: int) -> date:
    """Give the first day of the month that is some months after a date's."""
    count = day.year * 12 + day.month - 1 + months
    return date(count // 12, count % 12 + 1, 1)


def same_day_after(day: date, months: int) -> date:
    """Give the same day of the month some months later, or that month's last where it has none."""
    first = months_on(day, months)
    last = months_on(first, 1) - timedelta(days=1)
    return first.replace(day=min(day.day, last.day))


def on_weekday(weekday: int, first: date, last: date) -> list[date]:
    """Give the dates of a weekday (0 is Monday) from a first date to a last, both included."""
    day = first + timedelta(days=(weekday - first.weekday()) % DAYS_A_WEEK)
    found = []
    while day <= last:
        found.append(day)
        day += timedelta(days=DAYS_A_WEEK)
    return found
