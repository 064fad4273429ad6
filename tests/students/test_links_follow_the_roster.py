"""A student's or guardian's link goes to the address on file, and dies when they are gone."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
import sqlalchemy as sa
from flask import Flask

from app.core.access import Actor
from app.core.db import db
from app.core.outbox import MessageState, OutboxMessage
from app.core.use_case import use_case
from app.outreach.models import LinkRequest, RequestState
from app.students import guardian_services
from app.students.models import Student
from app.students.recipients import follow_roster, guardian_recipient, student_recipient
from tests.builders import a_request, a_student

ADMIN = Actor("staff", 1, "Ada", "administrator")
AT = datetime(2026, 10, 12, 15, tzinfo=UTC)
GUARDIAN = {"name": "Rosa Reyes", "email": "rosa@example.org", "phone": "", "language": "es"}


@use_case
def change(student: Student, **values: object) -> None:
    for name, value in values.items():
        setattr(db.session.get_one(Student, student.id), name, value)


@use_case
def follow() -> int:
    return follow_roster(by=ADMIN, at=AT)


def now(asked: LinkRequest) -> LinkRequest:
    return db.session.scalars(sa.select(LinkRequest).where(LinkRequest.id == asked.id)).one()


def waiting() -> list[str]:
    queued = OutboxMessage.state == MessageState.QUEUED
    return list(db.session.scalars(sa.select(OutboxMessage.to_address).where(queued)))


def test_a_roster_with_a_new_address_moves_the_links_there_once(any_app: Flask):
    with any_app.app_context():
        student = a_student(email="old@example.org")
        asked = a_request(student_recipient(student.id))
        change(student, email="new@example.org")
        assert follow() == 1
        assert (now(asked).to_address, now(asked).link_version) == ("new@example.org", 2)
        assert waiting() == ["new@example.org"]
        assert follow() == 0


def test_who_left_the_school_holds_no_open_link(any_app: Flask):
    with any_app.app_context():
        student = a_student()
        guardian_id = guardian_services.add_guardian(student.id, GUARDIAN, by=ADMIN, at=AT)
        theirs = a_request(student_recipient(student.id))
        parents = a_request(guardian_recipient(guardian_id))
        change(student, left_at=AT)
        assert follow() == 2
        assert {now(theirs).state, now(parents).state} == {RequestState.CANCELLED}


@pytest.mark.parametrize("answered", [False, True])
def test_a_guardian_taken_off_the_record_opens_nothing_any_more(app: Flask, *, answered: bool):
    with app.app_context():
        student = a_student()
        guardian_id = guardian_services.add_guardian(student.id, GUARDIAN, by=ADMIN, at=AT)
        state = RequestState.ANSWERED if answered else RequestState.OPEN
        asked = a_request(guardian_recipient(guardian_id), state=state)
        guardian_services.remove_guardian(guardian_id, by=ADMIN, at=AT + timedelta(hours=1))
        dead = now(asked).link_version == 2 or now(asked).state is RequestState.CANCELLED
        assert dead


def test_a_corrected_guardian_is_written_to_at_once(app: Flask):
    with app.app_context():
        student = a_student()
        guardian_id = guardian_services.add_guardian(student.id, GUARDIAN, by=ADMIN, at=AT)
        asked = a_request(guardian_recipient(guardian_id))
        mended = GUARDIAN | {"email": "rosa.reyes@example.org"}
        guardian_services.change_guardian(guardian_id, mended, version=1, by=ADMIN, at=AT)
        assert now(asked).to_address == "rosa.reyes@example.org"
        assert waiting() == ["rosa.reyes@example.org"]
