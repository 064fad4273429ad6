"""What htmx swaps in tells what happened, and an error never takes away what was typed."""

from __future__ import annotations

import pytest
from flask import Flask

from app.core.db import db
from app.matches.models import Match
from tests.builders import a_placement, a_school, a_student


@pytest.fixture
def sami(app: Flask, staff):
    with app.app_context():
        school = a_school()
        student, placement = a_student(school, given_name="Ana"), a_placement()
    person = staff("career_specialist", school_ids=[school.id])
    person.at = f"/placements/{placement.id}/students"
    person.named = student.shown_name
    return person


def test_a_fragment_brings_what_was_told_to_its_place(app: Flask, sami):
    page = sami.visit(sami.at)
    swapped = sami.submit(page, f"Shortlist {sami.named}", htmx=True)
    told = swapped.one("#told")
    assert told.attrs["hx-swap-oob"] == "innerHTML"
    assert f"{sami.named} is shortlisted." in swapped
    assert "is shortlisted" not in sami.visit(sami.at)
    with app.app_context():
        assert db.session.query(Match).count() == 1


def test_a_fragment_with_nothing_to_tell_leaves_the_place_alone(sami):
    assert sami.visit(sami.at, htmx=True).all("#told") == []


def test_an_error_is_told_beside_what_was_typed(sami):
    answer = sami.visit("/students/999999", htmx=True, status=404)
    assert answer.headers["HX-Retarget"] == "#told"
    assert answer.headers["HX-Reswap"] == "innerHTML"
    assert answer.one("#error").attrs["tabindex"] == "-1"
