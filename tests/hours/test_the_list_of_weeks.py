"""The list of weeks: each with its next step, found by whatever one remembers of it."""

from __future__ import annotations

import pytest

from app.programs.rules import ProgramRules
from tests.builders import (
    a_match,
    a_placement,
    a_program,
    a_school,
    a_site,
    a_student,
    a_week,
    an_employer,
)
from tests.hours.world import day, dispute, enter, settle, sheet_of, work


@pytest.fixture
def weeks(app) -> dict[str, int]:
    """Give Ana's confirmed week at a café and Bo's waiting, disputed and open weeks at a dock."""
    with app.app_context():
        cafe, dock = an_employer(name="Café Ñandú"), an_employer(name="Dock 9")
        program = a_program(ProgramRules(target_minutes=60))
        here = a_school(name="Here")
        ana = a_match(
            a_student(here, given_name="Ana", family_name="O’Neil"),
            a_placement(program, a_site(cafe)),
        )
        bo = a_match(a_student(given_name="Bo", family_name="Vang"), a_placement(site=a_site(dock)))
        settle(a_week(ana).id)
        dispute(a_week(bo).id)
        a_week(bo, week=day(-7))
        opened = enter(bo.id, work(0, "9:00", "12:00", week=day(-14)), week=day(-14))
        return {"school": here.id, "program": program.id, "open": opened, "match": bo.id}


def listed(page) -> list[str]:
    rows = page.all("tbody tr")
    return [" ".join(row.to_text(separator=" ").split()) for row in rows]


def test_each_week_says_what_comes_next(staff, weeks):
    rows = listed(staff("administrator").visit("/hours"))
    assert len(rows) == 4
    assert sum("Enter the hours and submit" in row for row in rows) == 1
    assert sum("to confirm" in row for row in rows) == 1
    assert sum("Look into what was said" in row for row in rows) == 1
    assert rows[-1].startswith("Bo Vang")
    assert str(weeks["match"])


def test_weeks_are_found_by_state_school_program_week_and_name(staff, weeks):
    admin = staff("administrator")
    for query, found in {
        "state=confirmed": 1,
        "state=disputed": 1,
        f"school={weeks['school']}": 1,
        f"program={weeks['program']}": 1,
        "week=2026-10-05": 2,
        "week=2026-10-06": 0,
        "week=nonsense": 0,
        "q=oneil": 1,
        "q=nandu": 1,
        "q=dock": 3,
        "q=%25": 0,
        "q=dock&state=open": 1,
    }.items():
        page = admin.visit(f"/hours?{query}")
        assert len(listed(page)) == found, query
        assert admin.visit(f"/hours?{query}", htmx=True) in page


def test_a_week_is_submitted_by_its_address_too(app, staff, weeks):
    admin = staff("administrator")
    page = admin.visit(f"/matches/{weeks['match']}/hours?week=2026-09-21")
    token = page.all('input[name="csrf_token"]')[0].attrs["value"]
    url = f"/hours/{weeks['open']}/submit"
    assert admin.client.post(url).status_code == 400
    assert admin.client.post(url, data={"csrf_token": token}).status_code == 303
    with app.app_context():
        assert sheet_of(weeks["open"]).state == "submitted"


def test_finance_has_no_list_of_weeks(staff):
    staff("finance").visit("/hours", status=403)
