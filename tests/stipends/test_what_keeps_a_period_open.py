"""Before a pay period is closed, everybody sees what is missing, of whom, and at which school."""

from __future__ import annotations

from datetime import timedelta

import pytest
from flask import Flask

from app.hours.models import TimesheetState
from app.programs.presets import SCHOOL_YEAR_INTERNSHIP
from tests.builders import (
    MONDAY,
    a_contact,
    a_match,
    a_placement,
    a_program,
    a_school,
    a_site,
    a_student,
    a_week,
    an_employer,
)
from tests.hours.world import dispute, settle

SUNDAY = MONDAY + timedelta(days=6)
S = TimesheetState


@pytest.fixture
def period(any_app: Flask) -> tuple[int, int]:
    """Give a program and a school: one week confirmed, one waiting, one disputed, one missing."""
    with any_app.app_context():
        program = a_program(SCHOOL_YEAR_INTERNSHIP.rules)
        valley, hill = a_school(name="Valley High"), a_school(name="Hill High")
        bakery = an_employer(name="Harbor Bakery")
        dana = a_contact(bakery, name="Dana", phone="555-0100")
        here = a_placement(program, a_site(bakery), dana, seats=9)
        settle(a_week(a_match(a_student(valley), here), {0: 120}).id)
        a_week(a_match(a_student(valley), here), {0: 60})
        dispute(a_week(a_match(a_student(hill), here), {0: 60}).id)
        mia = a_student(hill, given_name="Mia", family_name="Stone")
        a_week(a_match(mia, here), {0: 60}, state=S.OPEN)
        later = a_match(a_student(valley), here)
        a_week(later, {0: 60}, week=MONDAY + timedelta(days=7))
        return program.id, valley.id


def test_the_board_counts_by_school_and_names_whom_it_waits_for(period, staff):
    program, _ = period
    address = f"/stipends/cut-off?program={program}&last_day={SUNDAY.isoformat()}"
    page = staff("finance").visit(address)
    assert "Hill High 1 0 1 0 0" in page
    assert "Valley High 0 1 0 1 0" in page
    assert "Dana Harbor Bakery 555-0100 2" in page
    assert "Mia Stone Hill High 1" in page
    assert not page.all("a[href^='/hours']")


def test_a_specialist_sees_their_own_school_and_opens_its_weeks(period, staff):
    program, valley = period
    sue = staff("career_specialist", school_ids=[valley])
    page = sue.visit(f"/stipends/cut-off?program={program}&last_day={SUNDAY.isoformat()}")
    assert "Hill High" not in page
    assert "Mia" not in page
    assert "Dana Harbor Bakery 555-0100 1" in page
    [link] = page.all("a[href*='state=submitted'][href*='school=']")
    weeks = sue.visit(link.attrs["href"])
    assert "1 week" in weeks
    assert MONDAY.strftime("%b %-d") in weeks


def test_nothing_chosen_and_nothing_there_is_said(period, staff):
    fay = staff("finance")
    assert "Choose a program" in fay.visit("/stipends/cut-off")
    page = fay.visit(f"/stipends/cut-off?program={period[0]}&last_day=2020-01-05")
    assert "No week of this program ends by this day." in page
    fay.visit("/stipends/cut-off?program=999", status=404)


@pytest.mark.parametrize("number", [1, 6])
def test_the_board_costs_the_same_however_much_is_missing(any_app, staff, query_count, number):
    fay = staff("finance")
    with any_app.app_context():
        program = a_program(SCHOOL_YEAR_INTERNSHIP.rules)
        for _ in range(number):
            place = a_placement(program, seats=9)
            a_week(a_match(a_student(a_school()), place), {0: 60})
    with query_count(6):
        fay.visit(f"/stipends/cut-off?program={program.id}&last_day={SUNDAY.isoformat()}")
