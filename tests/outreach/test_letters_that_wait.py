"""A letter that still waits is withdrawn once its request is answered, cancelled or readdressed."""

from __future__ import annotations

from datetime import timedelta

import sqlalchemy as sa
from flask import Flask

from app.core.access import Actor
from app.core.db import db
from app.core.outbox import MessageState, OutboxMessage
from app.hours import weekly
from app.outreach import services
from app.outreach.models import LinkRequest
from app.outreach.shapes import Recipient
from tests.builders import ZONE, a_match, a_school, a_student, a_week
from tests.hours.world import NEXT_MONDAY

ADMIN = Actor("staff", 1, "Ada", "administrator")


def asked() -> LinkRequest:
    a_week(a_match())
    weekly.ask_for_hours(NEXT_MONDAY + timedelta(hours=1))
    return db.session.scalars(sa.select(LinkRequest).order_by(LinkRequest.id)).all()[-1]


def mails() -> list[tuple[str, MessageState]]:
    query = sa.select(OutboxMessage.to_address, OutboxMessage.state).order_by(OutboxMessage.id)
    return [tuple(row) for row in db.session.execute(query)]


def test_a_cancelled_request_sends_nothing_more(any_app: Flask):
    with any_app.app_context():
        request = asked()
        services.cancel(request.id, reason="asked by mistake", by=ADMIN, at=NEXT_MONDAY)
        assert {state for _to, state in mails()} == {MessageState.CANCELLED}


def test_a_corrected_address_takes_the_place_of_the_old_one(any_app: Flask):
    with any_app.app_context():
        request = asked()
        old = request.to_address
        recipient = Recipient("contact", request.recipient_id, "Sam", "new@example.com", "en", ZONE)
        services.readdress(recipient, by=ADMIN, at=NEXT_MONDAY)
        waiting = [to for to, state in mails() if state is MessageState.QUEUED]
        assert waiting == ["new@example.com"]
        assert (old, MessageState.CANCELLED) in mails()


def test_who_answers_the_mail_reaches_a_specialist_of_the_school(app: Flask, staff):
    with app.app_context():
        school = a_school()
    ana = staff("career_specialist", school_ids=[school.id])
    with app.app_context():
        a_week(a_match(a_student(school)))
        weekly.ask_for_hours(NEXT_MONDAY + timedelta(hours=1))
        mail = db.session.scalars(sa.select(OutboxMessage)).one()
        assert mail.reply_to == ana.email
