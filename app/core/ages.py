"""Reckon ages in full years; pure."""

from __future__ import annotations

from datetime import date


def age_on(birth_date: date, day: date) -> int:
    """Give the age in full years on a date; born on 29 February, a year is full on 1 March."""
    before = (day.month, day.day) < (birth_date.month, birth_date.day)
    return day.year - birth_date.year - before


def latest_birth_date(age: int, day: date) -> date:
    """Give the last birth date of those who have an age on a date."""
    try:
        return day.replace(year=day.year - age)
    except ValueError:  # 29 February, and no such day in that year
        return date(day.year - age, 2, 28)
