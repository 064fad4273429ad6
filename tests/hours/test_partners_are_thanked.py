"""Partners are thanked when a season is over, hear what came of it, and say whether again."""

from __future__ import annotations

from datetime import timedelta

import pytest
import sqlalchemy as sa
from flask import Flask

from app.core import clock
from app.core.db import db
from app.core.outbox import OutboxMessage
from app.core.todos import Todo
from app.desk.verify import findings
from app.employers import pledge_queries
from app.employers.models import ContactLog
from app.employers.pledge_models import PledgeState
from app.hours import renewal_asking
from app.matches.models import MatchState
from app.outreach import services as outreach
from app.outreach.models import LinkAnswer, LinkRequest, RequestState
from tests.builders import (
    ZONE,
    a_contact,
    a_match,
    a_placement,
    a_program,
    a_site,
    an_employer,
    every_mail,
)

TODAY = clock.today(ZONE)
BEGAN, ENDED = TODAY - timedelta(days=100), TODAY - timedelta(days=8)
NOW = clock.now() + timedelta(hours=12)


def hosted(name: str = "Harbor Bakery", *, program=None, language: str = "en", **changes):
    """Build a season that ended, with an employer where one student worked; give the contact."""
    program = program or a_program(every_mail(), start_date=BEGAN, end_date=ENDED)
    employer = an_employer(name=name, **changes)
    dana = a_contact(employer, name="Dana", email="dana@harbor.example", language=language)
    place = a_placement(program, a_site(employer), dana, seats=2)
    a_match(placement=place, state=MatchState.COMPLETED)
    return dana, program


def link(app: Flask) -> str:
    with app.app_context():
        return f"/r/{db.session.scalars(sa.select(LinkRequest)).one().link.token()}"


@pytest.fixture
def thanked(any_app: Flask) -> tuple[int, int]:
    """Thank Harbor Bakery; give the ids of the employer and of the next season."""
    with any_app.app_context():
        dana, program = hosted()
        soon = TODAY + timedelta(days=30)
        later = soon + timedelta(days=90)
        following = a_program(every_mail(), start_date=soon, end_date=later)
        assert renewal_asking.thank(NOW, program.id) == 1
        return dana.employer_id, following.id


def test_the_letter_says_what_came_of_it_and_one_press_pledges_as_many_again(
    any_app: Flask, visit, submit, thanked
):
    employer_id, following_id = thanked
    with any_app.app_context():
        mail = db.session.scalars(sa.select(OutboxMessage)).one()
        assert "Students at Harbor Bakery: 1." in mail.text
        assert renewal_asking.thank(NOW) == 0
    page = submit(visit(link(any_app)), "Yes, as many again: 2")
    assert "Noted: 2 places." in page
    with any_app.app_context():
        pledge = pledge_queries.of_program(employer_id, following_id)
        assert (pledge.seats, pledge.state) == (2, PledgeState.PLEDGED)
        assert db.session.scalars(sa.select(LinkRequest.state)).one() is RequestState.ANSWERED
        assert [each.name for each in findings() if each.broken] == []


def test_the_number_is_changed_by_the_same_link(any_app: Flask, visit, submit, thanked):
    page = visit(link(any_app))
    assert "Enter how many" in submit(page, "Pledge this number", seats="x", status=422)
    page = submit(page, "Pledge this number", seats="3")
    page = submit(page, "Change my answer")
    submit(page, "Pledge this number", seats="1")
    with any_app.app_context():
        assert pledge_queries.of_program(*thanked).seats == 1


def test_an_older_page_does_not_undo_what_was_noted_since(any_app: Flask, visit, submit, thanked):
    page = visit(link(any_app))
    submit(page, "Pledge this number", seats="3")
    again = submit(page, "Yes, as many again: 2", status=409)
    assert "Something changed since you looked." in again
    with any_app.app_context():
        assert pledge_queries.of_program(*thanked).seats == 3


def test_not_for_now_reaches_the_owner(any_app: Flask, staff, visit, submit):
    emil = staff("employer_engagement")
    with any_app.app_context():
        hosted(owner_id=emil.actor.id)
        assert renewal_asking.thank(NOW) == 1
    page = submit(visit(link(any_app)), "We do not take part for now", note="No space.")
    assert "you do not take part for now" in page
    with any_app.app_context():
        entry = db.session.scalars(sa.select(ContactLog)).one()
        assert "No space." in entry.said
        assert entry.assignee_id == emil.actor.id


def test_without_a_next_season_the_wish_is_a_next_step(any_app: Flask, visit, submit):
    with any_app.app_context():
        hosted()
        renewal_asking.thank(NOW)
    submit(visit(link(any_app)), "Yes, as many again: 2")
    with any_app.app_context():
        assert "Wants 2 again" in db.session.scalars(sa.select(ContactLog.said)).one()
        assert list(db.session.scalars(sa.select(Todo.kind))) == ["partner_without_owner"]


def test_only_who_hosted_somebody_is_thanked_once_the_season_is_over(any_app: Flask):
    with any_app.app_context():
        _dana, program = hosted()
        hosted("Quiet Yard", program=program, do_not_contact=True)
        nobody = an_employer(name="Nobody came")
        a_placement(program, a_site(nobody), a_contact(nobody, email="n@example.org"))
        hosted("Not over", program=a_program(every_mail(), end_date=TODAY + timedelta(days=2)))
        old = a_program(every_mail(), start_date=BEGAN, end_date=TODAY - timedelta(days=90))
        hosted("Long ago", program=old)
        hosted("Mail off", program=a_program(start_date=BEGAN, end_date=ENDED))
        assert renewal_asking.thank(NOW - timedelta(days=10)) == 0
        assert renewal_asking.thank(NOW) == 1
        outreach.remind_due(NOW + timedelta(days=30))
        assert list(db.session.scalars(sa.select(Todo.kind))) == ["renewal_not_answered"]


def test_it_reads_in_spanish_and_staff_enter_it_by_telephone(any_app: Flask, staff, visit):
    with any_app.app_context():
        hosted(language="es")
        renewal_asking.thank(NOW)
        request_id = db.session.scalars(sa.select(LinkRequest.id)).one()
    assert "Sí, otra vez el mismo número: 2" in visit(link(any_app))
    emil = staff("employer_engagement")
    page = emil.visit(f"/requests/{request_id}/answer")
    emil.submit(page, "Pledge this number", seats="4", method="phone")
    with any_app.app_context():
        assert db.session.scalars(sa.select(LinkAnswer.method)).one() == "phone"
    emil.visit(f"/requests/{request_id}/print")


def test_the_page_is_clean_on_a_phone(app: Flask, browse, axe):
    with app.app_context():
        hosted()
        renewal_asking.thank(NOW)
    page = browse(phone=True)
    page.goto(link(app))
    axe(page)
    page.get_by_role("button", name="Yes, as many again: 2").tap()
    page.get_by_text("Noted: 2 places.").wait_for()
    axe(page)
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
