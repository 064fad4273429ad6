"""A list's address may be older than its rows."""

from __future__ import annotations

from flask import Flask

from tests.builders import an_employer
from tests.support.pages import words


def test_a_page_beyond_the_last_is_the_last(app: Flask, staff):
    with app.app_context():
        for number in range(52):
            an_employer(name=f"Works {number:02}")
    page = staff("administrator").visit("/employers?page=9")
    assert "Works 51" in page
    assert "51–52 of 52 employers" in page
    assert "Page 2 of 2" in page


def test_who_has_no_owner_comes_first_on_both_databases(any_app: Flask, staff):
    emil = staff("employer_engagement")
    with any_app.app_context():
        an_employer(name="Owned", owner_id=emil.actor.id)
        an_employer(name="Free")
    rows = [words(row) for row in emil.visit("/employers?sort=owner").all("tbody th")]
    assert rows == ["Free", "Owned"]
    rows = [words(row) for row in emil.visit("/employers?sort=-owner").all("tbody th")]
    assert rows == ["Owned", "Free"]
