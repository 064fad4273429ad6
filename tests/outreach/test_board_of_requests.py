"""Requests are found by what they are for and how they stand, and nudged, nobody twice a day."""

from __future__ import annotations

from datetime import timedelta

import pytest
import sqlalchemy as sa
from flask import Flask

from app.core import clock
from app.core.db import db
from app.core.outbox import OutboxMessage
from app.employers.recipients import contact_recipient
from app.outreach.models import RequestState
from app.outreach.shapes import Recipient
from tests.builders import LONG_AGO, MONDAY, ZONE, a_contact, a_program, a_request, an_employer

WEEK = timedelta(days=7)


def asked_of(owner_id: int | None, name: str, **changes: object) -> int:
    contact = a_contact(an_employer(owner_id=owner_id), name=name)
    request = a_request(contact_recipient(contact.id, ZONE), **changes)
    return request.id


def mailed(app: Flask) -> list[str]:
    with app.app_context():
        return list(db.session.scalars(sa.select(OutboxMessage.to_name)))


@pytest.mark.parametrize(
    ("query", "named"),
    [
        ("", {"Early", "Late", "Done", "Renewing"}),
        ("?kind=hours-week", {"Early", "Late", "Done"}),
        ("?kind=renew", {"Renewing"}),
        ("?standing=waiting", {"Early", "Late", "Renewing"}),
        ("?standing=late", {"Late"}),
        ("?standing=answered", {"Done"}),
        ("?standing=undeliverable&kind=hours-week", {"Early", "Late"}),
        ("?week=2026-10-12", {"Late"}),
        ("?week=soon", set()),
        ("?standing=odd", {"Early", "Late", "Done", "Renewing"}),
    ],
)
def test_requests_are_narrowed_by_kind_standing_and_week(any_app, staff, query, named):
    now = clock.now()
    with any_app.app_context():
        asked_of(None, "Early", due_at=now + WEEK)
        asked_of(None, "Late", due_at=now - WEEK, subject_day=MONDAY + WEEK)
        asked_of(None, "Done", state=RequestState.ANSWERED)
        asked_of(None, "Renewing", kind="renew", due_at=now + WEEK, subject_day=None)
    page = staff("administrator").visit(f"/requests{query}")
    found = {row.query("th")[0].to_text() for row in page.all("#requests tbody tr")}
    assert found == named


def test_engagement_nudges_people_of_employers_they_own_and_nobody_twice_a_day(any_app, staff):
    eve = staff("employer_engagement")
    until = {"due_at": clock.now() + WEEK, "expires_at": clock.now() + 3 * WEEK}
    with any_app.app_context():
        mine = asked_of(eve.actor.id, "Mine", **until)
        asked_of(None, "Theirs", **until)
        asked_of(eve.actor.id, "Done", state=RequestState.ANSWERED)
    page = eve.visit("/requests/bulk?do=nudge")
    assert "Mine, hours-week" in page
    assert "another member of staff owns this partner" in page
    assert "the request is answered" in page
    assert mailed(any_app) == []
    page = eve.submit(page, "Nudge 1 person")
    assert mailed(any_app) == ["Mine"]
    assert "less than a day ago" in eve.visit(f"/requests/bulk?do=nudge&id={mine}")


def test_a_person_of_two_requests_gets_one_mail(app, staff):
    ada = staff("administrator")
    until = {"due_at": clock.now() + WEEK, "expires_at": clock.now() + 3 * WEEK}
    with app.app_context():
        contact = a_contact(name="Sam")
        for _ in range(2):
            a_request(contact_recipient(contact.id, ZONE), **until)
    page = ada.visit("/requests/bulk?do=nudge")
    assert "gets one mail a day, about what waits longest first" in page
    ada.submit(page, "Nudge 1 person")
    assert mailed(app) == ["Sam"]


def test_many_requests_cost_no_more_statements_than_one(any_app, staff, query_count):
    ada = staff("administrator")
    with any_app.app_context():
        program = a_program()
        asked_of(None, "One", program_id=program.id, created_at=LONG_AGO)
    ada.visit("/requests")
    with query_count() as one:
        ada.visit("/requests")
    with any_app.app_context():
        for number in range(8):
            asked_of(None, f"Sam {number}", program_id=program.id)
    with query_count(len(one)):
        ada.visit("/requests")


def test_engagement_is_not_told_which_students_are_asked(any_app, staff):
    with any_app.app_context():
        student = Recipient("student", 1, "Ana Reyes", "ana@example.org", "en", ZONE)
        number = a_request(student, due_at=clock.now() + WEEK).id
        asked_of(None, "Sam", due_at=clock.now() + WEEK)
    eve = staff("employer_engagement")
    page = eve.visit("/requests")
    assert "Sam" in page
    assert "Ana Reyes" not in page
    assert "Ana Reyes" not in eve.visit("/requests/bulk?do=nudge")
    eve.visit(f"/requests/{number}", status=404)
    assert "Ana Reyes" in staff("administrator").visit("/requests")
