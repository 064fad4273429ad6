"""Finance reads the ledger: every line with its rule, what it adds up to, and the same as CSV."""

from __future__ import annotations

import csv
import io
import re

import pytest

from app.hours.figures import Figure
from app.matches.models import Match
from app.programs.presets import SCHOOL_YEAR_INTERNSHIP
from tests.builders import a_match, a_placement, a_program, a_site, a_student, a_week, an_employer
from tests.hours.world import day, settle


def a_paid_match(program=None, employer=None, **student) -> Match:
    program = program or a_program(SCHOOL_YEAR_INTERNSHIP.rules)
    placement = a_placement(program, a_site(employer or an_employer()))
    return a_match(a_student(**student), placement)


def cells(page) -> list[list[str]]:
    rows = [row.query("th, td") for row in page.all("tbody tr")]
    return [[" ".join(cell.to_text(separator=" ").split()) for cell in row] for row in rows]


def sheet(answer) -> list[list[str]]:
    return list(csv.reader(io.StringIO(answer.get_data().decode("utf-8-sig"), newline="")))


def test_a_line_shows_its_week_hours_amount_rule_and_what_it_corrects(app, staff):
    with app.app_context():
        week = a_week(a_paid_match(given_name="Ana", family_name="Reyes"), {0: 450})
        settle(week.id)
        settle(week.id, {day(0): Figure(390)})
    page = staff("finance").visit("/stipends")
    assert page.h1 == "Stipends"
    newest, first = cells(page)
    rule = "$17.13 an hour, each week rounded half up to the cent"
    assert first[0] == "1"
    assert re.match(r"Ana Reyes \d+, School", first[1])
    assert first[4:] == ["Mon, Oct 5", "Hours", "7 h 30 min", "$128.48", rule]
    assert newest[5:] == ["Adjustment", "−1 h", "−$17.13", f"{rule} corrects line 1"]
    assert "$111.35 for 6 h 30 min" in page


def test_only_those_who_see_hours_get_links_to_the_weeks(app, staff):
    with app.app_context():
        settle(a_week(a_paid_match()).id)
    assert staff("finance").visit("/stipends").all("tbody a") == []
    page = staff("district_lead").visit("/stipends")
    assert page.link("Mon, Oct 5").endswith("/hours?week=2026-10-05")


@pytest.mark.parametrize("role", ["finance", "administrator", "district_lead"])
def test_an_empty_ledger_says_when_its_first_line_comes(staff, role):
    assert "No lines yet." in staff(role).visit("/stipends")


@pytest.mark.parametrize("role", ["career_specialist", "employer_engagement"])
@pytest.mark.parametrize("path", ["/stipends", "/stipends?format=csv"])
def test_others_have_no_ledger(staff, role, path):
    staff(role).visit(path, status=403)


def test_the_sum_is_of_what_is_filtered(app, staff):
    with app.app_context():
        program = a_program(SCHOOL_YEAR_INTERNSHIP.rules)
        settle(a_week(a_paid_match(program, family_name="Nguyễn"), {0: 60}).id)
        settle(a_week(a_paid_match(employer=an_employer(name="Ñandú Café")), {0: 120}).id)
    finance = staff("finance")
    assert "$51.39 for 3 h" in finance.visit("/stipends")
    for query, words in {
        "q=nguyen": "$17.13 for 1 h",
        "q=nandu": "$34.26 for 2 h",
        f"program={program.id}": "$17.13 for 1 h",
        "kind=hours": "$51.39 for 3 h",
        "kind=reversal": "No line fits.",
        "kind=nonsense": "No line fits.",
        "q=%25": "No line fits.",
        "program=³": "$51.39 for 3 h",
    }.items():
        page = finance.visit(f"/stipends?{query}")
        assert words in page, query
        assert finance.visit(f"/stipends?{query}", htmx=True) in page


def test_the_csv_holds_what_the_page_shows_and_numbers_are_numbers(app, staff):
    with app.app_context():
        week = a_week(a_paid_match(family_name='=HYPERLINK("x")', given_name="-Ana"), {0: 450})
        settle(week.id)
        settle(week.id, {day(0): Figure(390)})
        settle(a_week(a_paid_match(family_name="Brown")).id)
    finance = staff("finance")
    page = finance.visit("/stipends?q=hyperlink&sort=line")
    answer = finance.client.get(page.link("CSV"), buffered=True)
    headings, first, second = sheet(answer)
    assert headings[0] == "Line"
    assert first[1:3] == ["'-Ana", '\'=HYPERLINK("x")']
    assert first[7:11] == ["2026-10-05", "Hours", "450", "128.48"]
    assert second[8:11] == ["Adjustment", "-60", "-17.13"]
    assert second[12] == first[0]
    assert [row[0] for row in cells(page)] == [first[0], second[0]]


def test_lines_are_sorted_and_paged(app, staff):
    with app.app_context():
        match = a_paid_match()
        for number in range(52):
            settle(a_week(match, {0: 60 + number}, week=day(-7 * number)).id)
    finance = staff("finance")
    page = finance.visit("/stipends")
    assert "1–50 of 52 lines" in page
    assert (
        len(
            finance.visit(f"/stipends{page.link('Next').removeprefix('/stipends')}").all("tbody tr")
        )
        == 2
    )
    by_amount = finance.visit("/stipends?sort=cents")
    assert cells(by_amount)[0][7] == "$17.13"
    by_week = finance.visit("/stipends?sort=-week")
    assert cells(by_week)[0][4] == "Mon, Oct 5"


def test_the_page_costs_a_fixed_number_of_statements(any_app, staff, query_count):
    finance = staff("finance")
    with any_app.app_context():
        settle(a_week(a_paid_match()).id)
    with query_count() as one:
        finance.visit("/stipends")
    with any_app.app_context():
        for _ in range(4):
            settle(a_week(a_paid_match()).id)
    with query_count(len(one)):
        assert len(finance.visit("/stipends").all("tbody tr")) == 5
