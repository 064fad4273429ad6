"""What waits for staff because of a weekly request is gone once it is seen to, and not before."""

from __future__ import annotations

from datetime import timedelta

import pytest
import sqlalchemy as sa
from flask import Flask

from app.core.db import db
from app.core.todos import Todo
from app.hours import weekly
from app.outreach import services as outreach
from app.outreach.models import LinkRequest
from tests.builders import (
    a_contact,
    a_match,
    a_placement,
    a_school,
    a_site,
    a_student,
    a_week,
    an_employer,
)
from tests.hours.world import ADMIN, NEXT_MONDAY

LATER = NEXT_MONDAY + timedelta(hours=121)


@pytest.fixture
def asked(app: Flask) -> tuple[int, str, int]:
    """Give a request that nobody answered in time, its link, and the student's school."""
    with app.app_context():
        school, employer = a_school(), an_employer()
        a_contact(employer, name="Uma Colleague")
        placement = a_placement(site=a_site(employer), supervisor=a_contact(employer, name="Sam"))
        a_week(a_match(a_student(school, given_name="Ana", family_name="Reyes"), placement))
        weekly.ask_for_hours(NEXT_MONDAY)
        outreach.remind_due(LATER)
        request = db.session.scalars(sa.select(LinkRequest)).one()
        return request.id, f"/r/{request.link.token()}", school.id


def waiting(app: Flask) -> list[str]:
    with app.app_context():
        query = sa.select(Todo.sentence).where(Todo.done_at.is_(None)).order_by(Todo.id)
        return list(db.session.scalars(query))


def test_the_answer_takes_the_call_to_telephone_away(app, asked, visit, submit, staff):
    _, link, school = asked
    sue = staff("career_specialist", school_ids=[school])
    assert "Sam has not confirmed the hours" in sue.visit("/")
    submit(visit(link), "Confirm all hours")
    assert waiting(app) == []
    assert "Nothing waits for you" in sue.visit("/")


def test_a_request_that_is_withdrawn_calls_nobody(app, asked):
    with app.app_context():
        outreach.cancel(asked[0], reason="the placement ended", by=ADMIN, at=LATER)
    assert waiting(app) == []


@pytest.mark.parametrize(
    ("button", "said"),
    [
        ("Pass to a colleague", "Sam passed this week’s hours on to Uma Colleague."),
        (
            "I no longer supervise these students",
            "Sam says that they no longer supervise these students.",
        ),
    ],
)
def test_of_a_request_that_went_on_only_that_is_told(  # noqa: PLR0913, PLR0917
    app, asked, visit, submit, button, said
):
    page = visit(asked[1])
    [colleague] = [each.attrs["value"] for each in page.all('input[name="to"]')]
    submit(page, button, to=colleague)
    assert waiting(app) == [said]


def test_hours_that_a_supervisor_corrects_are_told_to_staff(app, asked, visit, submit, staff):
    _, link, school = asked
    page = visit(link)
    [monday] = [each.attrs["name"] for each in page.all("input[data-hours]") if each.attrs["value"]]
    submit(page, "Send corrections", fields={monday: "6"})
    said = "Sam corrected the hours of Ana Reyes in the week of Mon, Oct 5: 6 h instead of 7 h 30"
    assert [each[: len(said)] for each in waiting(app)] == [said]
    sue = staff("career_specialist", school_ids=[school])
    assert said in sue.visit("/")
    assert said not in staff("career_specialist", school_ids=[]).visit("/")


def test_what_was_seen_to_is_put_away_by_whom_it_concerns_alone(app, asked, staff):
    stranger = staff("career_specialist", school_ids=[])
    sue = staff("career_specialist", school_ids=[asked[2]])
    home = sue.visit("/")
    [form] = home.all("form[action^='/todos/']")
    page = stranger.visit("/settings/password")
    token = page.one("form[action='/settings/password'] input[name='csrf_token']").attrs["value"]
    answer = stranger.client.post(form.attrs["action"], data={"csrf_token": token})
    assert answer.status_code == 404
    assert len(waiting(app)) == 1
    for _ in range(2):
        page = sue.submit(home, within="form[action^='/todos/']")
        assert "Done: Sam has not confirmed the hours" in page
    assert waiting(app) == []
    with app.app_context():
        lines = "select count(*) from event where record = 'todo' and action = 'done'"
        assert db.session.scalar(sa.text(lines)) == 1
