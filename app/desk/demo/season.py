"""Know the days of the demo: where today lies in the season, and which days nobody works."""

from __future__ import annotations

import functools
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from app.core.calendar import DAYS_A_WEEK, instant, school_year_of, week_of

MONDAY, WEDNESDAY, THURSDAY, FRIDAY, SATURDAY = 0, 2, 3, 4, 5
WEEKS_A_YEAR = 52
ZONE = "America/Los_Angeles"  # where the demo's cities lie
SEASONS = ("Winter", "Spring", "Summer", "Fall")


@dataclass(frozen=True, slots=True)
class Season:
    """Be the day on which the demo is loaded, in the district's time zone.

    Everything that was done lies before the first minute of that day, so that the hour of loading
    changes nothing.
    """

    today: date
    zone: str = ZONE

    @property
    def loaded_at(self) -> datetime:
        """Give the instant before which everything happened."""
        return instant(self.today, time(0, 0), self.zone)

    @property
    def this_week(self) -> date:
        """Give the Monday of the week that is under way; a Monday still counts to the week before.

        So the requests for last week are due at any hour of that day, also before 07:00.
        """
        return week_of(self.today - timedelta(days=1))

    @property
    def school_year(self) -> int:
        """Name the school year by its second calendar year."""
        return school_year_of(self.today)

    def week(self, back: int, ago: int = 0) -> date:
        """Give the Monday so many weeks before this week's, or before its like `ago` years ago."""
        return self.this_week - timedelta(weeks=back + WEEKS_A_YEAR * ago)

    def moment(self, day: date, hour: int, minute: int = 0) -> datetime:
        """Give the instant of a local time on a day, but never one that is still to come."""
        wanted = instant(day, time(hour, minute), self.zone)
        return min(wanted, self.loaded_at - timedelta(minutes=1))

    def title(self, ago: int = 0) -> str:
        """Name the season, or that of some years ago, as a flyer would, such as `Fall 2026`."""
        return f"{SEASONS[self.today.month % 12 // 3]} {self.today.year - ago}"


@functools.cache
def public_holidays(year: int) -> dict[date, str]:
    """Give the days of a calendar year on which no site works."""
    return {
        date(year, 1, 1): "New Year's Day",
        _nth(year, 1, MONDAY, 3): "Martin Luther King Jr. Day",
        _nth(year, 2, MONDAY, 3): "Presidents' Day",
        _nth(year, 6, MONDAY, 1) - timedelta(days=DAYS_A_WEEK): "Memorial Day",
        date(year, 6, 19): "Juneteenth",
        date(year, 7, 4): "Independence Day",
        _nth(year, 9, MONDAY, 1): "Labor Day",
        date(year, 11, 11): "Veterans Day",
        _nth(year, 11, THURSDAY, 4): "Thanksgiving",
        date(year, 12, 25): "Christmas Day",
    }


def is_holiday(day: date) -> bool:
    """Tell whether no site works on a day."""
    return day in public_holidays(day.year)


def first_school_day(school_year: int) -> date:
    """Give the Wednesday after Labor Day."""
    return _nth(school_year - 1, 9, MONDAY, 1) + timedelta(days=WEDNESDAY)


def last_school_day(school_year: int) -> date:
    """Give the third Friday of June."""
    return _nth(school_year, 6, FRIDAY, 3)


def days_off(school_year: int) -> dict[date, str]:
    """Give the weekdays of a school year without school."""
    first, last = first_school_day(school_year), last_school_day(school_year)
    found = {**public_holidays(school_year - 1), **public_holidays(school_year)}
    thanksgiving = _nth(school_year - 1, 11, THURSDAY, 4)
    found[thanksgiving + timedelta(days=1)] = "Day after Thanksgiving"
    winter = week_of(date(school_year - 1, 12, 22))
    midwinter = _nth(school_year, 2, MONDAY, 3)
    spring = _nth(school_year, 4, MONDAY, 1)
    for start, length, name in (
        (winter, 12, "Winter break"),
        (midwinter, 5, "Mid-winter break"),
        (spring, 5, "Spring break"),
    ):
        for number in range(length):
            found.setdefault(start + timedelta(days=number), name)
    return {
        day: name
        for day, name in sorted(found.items())
        if first <= day <= last and day.weekday() < SATURDAY
    }


def _nth(year: int, month: int, weekday: int, number: int) -> date:
    first = date(year, month, 1)
    return first + timedelta(days=(weekday - first.weekday()) % 7 + 7 * (number - 1))
