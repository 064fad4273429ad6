"""Whoever is signed in finds by name what they may see, and nothing that they may not."""

from __future__ import annotations

import pytest

from app.core.db import db
from app.core.use_case import use_case
from app.employers.models import Contact
from app.matches.models import MatchState
from tests.builders import (
    a_contact,
    a_match,
    a_placement,
    a_program,
    a_school,
    a_site,
    a_student,
    an_employer,
)
from tests.support.pages import words


def groups(page) -> dict[str, list[str]]:
    headings = [words(each) for each in page.all("#found h2")]
    lists = [[words(a) for a in each.query("a")] for each in page.all("#found ul")]
    return dict(zip(headings, lists, strict=True))


@pytest.mark.parametrize("typed", ["núñez", "NUNEZ", "nunez", "o'núñez", "o’nunez"])
def test_accents_apostrophes_and_case_are_forgiven(any_app, staff, typed):
    with any_app.app_context():
        placement = a_placement(
            a_program(name="O'Núñez Summer"),
            a_site(an_employer(name="O’Núñez Café")),
            a_contact(an_employer(name="Elsewhere"), name="Zoë O'Núñez"),
        )
        a_match(a_student(given_name="Íñigo", family_name="O'Núñez"), placement)
    found = groups(staff("administrator").visit(f"/search?q={typed}"))
    assert set(found) == {
        "Students",
        "Employers",
        "Contacts",
        "Placements",
        "Matches",
        "Programs",
    }
    assert found["Contacts"] == ["Zoë O'Núñez"]
    assert found["Programs"] == ["O'Núñez Summer"]


def test_a_contact_is_found_under_a_new_name_and_not_once_they_left(any_app, staff):
    admin = staff("administrator")
    with any_app.app_context():
        contact = a_contact(name="Ada Old", email="ada@example.com")

    @use_case
    def change(**values: object) -> None:
        kept = db.session.get_one(Contact, contact.id)
        for name, value in values.items():
            setattr(kept, name, value)

    with any_app.app_context():
        change(name="Ada Söderström")
    assert groups(admin.visit("/search?q=soderstrom"))["Contacts"] == ["Ada Söderström"]
    assert groups(admin.visit("/search?q=ADA@example.com"))["Contacts"] == ["Ada Söderström"]
    assert "Contacts" not in groups(admin.visit("/search?q=ada old"))
    with any_app.app_context():
        change(left_at=contact.created_at)
    assert "Contacts" not in groups(admin.visit("/search?q=soderstrom"))


@pytest.mark.parametrize("htmx", [False, True])
def test_another_schools_student_is_not_found_in_any_way(app, staff, htmx):
    with app.app_context():
        own, other = a_school(), a_school()
        a_match(a_student(own, given_name="Robin", family_name="Ours"))
        a_match(a_student(other, given_name="Robin", family_name="Theirs"))
    cora = staff("career_specialist", school_ids=[own.id])
    page = cora.visit("/search?q=robin", htmx=htmx)
    assert "Ours" in page.text
    assert "Theirs" not in page.text


def test_engagement_finds_only_the_matches_referred_to_employers_it_owns(app, staff):
    emil = staff("employer_engagement")
    with app.app_context():
        mine = a_placement(site=a_site(an_employer(owner_id=emil.id)))
        a_match(a_student(family_name="Referred"), mine, state=MatchState.REFERRED)
        a_match(a_student(family_name="Suggested"), mine, state=MatchState.SUGGESTED)
        a_match(a_student(family_name="Foreign"), state=MatchState.REFERRED)
    page = emil.visit("/search?q=ana")
    assert set(groups(page)) == {"Matches"}
    assert "Referred" in page.text
    assert "Suggested" not in page.text
    assert "Foreign" not in page.text


def test_finance_finds_programs_and_nobody(app, staff):
    with app.app_context():
        a_match(a_student(given_name="Season"))
        a_program(name="Season of work")
    assert set(groups(staff("finance").visit("/search?q=season"))) == {"Programs"}


def test_while_typing_the_first_five_come_as_the_very_part_of_the_page(app, staff):
    with app.app_context():
        for number in range(5):
            an_employer(name=f"Works {number}")
    admin = staff("administrator")
    page, part = admin.visit("/search?q=works"), admin.visit("/search?q=works", htmx=True)
    assert part in page
    with app.app_context():
        an_employer(name="Works 5")
    part = admin.visit("/search?q=works", htmx=True)
    assert groups(part)["Employers"][-1] == "All employers with “works”"
    assert len(groups(part)["Employers"]) == 6
    assert len(groups(admin.visit("/search?q=works"))["Employers"]) == 6


@pytest.mark.parametrize("typed", ["", "   "])
def test_nothing_typed_finds_nothing(staff, typed):
    page = staff("administrator").visit(f"/search?q={typed}")
    assert not page.all("#found > *")


@pytest.mark.parametrize("typed", ["zzzz", "%25", "_", "'; drop table student"])
def test_what_nobody_is_called_says_so(app, staff, typed):
    with app.app_context():
        a_match()
    assert "Nothing is called" in staff("administrator").visit(f"/search?q={typed}")


def test_a_search_costs_a_fixed_number_of_statements(any_app, staff, query_count):
    admin = staff("administrator")
    with any_app.app_context():
        a_match(a_student(given_name="Ana"))
    with query_count() as one:
        admin.visit("/search?q=a")
    with any_app.app_context():
        for _ in range(9):
            a_match(a_student(given_name="Ana"))
    with query_count(len(one)):
        admin.visit("/search?q=a")
    assert len(one) <= 8


def test_the_field_is_on_every_staff_page_and_on_none_of_others(app, staff):
    for path in ("/", "/students", "/settings/password", "/search"):
        assert len(staff("administrator").visit(path).all("form[role=search] #find")) == 1
    for path in ("/sign-in", "/r/new"):
        assert 'role="search"' not in app.test_client().get(path).text
