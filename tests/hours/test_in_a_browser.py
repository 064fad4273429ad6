"""Hours, stipends and credit in a real browser: accessible, on a phone too, script or none."""

from __future__ import annotations

import re

import pytest

from app.hours.figures import Figure
from app.programs.presets import JOBS_253_SERVICE, SCHOOL_YEAR_INTERNSHIP
from tests.builders import a_match, a_placement, a_program, a_week
from tests.hours.world import day, dispute, settle

PAGES = [
    "/hours",
    "/hours?state=frozen",
    "/matches/1/hours?week=2026-10-05",
    "/matches/1/hours?week=2026-10-12",
    "/stipends",
    "/stipends?kind=reversal",
    "/credit",
    "/credit?q=nobody",
]


@pytest.fixture
def season(app):
    """Give one corrected, one disputed week, and one that waits."""
    with app.app_context():
        for rules in (SCHOOL_YEAR_INTERNSHIP.rules, JOBS_253_SERVICE.rules):
            match = a_match(placement=a_placement(a_program(rules)))
            first, second = a_week(match), a_week(match, week=day(7))
            settle(first.id)
            settle(first.id, {day(0): Figure(390)})
            dispute(second.id)
            a_week(match, week=day(14))


@pytest.mark.usefixtures("season")
def test_the_pages_are_accessible_also_on_a_phone(staff, browse, axe):
    admin = staff("administrator")
    for phone in (False, True):
        page = browse(phone=phone)
        browse.sign_in(page, admin.email, staff.password)
        for path in PAGES:
            page.goto(path)
            axe(page)
            assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), path


@pytest.mark.usefixtures("season")
@pytest.mark.parametrize("javascript", [True, False])
def test_the_ledger_is_filtered_with_script_and_without(staff, browse, javascript):
    finance = staff("finance")
    page = browse(javascript=javascript)
    browse.sign_in(page, finance.email, staff.password)
    page.goto("/stipends")
    page.get_by_label("Kind").select_option("adjustment")
    page.get_by_role("button", name="Filter").click()
    page.wait_for_url("**/stipends?*kind=adjustment*")
    page.get_by_text("2 lines", exact=True).wait_for()
    with page.expect_download() as waiting:
        page.get_by_role("link", name="CSV").click()
    assert re.fullmatch(r"stipends-\d{4}-\d\d-\d\d\.csv", waiting.value.suggested_filename)
