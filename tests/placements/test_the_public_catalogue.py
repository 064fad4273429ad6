"""Anybody reads what is open, in English or Spanish; of people and streets it says nothing."""

from __future__ import annotations

from datetime import date, time

import pytest
from flask import Flask

from app.core import clock
from app.placements.models import PlacementState
from app.placements.vocabulary import PayBasis
from tests.builders import a_contact, a_placement, a_program, a_site, an_employer

S = PlacementState
DATES = {"start_date": date(2026, 9, 1), "end_date": date(2099, 6, 30)}


@pytest.fixture
def shown(any_app: Flask):
    with any_app.app_context():
        program = a_program(name="Internships", catalogue_on=True)
        employer = an_employer(name="City Library")
        site = a_site(
            employer, name="9 Secret St", address="9 Secret St", city="Tacoma", zip="98402"
        )
        lena = a_contact(employer, name="Lena Librarian", email="lena@example.com")
        return a_placement(
            program,
            site,
            lena,
            title="Shelf helper",
            search="shelf helper",
            duties="Shelves books",
            weekdays={0: (time(15), time(18), 30), 2: (time(15), time(18), 0)},
            pay_basis=PayBasis.DISTRICT_WAGE,
            pay_cents=1713,
            career_field="business",
            documents=["work_permit"],
            transport="Ask Lena",
            **DATES,
        )


def test_an_open_placement_is_read_without_a_sign_in_and_without_a_cookie(shown, visit):
    page = visit("/catalogue")
    for words in (
        "Shelf helper",
        "City Library, Tacoma",
        "Internship · Business & Marketing",
        "5 h 30 min a week",
        "Paid by the hour, $17.13 an hour",
        "from age 16",
        "Talk to the career specialist at your school",
    ):
        assert words in page
    assert "Set-Cookie" not in page.headers
    assert page.headers["Cache-Control"] == "public, max-age=300"
    assert page.headers["X-Robots-Tag"] == "all"
    page = visit(f"/catalogue/{shown.id}")
    assert "Shelves books" in page
    assert "Documents: Work permit" in page
    assert "Wednesday 3:00 pm – 6:00 pm" in page
    assert "Set-Cookie" not in page.headers


def test_it_names_no_person_and_no_street(shown, visit):
    for path in ("/catalogue", f"/catalogue/{shown.id}"):
        page = visit(path)
        for secret in ("Secret St", "Lena", "lena@", "98402"):
            assert secret not in page.html


@pytest.mark.usefixtures("shown")
def test_it_speaks_spanish(visit):
    page = visit("/catalogue?lang=es")
    assert page.h1 == "Puestos abiertos"
    assert "Pasantía · Negocios y mercadotecnia" in page
    page = visit(page.link("Shelf helper"))
    assert "Miércoles 3:00 pm" in page
    assert "Documentos: Permiso de trabajo" in page
    assert page.one("html").attrs["lang"] == "es"
    assert visit(page.link("English")).one("html").attrs["lang"] == "en"


def test_the_same_page_comes_whoever_is_signed_in(shown, staff, visit):
    assert shown
    admin = staff("administrator")
    assert admin.client.get("/catalogue").text == visit("/catalogue").html


@pytest.mark.parametrize("state", [each for each in S if each is not S.OPEN])
def test_what_is_not_open_is_not_there(app: Flask, visit, state):
    with app.app_context():
        program = a_program(catalogue_on=True)
        placement = a_placement(program, title="Page turner", state=state, **DATES)
    assert "Page turner" not in visit("/catalogue")
    visit(f"/catalogue/{placement.id}", status=404)


def test_a_program_that_is_not_switched_on_shows_nothing_and_is_not_indexed(app: Flask, visit):
    with app.app_context():
        placement = a_placement(a_program(catalogue_on=False), title="Page turner", **DATES)
    page = visit("/catalogue")
    assert "Page turner" not in page
    assert "noindex" in page.headers["X-Robots-Tag"]
    visit(f"/catalogue/{placement.id}", status=404)


def test_what_is_over_is_not_there(app: Flask, visit):
    with app.app_context():
        over = {"start_date": date(2020, 1, 6), "end_date": date(2020, 2, 3)}
        placement = a_placement(a_program(catalogue_on=True), title="Page turner", **over)
        assert clock.today("America/Los_Angeles") > placement.end_date
    visit(f"/catalogue/{placement.id}", status=404)


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("q=shélf", True),
        ("q=library", True),
        ("q=zzz", False),
        ("kind=internship", True),
        ("kind=job_shadow", False),
        ("kind=nonsense", False),
        ("field=business", True),
        ("field=arts", False),
        ("city=Tacoma", True),
        ("city=Fife", False),
        ("pay=paid", True),
        ("pay=unpaid", False),
        ("age=16", True),
        ("age=15", False),
        ("page=99999", True),
        ("sort=employer&program=1", True),
    ],
)
def test_filters_narrow_it(shown, visit, query, found):
    assert shown
    assert ("Shelf helper" in visit(f"/catalogue?{query}")) is found


@pytest.mark.parametrize("number", [1, 55])
def test_it_costs_the_same_however_much_is_open(any_app, visit, query_count, number):
    with any_app.app_context():
        program, site = a_program(catalogue_on=True), a_site(city="Tacoma")
        for _ in range(number):
            last = a_placement(program, site, **DATES)
    with query_count(5):
        page = visit("/catalogue")
    assert ("Page 1 of 2" in page) is (number > 50)
    with query_count(2):
        visit(f"/catalogue/{last.id}")
