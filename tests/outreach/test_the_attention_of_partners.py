"""Campaigns come to one person seldom, and several questions come in one mail."""

from __future__ import annotations

import re
from datetime import datetime, timedelta
from itertools import pairwise

import pytest
import sqlalchemy as sa
from flask import Flask

from app.core import clock
from app.core.access import Actor
from app.core.db import db
from app.core.mail import filled
from app.core.outbox import OutboxMessage
from app.desk.verify import findings
from app.employers import pledge_asking
from app.outreach import campaigns, services
from app.outreach.models import LinkRequest, Reminder
from app.placements import description_asking
from tests.builders import a_contact, a_program, a_site, an_employer, every_mail
from tests.hours.world import at_once

ADMIN = Actor("staff", 1, "Ada", "administrator")
NOW = clock.now()
SOON = NOW.date() + timedelta(days=60)
DAY = timedelta(days=1)


def a_season():
    return a_program(every_mail(), start_date=SOON, end_date=SOON + 90 * DAY)


def a_partner(language: str = "en", email: str = "Dana@Harbor.example"):
    name = "Harbor Bakery" if email.startswith("Dana@") else f"Bakery of {email}"
    employer = an_employer(name=name)
    a_site(employer)
    return a_contact(employer, name="Dana", email=email, language=language)


def ask_pledge(dana, program, at: datetime = NOW) -> LinkRequest:
    return pledge_asking.ask(dana.employer_id, program.id, by=ADMIN, at=at)


def ask_description(dana, program, at: datetime = NOW) -> int:
    return description_asking.ask_now(dana.employer_id, program.id, dana.id, by=ADMIN, at=at)


def mails() -> list[str]:
    return list(db.session.scalars(sa.select(OutboxMessage.kind).order_by(OutboxMessage.id)))


def days_of_campaigns() -> list[int]:
    rows = db.session.scalars(
        sa.select(OutboxMessage.created_at)
        .where(OutboxMessage.one_click)
        .order_by(OutboxMessage.created_at)
    )
    return [(each - NOW) // DAY for each in rows]


def run(days: int) -> None:
    """Let the worker's clock tick every six hours."""
    for step in range(days * 4):
        services.remind_due(NOW + step * DAY / 4)


def test_the_second_question_waits_a_week_and_comes_with_the_reminder_of_the_first(
    any_app: Flask, staff, visit
):
    with any_app.app_context():
        dana, program = a_partner(), a_season()
        ask_pledge(dana, program)
        request_id = ask_description(dana, program, NOW + DAY)
        assert mails() == ["pledge"]
        run(7)
        assert mails() == ["pledge"]
    page = staff("administrator").visit(f"/requests/{request_id}")
    assert "First mail, later because this person was asked something else" in page
    assert "Dana" in staff("administrator").visit("/requests/coming?kind=describe-placement")
    with any_app.app_context():
        run(12)
        assert mails() == ["pledge", "campaign-digest"]
        digest = db.session.scalars(sa.select(OutboxMessage).order_by(OutboxMessage.id)).all()[-1]
        text, html = filled(digest)
        links = re.findall(r"/r/[\w.-]+", text)
        assert len(set(links)) == 2
        assert all(link in html for link in links)
        assert "⟦" not in text + html
        assert "2 questions from" in digest.subject
        assert [each.name for each in findings() if each.broken] == []
    assert {visit(link).h1 for link in links} == {"Places for students", "Describe a placement"}


def test_nobody_gets_more_than_the_budget_in_thirty_days(any_app: Flask):
    with any_app.app_context():
        dana = a_partner()
        for _ in range(5):
            program = a_season()
            ask_pledge(dana, program)
            ask_description(dana, program)
        run(90)
        sent = days_of_campaigns()
        assert len(sent) >= 3
        apart = [later - earlier for earlier, later in pairwise(sent)]
        assert min(apart) >= 7
        for day in sent:
            assert sum(day <= other < day + 30 for other in sent) <= 3


def test_whoever_answered_meanwhile_is_not_asked_in_the_digest(any_app: Flask):
    with any_app.app_context():
        dana, program = a_partner(), a_season()
        asked = ask_pledge(dana, program)
        ask_description(dana, program)
        services.cancel(asked.id, reason="by telephone", by=ADMIN, at=NOW + DAY)
        run(12)
        assert mails() == ["pledge", "describe-placement"]


def test_others_and_everyday_mail_do_not_wait(any_app: Flask):
    with any_app.app_context():
        dana, program = a_partner(), a_season()
        ask_pledge(dana, program)
        other = an_employer(name="Old Mill")
        ask_pledge(a_contact(other, name="Lou", email="lou@mill.example"), program)
        assert mails() == ["pledge", "pledge"]
        assert campaigns.earliest("dana@harbor.EXAMPLE", NOW) == NOW + 7 * DAY
        assert campaigns.earliest("nobody@example.org", NOW) is None


def test_staff_who_mail_again_mean_now(any_app: Flask):
    with any_app.app_context():
        dana, program = a_partner(), a_season()
        ask_pledge(dana, program)
        request_id = ask_description(dana, program)
        services.mail_again(request_id, by=ADMIN, at=NOW + DAY)
        assert mails() == ["pledge", "describe-placement-reminder"]


@pytest.mark.parametrize("language", ["en", "es"])
def test_the_digest_is_in_the_readers_language(any_app: Flask, language):
    with any_app.app_context():
        dana, program = a_partner(language), a_season()
        ask_pledge(dana, program)
        ask_description(dana, program)
        run(12)
        newest = db.session.scalars(sa.select(OutboxMessage).order_by(OutboxMessage.id)).all()[-1]
        said = {"en": "2 questions from", "es": "2 preguntas de"}[language]
        assert newest.subject.startswith(said)
        assert db.session.query(Reminder).filter(Reminder.outcome == "in a digest").count() <= 1


def test_of_two_questions_put_to_a_person_at_once_one_waits(any_app: Flask):
    with any_app.app_context():
        addresses = [f"dana-{number}@harbor.example" for number in range(8)]
        partners = [a_partner(email=address) for address in addresses]
        program = a_season()
    for dana, address in zip(partners, addresses, strict=True):
        at_once(
            any_app,
            lambda dana=dana: ask_pledge(dana, program),
            lambda dana=dana: ask_description(dana, program),
        )
        with any_app.app_context():
            query = sa.select(OutboxMessage.kind).where(OutboxMessage.to_address == address)
            assert len(db.session.scalars(query).all()) == 1
