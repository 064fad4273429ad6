"""Weeks go by the local date, and minutes through UTC: right also when clocks change."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.core.calendar import (
    days_of,
    instant,
    overlaps,
    school_year_of,
    week_of,
    worked_minutes,
)

DAYS = st.dates(date(2000, 1, 1), date(2099, 12, 31))
TIMES = st.times().map(lambda found: found.replace(second=0, microsecond=0))
ZONES = st.sampled_from(
    ["America/Los_Angeles", "America/Chicago", "America/Phoenix", "Pacific/Honolulu", "UTC"]
)


@pytest.mark.parametrize(
    ("night", "zone", "hours"),
    [
        (date(2026, 10, 31), "America/Chicago", 9),
        (date(2027, 3, 13), "America/Chicago", 7),
        (date(2026, 10, 31), "America/New_York", 9),
        (date(2026, 10, 31), "America/Phoenix", 8),
        (date(2027, 3, 13), "America/Phoenix", 8),
        (date(2026, 10, 31), "Pacific/Honolulu", 8),
        (date(2027, 3, 13), "Pacific/Honolulu", 8),
        (date(2026, 11, 1), "America/Chicago", 8),
    ],
)
def test_ten_at_night_to_six_is_as_long_as_the_night_was(night, zone, hours):
    assert worked_minutes(night, time(22), time(6), zone) == hours * 60


def test_a_day_across_the_change_of_clocks():
    assert worked_minutes(date(2026, 11, 1), time(0), time(23, 59), "America/Chicago") == 1499
    assert worked_minutes(date(2027, 3, 14), time(1), time(4), "America/Chicago") == 120


def test_an_end_not_after_the_start_is_on_the_next_day():
    assert worked_minutes(date(2026, 10, 5), time(18), time(18), "UTC") == 24 * 60
    assert worked_minutes(date(2026, 10, 5), time(9), time(17), "UTC", 30) == 450


@given(DAYS, TIMES, TIMES)
def test_where_clocks_never_change_minutes_are_those_on_the_wall(day, start, end):
    wall = (end.hour - start.hour) * 60 + end.minute - start.minute
    expected = wall if wall > 0 else wall + 24 * 60
    for zone in ("UTC", "America/Phoenix", "Pacific/Honolulu"):
        assert worked_minutes(day, start, end, zone) == expected


@given(DAYS, TIMES, TIMES, ZONES)
def test_a_stretch_is_never_negative_nor_longer_than_a_day_and_an_hour(day, start, end, zone):
    assert 0 <= worked_minutes(day, start, end, zone) <= 25 * 60


@given(DAYS)
def test_every_date_is_in_the_week_of_its_monday(day):
    monday = week_of(day)
    assert monday.weekday() == 0
    assert day in days_of(monday)
    assert monday.isocalendar()[:2] == day.isocalendar()[:2]
    assert [each - monday for each in days_of(monday)] == [timedelta(days=n) for n in range(7)]


def test_the_last_days_of_a_year_are_in_the_week_in_which_they_are():
    assert week_of(date(2027, 1, 1)) == date(2026, 12, 28)
    assert days_of(date(2026, 12, 28))[-1] == date(2027, 1, 3)


def test_an_instant_is_utc():
    summer = instant(date(2026, 7, 6), time(7), "America/Los_Angeles")
    winter = instant(date(2026, 12, 7), time(7), "America/Los_Angeles")
    assert summer == datetime(2026, 7, 6, 14, tzinfo=UTC)
    assert winter == datetime(2026, 12, 7, 15, tzinfo=UTC)
    assert summer.tzinfo is UTC


@given(DAYS, DAYS, DAYS, DAYS)
def test_two_stretches_overlap_when_they_share_a_day(a, b, c, d):
    first, second = tuple(sorted((a, b))), tuple(sorted((c, d)))
    assert overlaps(first, second) == overlaps(second, first)
    assert overlaps(first, second) == (max(first[0], second[0]) <= min(first[1], second[1]))


@pytest.mark.parametrize(
    ("day", "year"),
    [(date(2026, 6, 30), 2026), (date(2026, 7, 1), 2027), (date(2027, 1, 1), 2027)],
)
def test_a_school_year_is_named_by_its_second_calendar_year(day, year):
    assert school_year_of(day) == year
