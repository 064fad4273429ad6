"""Compute with a week's figures: what was typed, what is planned, what differs; pure."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, time
from decimal import Decimal

from app.core.calendar import MINUTES_A_DAY, worked_minutes
from app.hours.models import Timesheet

HOURS = re.compile(r"\d{1,2}(\.\d{1,2})?")
MINUTES_AN_HOUR = 60


@dataclass(frozen=True, slots=True)
class Figure:
    """Be what one day says: minutes worked, or absent with none."""

    minutes: int
    absent: bool = False


Figures = Mapping[date, Figure]


def figures_of(sheet: Timesheet) -> dict[date, Figure]:
    """Give a timesheet's figures by day."""
    return {shift.day: Figure(shift.minutes, shift.absent) for shift in sheet.shifts}


class NotHours(ValueError):
    """Say that a text is no number of hours in a day."""


def read_hours(text: str) -> int:
    """Read hours such as `7.5` as minutes; raise NotHours for all but 0 to 24."""
    text = text.strip()
    if not HOURS.fullmatch(text):
        raise NotHours(text)
    minutes = int((Decimal(text) * MINUTES_AN_HOUR).quantize(Decimal(1), rounding="ROUND_HALF_UP"))
    if minutes > MINUTES_A_DAY:
        raise NotHours(text)
    return minutes


def total(figures: Figures) -> int:
    """Give the minutes of a week."""
    return sum(figure.minutes for figure in figures.values())


def differing(before: Figures, after: Figures) -> dict[date, Figure]:
    """Give the days whose figures are not what they were."""
    return {day: figure for day, figure in after.items() if before.get(day) != figure}


def as_kept(figures: Figures) -> dict[str, dict[str, object]]:
    """Give figures as JSON values, for evidence."""
    return {
        day.isoformat(): {"minutes": figure.minutes, "absent": figure.absent}
        for day, figure in sorted(figures.items())
    }


@dataclass(frozen=True, slots=True)
class Slot:
    """Be the planned stretch of one weekday."""

    weekday: int
    start: time
    end: time
    break_minutes: int

    def minutes(self, day: date, zone: str) -> int:
        """Give the planned minutes on a date, right in daylight-saving nights."""
        return worked_minutes(day, self.start, self.end, zone, self.break_minutes)
