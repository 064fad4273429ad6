"""Each role finds its way: what it may open stands in the navigation, and nothing else."""

from __future__ import annotations

import pytest
import sqlalchemy as sa

from app.core.db import db
from app.desk import nav

WAYS = {
    "administrator": "Home Students Employers Placements Matches Hours Requests"
    " Pledges Activities Preferences Runs Referrals Reviews Credit Credentials Stipends"
    " Reports Programs Outbox Settings",
    "employer_engagement": "Home Employers Placements Matches Requests"
    " Pledges Activities Referrals Reports Programs Outbox Settings",
    "career_specialist": "Home Students Employers Placements Matches Hours Requests"
    " Pledges Activities Preferences Runs Referrals Reviews Credit Credentials Reports Programs"
    " Outbox Settings",
    "finance": "Home Stipends Programs Settings",
    "district_lead": "Home Students Employers Placements Matches Hours Requests"
    " Pledges Activities Preferences Runs Referrals Reviews Credit Credentials Stipends"
    " Reports Programs Outbox Settings",
}


@pytest.mark.parametrize("role", WAYS)
def test_the_navigation_offers_what_the_role_may_open(staff, role):
    person = staff(role)
    places = person.visit("/settings").all('nav[aria-label="Main"] a')
    assert [place.to_text() for place in places] == WAYS[role].split()
    for place in places:
        person.visit(place.attrs["href"])


def test_the_navigation_says_where_one_is(staff):
    page = staff("administrator").visit("/settings/users")
    (here,) = page.all('nav a[aria-current="page"]')
    assert here.to_text() == "Settings"


def test_who_may_open_many_rooms_finds_the_rest_behind_more(staff):
    page = staff("administrator").visit("/programs")
    assert page.one("details.more > summary").to_text().split() == ["More:", "Programs"]
    assert not staff("finance").visit("/programs").all("details.more")


def test_every_place_exists(app):
    assert {endpoint for _, endpoint, _ in nav.PLACES} <= set(app.view_functions)


@pytest.mark.parametrize("path", ["/sign-in", "/forgot", "/password/x", "/nothing"])
def test_who_is_not_signed_in_sees_no_way_around(app, path):
    assert 'aria-label="Main"' not in app.test_client().get(path).text


def test_an_emailed_link_never_shows_who_is_signed_in(staff):
    answer = staff("administrator").client.get("/password/x")
    assert "Sign out" not in answer.text
    assert "Staff 1" not in answer.text


def test_a_database_that_does_not_answer_still_gives_a_page(any_app, staff):
    person = staff("administrator")
    with any_app.app_context(), db.engine.begin() as connection:
        connection.execute(sa.text("alter table staff_session rename to gone"))
    answer = person.client.get("/settings")
    assert answer.status_code in {500, 503}
    assert "Nothing was changed" in answer.text
