"""Staff see at each person that mail to their address came back, until the address is corrected."""

from __future__ import annotations

from datetime import timedelta

import pytest
from flask import Flask

from app.core import bad_addresses, letters, outbox
from app.core.clock import now
from app.core.links import LinkRef
from app.core.outbox import MessageState, To
from app.core.use_case import use_case
from app.outreach.models import LinkVisit
from app.outreach.shapes import Recipient
from app.students.models import Guardian
from tests.builders import a_contact, a_request, a_school, a_student, an_employer, kept

SAID = "550 5.1.1 no such user"
VALUES = {"name": "Kim Ito", "first_day": "Mon, Nov 9", "last_day": "Sun, Nov 15", "students": "7"}


@use_case
def mail_to(address: str, **changes: object) -> outbox.OutboxMessage:
    letter = letters.compose("hours-week", "en", **VALUES)
    link = LinkRef("/r/", "x", "y", "1")
    message = outbox.post(letter, To(address), at=now(), link=link)
    for name, value in changes.items():
        setattr(message, name, value)
    outbox.db.session.flush()
    return message


@use_case
def comes_back(address: str) -> None:
    message = mail_to(address)
    bad_addresses.note(address, SAID, message_id=message.id, at=now())


@pytest.fixture
def people(any_app: Flask):
    with any_app.app_context():
        contact = a_contact(an_employer(), email="dana@harbor.example")
        student = a_student(a_school(), email="mia@example.org")
        guardian = kept(
            Guardian(
                student_id=student.id,
                sourced_id="guardian-1",
                name="Rosa Trujillo",
                email="Rosa@example.org",
            )
        )
        for address in ("dana@harbor.example", "mia@example.org", "rosa@example.org"):
            comes_back(address)
    return contact, student, guardian


def test_a_contact_is_marked_until_the_address_is_corrected(people, staff):
    contact, _, _ = people
    eve = staff("employer_engagement")
    sheet, page = f"/employers/{contact.employer_id}", f"/contacts/{contact.id}/edit"
    assert SAID in eve.visit(sheet).one("#contacts").to_text()
    form = eve.visit(page)
    assert "Mail came back" in form.text
    eve.submit(form, "Save", email="dana.w@harbor.example")
    assert "Mail came back" not in eve.visit(sheet).text
    assert "Mail came back" not in eve.visit(page).text


def test_a_student_and_a_guardian_are_marked(people, staff):
    _, student, guardian = people
    cass = staff("career_specialist", school_ids=[student.school_id])
    facts = cass.visit(f"/students/{student.id}").one("#facts").to_text()
    assert facts.count("Mail came back") == 2
    page = cass.visit(f"/guardians/{guardian.id}/edit")
    assert SAID in page.text
    cass.submit(page, "Save", email="rosa.t@example.org")
    facts = cass.visit(f"/students/{student.id}").one("#facts").to_text()
    assert facts.count("Mail came back") == 1


def test_one_line_of_the_outbox_says_sent_opened_and_answered(any_app, staff):
    reader = Recipient("contact", 1, "Kim Ito", "kim@example.com", "en", "America/Los_Angeles")
    sent, opened, answered = (now() - timedelta(hours=hours) for hours in (30, 20, 10))
    with any_app.app_context():
        asked = a_request(reader, answered_at=answered)
        mail_to(
            "kim@example.com",
            state=MessageState.QUEUED,
            sent_at=sent,
            record="request",
            record_id=asked.id,
        )
        for at in (sent - timedelta(hours=1), opened, answered):
            kept(LinkVisit(request_id=asked.id, at=at, address="", agent=""))
    ada = staff("administrator")
    cells = [each.to_text().strip() for each in ada.visit("/outbox").all("tbody td")]
    headings = [each.to_text().strip() for each in ada.visit("/outbox").all("thead th")][1:]
    line = dict(zip(headings, cells, strict=True))
    assert line["Opened"] != line["Answered"]
    assert "–" not in (line["Opened"], line["Answered"])
    page = ada.visit("/outbox/1")
    assert line["Opened"] in page.text
    assert line["Answered"] in page.text
