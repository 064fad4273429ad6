"""A district that has nothing yet leads each of its people to their first step."""

from __future__ import annotations

import pytest

FIRST = {
    "administrator": [
        "/programs/new",
        "/students/import",
        "/settings/users/new",
        "/employers/new",
        "/placements/new",
    ],
    "employer_engagement": ["/employers/new", "/placements/new"],
    "finance": [],
    "district_lead": [],
}


@pytest.mark.parametrize("role", FIRST)
def test_home_leads_to_the_first_steps_that_a_role_may_take(staff, role):
    person = staff(role)
    home = person.visit("/")
    assert "Nothing waits for you" in home
    steps = [each.attrs["href"] for each in home.all(".empty a")]
    assert steps == FIRST[role]
    for step in steps:
        assert person.visit(step).status == 200


def test_a_specialist_without_a_school_is_told_why_there_is_nobody(staff):
    assert "Ask an administrator to name your schools" in staff("career_specialist").visit("/")


def test_who_invites_before_the_first_roster_is_told_where_schools_come_from(staff):
    ada = staff("administrator")
    page = ada.visit("/settings/users/new")
    assert "Schools come with the first roster" in page
    assert page.all("select[name='schools']") == []
    ada.submit(
        page,
        "Send the invitation",
        email="new@example.org",
        name="New Person",
        role="career_specialist",
    )
    assert "New Person" in ada.visit("/settings/users")
