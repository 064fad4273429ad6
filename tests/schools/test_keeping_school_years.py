"""Administrators keep schools and their years; pasted days come out as they went in."""

from __future__ import annotations

from datetime import date, time, timedelta

import pytest
import sqlalchemy as sa
from flask import Flask
from hypothesis import given
from hypothesis import strategies as st

from app.core.db import db
from app.core.use_case import use_case
from app.schools.days_text import Unreadable, read_days, write_days
from app.schools.models import Calendar, CalendarDayOff, School
from app.schools.queries import calendars, is_school_day
from tests.builders import a_school, kept

PASTED = """2026-11-26 Thanksgiving
11/27/2026, Day after Thanksgiving

2026-12-21 to 2027-01-01 Winter break
"""
YEAR = {
    "school_year": "2027",
    "first_day": "2026-09-09",
    "last_day": "2027-06-18",
    "days_off": PASTED,
}
weekdays = st.dates(date(2026, 9, 1), date(2027, 6, 30)).filter(lambda day: day.weekday() < 5)


@use_case
def a_year(**changes) -> Calendar:
    values = {
        "code": "district",
        "school_year": 2027,
        "first_day": date(2026, 9, 9),
        "last_day": date(2027, 6, 18),
    }
    year = kept(Calendar(**values | changes))
    db.session.add(CalendarDayOff(calendar_id=year.id, day=date(2026, 11, 26), name="Thanksgiving"))
    return year


def days_off(app: Flask) -> list[tuple[date, str]]:
    query = sa.select(CalendarDayOff.day, CalendarDayOff.name).order_by(CalendarDayOff.day)
    with app.app_context():
        return [tuple(row) for row in db.session.execute(query)]


def test_a_pasted_list_of_days_becomes_a_school_year(any_app, staff):
    ada = staff("administrator")
    page = ada.submit(ada.visit("/settings/calendars/new"), "Save", **YEAR)
    assert page.h1 == "School year 2026–2027"
    assert "12 days off" in page
    found = days_off(any_app)
    assert found[:2] == [
        (date(2026, 11, 26), "Thanksgiving"),
        (date(2026, 11, 27), "Day after Thanksgiving"),
    ]
    with any_app.app_context():
        [year] = calendars(date(2026, 10, 1), date(2026, 10, 1))
        assert not is_school_day(year, date(2026, 12, 23))
        assert is_school_day(year, date(2027, 1, 4))


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ({"days_off": "Thanksgiving"}, "Line 1 does not begin with a date"),
        ({"days_off": "2026-09-30\n2026-02-30 Leap"}, "Line 2 has a date that no calendar knows"),
        ({"days_off": "2027-01-01 to 2026-12-21"}, "give the earlier day first"),
        ({"days_off": "2025-01-01"}, "2025-01-01 is outside the school year."),
        ({"last_day": "2026-09-01"}, "The last day comes after the first, within a year."),
        ({"school_year": "2028"}, "it ends in 2027."),
        ({"school_year": "27"}, "Enter a year from 2000 to 2100."),
    ],
)
def test_what_is_wrong_is_said_and_nothing_is_written(app, staff, typed, sentence):
    ada = staff("administrator")
    page = ada.visit("/settings/calendars/new")
    assert sentence in ada.submit(page, "Save", status=422, fields=YEAR | typed)
    with app.app_context():
        assert db.session.scalars(sa.select(Calendar)).all() == []


def test_a_year_is_there_once(app, staff):
    with app.app_context():
        a_year()
    ada = staff("administrator")
    page = ada.submit(ada.visit("/settings/calendars/new"), "Save", status=422, **YEAR)
    assert "This calendar has that school year already." in page


def test_changing_a_year_keeps_the_days_that_stay(any_app, staff):
    with any_app.app_context():
        number = a_year().id
    ada = staff("administrator")
    page = ada.visit(f"/settings/calendars/{number}/edit")
    ada.submit(page, "Save", days_off="2026-11-26 Thanksgiving Day\n2026-11-11 Veterans Day")
    assert days_off(any_app) == [
        (date(2026, 11, 11), "Veterans Day"),
        (date(2026, 11, 26), "Thanksgiving Day"),
    ]


def test_the_next_year_has_the_same_weekdays(app, staff):
    with app.app_context():
        number = a_year().id
    ada = staff("administrator")
    page = ada.submit(ada.visit(f"/settings/calendars/{number}/copy"), "Save")
    assert page.h1 == "School year 2027–2028"
    with app.app_context():
        made = db.session.scalars(sa.select(Calendar).where(Calendar.school_year == 2028)).one()
        assert made.first_day == date(2026, 9, 9) + timedelta(weeks=52)
    assert (date(2027, 11, 25), "Thanksgiving") in days_off(app)


def test_the_later_of_two_who_change_a_year_is_told(app, staff):
    with app.app_context():
        number = a_year().id
    ada = staff("administrator")
    one, other = (ada.visit(f"/settings/calendars/{number}/edit") for _ in range(2))
    ada.submit(one, "Save", first_day="2026-09-08")
    page = ada.submit(other, "Save", status=409, first_day="2026-09-10")
    assert "Somebody else changed this calendar" in page


def test_a_school_has_bells_a_calendar_and_a_place(app, staff):
    with app.app_context():
        number = a_school(name="Lincoln").id
    ada = staff("administrator")
    page = ada.visit(f"/settings/schools/{number}")
    page = ada.submit(page, "Save", bell_end="15:05", latitude="47.2529", longitude="-122.4443")
    assert "3:05 pm" in page
    with app.app_context():
        found = db.session.get_one(School, number)
        assert (found.bell_end, found.latitude) == (time(15, 5), 47.2529)


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ({"bell_end": "07:00"}, "The last bell is before the first."),
        ({"latitude": "47.2"}, "Enter both latitude and longitude, or neither."),
        ({"latitude": "95", "longitude": "1"}, "Enter a number from -90 to 90."),
        ({"latitude": "nan", "longitude": "1"}, "Enter a number from -90 to 90."),
        ({"code": "taken"}, "Another school has this code."),
    ],
)
def test_a_school_that_does_not_add_up_is_refused(app, staff, typed, sentence):
    with app.app_context():
        a_school(code="taken")
        number = a_school().id
    ada = staff("administrator")
    page = ada.visit(f"/settings/schools/{number}")
    assert sentence in ada.submit(page, "Save", status=422, fields=typed)


def test_only_administrators_keep_schools(staff):
    staff("district_lead").visit("/settings/schools", status=403)


def test_many_schools_cost_no_more_than_one(any_app, staff, query_count):
    ada = staff("administrator")
    with any_app.app_context():
        a_school()
    with query_count() as seen:
        ada.visit("/settings/schools")
    with any_app.app_context():
        for _ in range(5):
            a_school()
    with query_count(len(seen)):
        ada.visit("/settings/schools")


@given(st.dictionaries(weekdays, st.sampled_from(["", "Winter break", "Spring break"])))
def test_days_read_back_as_they_were_written(days):
    assert read_days(write_days(days)) == days


def test_a_break_is_written_on_one_line():
    days = read_days("2026-12-21 to 2027-01-01 Winter break")
    assert write_days(days) == "2026-12-21 to 2027-01-01 Winter break"
    assert len(days) == 10
    with pytest.raises(Unreadable):
        read_days("soon")
