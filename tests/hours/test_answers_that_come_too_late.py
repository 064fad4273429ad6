"""An answer that comes too late, or about nobody, is told so; nothing of it is noted."""

from __future__ import annotations

import pytest
import sqlalchemy as sa
from flask import Flask

from app.core.access import Actor
from app.core.db import db
from app.core.use_case import transaction
from app.hours import weekly
from app.hours.models import Confirmation, Timesheet, TimesheetState
from app.matches import services as matches
from app.matches.models import MatchState
from app.outreach.models import LinkAnswer, LinkRequest
from tests.builders import a_match, a_placement, a_student, a_week
from tests.hours.world import ADMIN, NEXT_MONDAY

FINANCE = Actor("staff", 2, "Fay", "finance")


@pytest.fixture
def link(app: Flask) -> str:
    """Give the link of a request about one student's submitted week."""
    with app.app_context():
        a_week(a_match())
        weekly.ask_for_hours(NEXT_MONDAY)
        return f"/r/{db.session.scalars(sa.select(LinkRequest)).one().link.token()}"


def freeze(app: Flask) -> None:
    with app.app_context(), transaction():
        sheet = db.session.scalars(sa.select(Timesheet)).one()
        sheet.move_to(TimesheetState.CONFIRMED, by=ADMIN, at=NEXT_MONDAY)
        sheet.move_to(TimesheetState.FROZEN, by=FINANCE, at=NEXT_MONDAY)


def test_a_week_that_went_to_pay_meanwhile_is_not_changed_and_the_page_says_so(
    app, link, visit, submit
):
    page = visit(link)
    freeze(app)
    answer = submit(page, "Confirm all hours", status=409)
    assert "Nothing of what you just sent was noted." in answer
    assert "gone to pay" in answer
    with app.app_context():
        assert db.session.scalar(sa.select(sa.func.count(LinkAnswer.id))) == 0
    assert "Nothing of what you just sent" not in visit(link)


def test_who_types_no_name_is_known_by_the_link_and_not_as_having_typed_it(
    app, link, visit, submit
):
    page = visit(link)
    assert page.one("#name").attrs.get("value", "") == ""
    submit(page, "Confirm all hours")
    with app.app_context():
        asked = db.session.scalars(sa.select(LinkRequest)).one()
        assert db.session.scalars(sa.select(Confirmation.name)).one() == asked.recipient_name
        assert db.session.scalars(sa.select(LinkAnswer.name_typed)).one() == ""


def test_a_supervisor_without_students_left_is_not_asked_any_more(app):
    with app.app_context():
        match = a_match()
        weekly.ask_for_hours(NEXT_MONDAY)
        assert db.session.scalars(sa.select(LinkRequest.state)).one() == "open"
        matches.move(match.id, MatchState.NO_SHOW, by=ADMIN, at=NEXT_MONDAY, reason="never came")
        assert db.session.scalars(sa.select(LinkRequest.state)).one() == "cancelled"


def test_a_supervisor_with_another_student_is_still_asked(app):
    with app.app_context():
        placement = a_placement(seats=2)
        match = a_match(a_student(), placement)
        a_match(a_student(), placement)
        weekly.ask_for_hours(NEXT_MONDAY)
        matches.move(match.id, MatchState.NO_SHOW, by=ADMIN, at=NEXT_MONDAY, reason="never came")
        assert db.session.scalars(sa.select(LinkRequest.state)).one() == "open"
