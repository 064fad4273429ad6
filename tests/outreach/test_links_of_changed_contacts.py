"""A link dies with the address that it was mailed to; nobody who is gone is written to."""

from __future__ import annotations

from datetime import timedelta

import pytest
import sqlalchemy as sa
from flask import Flask

from app.core.access import Actor
from app.core.db import db
from app.core.errors import Conflict
from app.core.outbox import OutboxMessage
from app.core.todos import Todo
from app.employers import services as employers
from app.employers.models import Contact
from app.employers.services import ContactFacts
from app.hours import queries as hours
from app.hours import weekly
from app.outreach import answers, services
from app.outreach.models import LinkRequest, NewLinkAsked, RequestState
from tests.builders import a_contact, a_match, a_week
from tests.builders import kept as keep
from tests.hours.world import NEXT_MONDAY

S = RequestState
ADMIN = Actor("staff", 1, "Ada", "administrator")
SOON = NEXT_MONDAY + timedelta(hours=1)
LATE = NEXT_MONDAY + timedelta(days=30)


def asked() -> LinkRequest:
    return db.session.scalars(sa.select(LinkRequest)).one()


def contact() -> Contact:
    return db.session.get_one(Contact, asked().recipient_id)


def mails() -> int:
    return db.session.scalar(sa.select(sa.func.count(OutboxMessage.id))) or 0


def correct(address: str, *, silent: bool = False) -> None:
    kept = contact()
    facts = ContactFacts(
        name=kept.name,
        email=address,
        phone="",
        role=kept.role,
        language="en",
        site_id=None,
        do_not_contact=silent,
    )
    employers.save_contact(kept.employer_id, kept.id, facts, by=ADMIN, at=SOON)


@pytest.fixture
def link(app: Flask):
    """Give the path of a link to one student's week."""
    with app.app_context():
        a_week(a_match())
        weekly.ask_for_hours(SOON)
        return f"/r/{asked().link.token()}"


@pytest.fixture
def answered(app: Flask, link: str, visit, submit) -> str:
    submit(visit(link), "Confirm all hours")
    with app.app_context():
        assert asked().state is S.ANSWERED
    return link


def test_an_answered_link_dies_when_the_address_is_corrected(app: Flask, answered, visit):
    with app.app_context():
        before = mails()
        correct("right@example.com")
        assert asked().to_address == "right@example.com"
        assert mails() == before
    assert visit(answered, status=410).h1 == "This link was replaced"


def test_an_answered_link_dies_when_its_reader_leaves(app: Flask, answered, visit):
    with app.app_context():
        employers.contact_left(contact().id, by=ADMIN, at=SOON)
        assert asked().state is S.ANSWERED
    visit(answered, status=410)


def test_an_open_request_is_withdrawn_when_its_reader_leaves(app: Flask, link, visit):
    with app.app_context():
        employers.contact_left(contact().id, by=ADMIN, at=SOON)
        assert asked().state is S.CANCELLED
    assert visit(link, status=410).h1 == "This request was withdrawn"


@pytest.mark.usefixtures("link")
def test_a_link_that_ran_out_is_never_renewed_to_an_old_address(app: Flask):
    with app.app_context():
        services.expire_due(LATE)
        correct("right@example.com")
        answers.mail_new_link(asked().id, at=LATE)
        newest = db.session.scalars(sa.select(OutboxMessage).order_by(OutboxMessage.id)).all()[-1]
        assert newest.to_address == "right@example.com"


@pytest.mark.usefixtures("link")
def test_nobody_who_must_not_be_contacted_is_mailed_again(app: Flask):
    with app.app_context():
        correct(contact().email, silent=True)
        before = mails()
        with pytest.raises(Conflict, match="Telephone instead"):
            services.mail_again(asked().id, by=ADMIN, at=SOON)
        answers.mail_own_links(asked().to_address, at=SOON)
        assert mails() == before


def test_who_may_be_contacted_again_is_asked(app: Flask):
    with app.app_context():
        match = a_match()
        a_week(match)
        supervisor = hours.match_for(match.id, ADMIN).placement.supervisor_id
        kept = db.session.get_one(Contact, supervisor)
        facts = ContactFacts(
            name=kept.name,
            email=kept.email,
            phone="",
            role=kept.role,
            language="en",
            site_id=None,
            do_not_contact=True,
        )
        employers.save_contact(kept.employer_id, kept.id, facts, by=ADMIN, at=SOON)
        weekly.ask_for_hours(SOON)
        assert mails() == 0
        correct(contact().email)
        assert mails() == 1


@pytest.mark.usefixtures("link")
def test_asking_for_links_of_an_unknown_address_keeps_nothing(app: Flask):
    with app.app_context():
        answers.mail_own_links("stranger@example.com", at=SOON)
        assert db.session.scalars(sa.select(NewLinkAsked)).all() == []


@pytest.mark.usefixtures("link")
def test_links_are_mailed_once_a_day_of_the_district(app: Flask):
    with app.app_context():
        before = mails()
        # five minutes apart, in the evening on which UTC begins another day
        evening = NEXT_MONDAY.replace(hour=23, minute=58)
        for minutes in (0, 5):
            answers.mail_own_links(asked().to_address, at=evening + timedelta(minutes=minutes))
        assert mails() == before + 1


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"left_at": NEXT_MONDAY}, "pass this week’s hours on to Lee Left, who left"),
        ({"do_not_contact": True}, "to Lee Left, who must not be contacted"),
    ],
)
def test_passing_to_somebody_not_to_be_mailed_goes_to_staff(  # noqa: PLR0913, PLR0917
    app: Flask, link, visit, submit, changes, said
):
    with app.app_context():
        reader = contact()
        employer = hours.contact_with_employer(reader.id).employer
        a_contact(employer, name="Lee Left", email="lee@example.com", **changes)
    page = visit(link)
    assert "Lee Left" not in page
    page = submit(page, "Pass to a colleague", to_name="Lee", to_email="LEE@example.com")
    assert page.h1 == "Thank you"
    with app.app_context():
        assert asked().state is S.OPEN
        todos = db.session.scalars(sa.select(Todo.sentence)).all()
        assert any(said in sentence for sentence in todos)


def test_passing_to_oneself_is_said_at_once(app: Flask, link, visit, submit):
    with app.app_context():
        own = contact().email
    page = submit(visit(link), "Pass to a colleague", status=422, to_name="Me", to_email=own)
    assert "That is your own address." in page


def test_a_reader_may_say_that_they_left_after_answering(app: Flask, answered, visit, submit):
    page = visit(f"{answered}?change=1")
    page = submit(page, "I no longer supervise these students")
    assert page.h1 == "Thank you"
    with app.app_context():
        [sentence] = db.session.scalars(sa.select(Todo.sentence)).all()
        assert "no longer supervise these students" in sentence


def test_a_corrected_address_leaves_each_request_its_own_zone_and_school(app: Flask):
    with app.app_context():
        a_week(a_match())
        weekly.ask_for_hours(SOON)
        first = asked()
        supervisor = first.recipient_id
        other = LinkRequest(
            **{
                column.name: getattr(first, column.name)
                for column in LinkRequest.__table__.columns
                if column.name != "id"
            }
            | {
                "public_id": "another",
                "short_code": "BCDFGHJK",
                "subject_day": first.subject_day - timedelta(days=7),
                "zone": "America/New_York",
                "reply_to": "another@school.example",
            }
        )
        keep(other)
        contact_now = db.session.get_one(Contact, supervisor)
        facts = ContactFacts(
            name=contact_now.name,
            email="right@example.com",
            phone="",
            role=contact_now.role,
            language="en",
            site_id=None,
            do_not_contact=False,
        )
        employers.save_contact(contact_now.employer_id, supervisor, facts, by=ADMIN, at=SOON)
        after = {
            each.id: (each.to_address, each.zone, each.reply_to)
            for each in db.session.scalars(sa.select(LinkRequest))
        }
    assert after[first.id] == ("right@example.com", first.zone, first.reply_to)
    assert after[other.id] == ("right@example.com", "America/New_York", "another@school.example")
