"""The list of placements is narrowed by what engagement staff and specialists ask of it."""

from __future__ import annotations

from datetime import date

import pytest
from flask import Flask

from app.placements.vocabulary import PayBasis
from tests.builders import a_contact, a_placement, a_program, a_site, an_employer


@pytest.fixture
def two(any_app: Flask) -> None:
    with any_app.app_context():
        library = an_employer(name="City Library")
        a_placement(
            a_program(),
            a_site(library, city="Tacoma"),
            a_contact(library, name="Lena Librarian"),
            title="Shelf helper",
            search="shelf helper",
            career_field="business",
            minimum_age=15,
            start_date=date(2026, 10, 5),
            seats=1,
            seats_taken=1,
        )
        a_placement(
            site=a_site(city="Fife"),
            title="Dock hand",
            search="dock hand",
            career_field="engineering",
            minimum_age=18,
            pay_basis=PayBasis.EMPLOYER_WAGE,
            pay_cents=1900,
            start_date=date(2027, 1, 4),
        )


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("city=Tacoma", {"Shelf helper"}),
        ("city=Fife", {"Dock hand"}),
        ("field=business", {"Shelf helper"}),
        ("pay=employer_wage", {"Dock hand"}),
        ("free=no", {"Shelf helper"}),
        ("free=yes", {"Dock hand"}),
        ("age=16", {"Shelf helper"}),
        ("supervisor=lena", {"Shelf helper"}),
        ("supervisor=100%25", set()),
        ("from=2026-12-01", {"Dock hand"}),
        ("to=2026-12-01", {"Shelf helper"}),
        ("from=someday&sort=-city", {"Dock hand", "Shelf helper"}),
        ("sort=supervisor&state=draft", set()),
    ],
)
@pytest.mark.usefixtures("two")
def test_filters_narrow_the_list(staff, query, found):
    page = staff("employer_engagement").visit(f"/placements?{query}")
    assert {each.to_text().strip() for each in page.all("tbody th a")} == found
