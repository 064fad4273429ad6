"""Employer engagement sees of students the names that were referred to its employers, no more."""

from __future__ import annotations

import pytest
from flask import Flask

from app.matches.models import MatchState
from tests.builders import a_match, a_placement, a_school, a_site, a_student, an_employer

NEVER_REFERRED = (
    MatchState.SUGGESTED,
    MatchState.SHORTLISTED,
    MatchState.WITHDRAWN,
    MatchState.DECLINED_BY_STUDENT,
    MatchState.EXPIRED,
)


@pytest.fixture
def emil(app: Flask, staff):
    person = staff("employer_engagement")
    with app.app_context():
        person.placement = a_placement(site=a_site(an_employer(owner_id=person.actor.id)), seats=20)
    return person


def a_named_match(app: Flask, placement, state: MatchState, family_name: str) -> int:
    with app.app_context():
        student = a_student(a_school(name="Heron High"), family_name=family_name)
        return a_match(student, placement, state=state).id


@pytest.mark.parametrize("state", MatchState)
def test_a_name_is_seen_once_it_was_referred(app: Flask, emil, state):
    number = a_named_match(app, emil.placement, state, "Quill")
    seen = state not in NEVER_REFERRED
    assert ("Quill" in emil.visit("/matches")) is seen
    assert ("Quill" in emil.visit(f"/placements/{emil.placement.id}")) is seen
    emil.visit(f"/matches/{number}", status=200 if seen else 404)


def test_a_school_is_not_part_of_a_name(app: Flask, emil, staff):
    number = a_named_match(app, emil.placement, MatchState.REFERRED, "Quill")
    for url in ("/matches", f"/placements/{emil.placement.id}", f"/matches/{number}"):
        page = emil.visit(url)
        assert "Quill" in page
        assert "Heron High" not in page
    assert "Quill" in emil.visit("/matches?school=999&sort=school")
    assert "Heron High" in staff("district_lead").visit("/matches")
