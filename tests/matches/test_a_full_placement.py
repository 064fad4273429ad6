"""A full placement says so, before anybody is suggested for it."""

from __future__ import annotations

import pytest
from flask import Flask

from app.matches.models import MatchState
from tests.builders import a_match, a_placement, a_school, a_student


@pytest.mark.parametrize("seats", [1, 2])
def test_suggestions_for_a_full_placement_wait(app: Flask, staff, seats):
    with app.app_context():
        school = a_school()
        placement = a_placement(seats=seats)
        a_match(a_student(school), placement, state=MatchState.ACTIVE)
        a_student(school)
    ana = staff("career_specialist", school_ids=[school.id])
    page = ana.visit(f"/placements/{placement.id}/students")
    assert ("All seats are taken." in page) is (seats == 1)
