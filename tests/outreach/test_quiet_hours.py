"""What goes out by itself waits for the morning, stops when switched off, and has a cap."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
import sqlalchemy as sa
from msgspec import structs

from app.core.access import SYSTEM, Actor
from app.core.db import db
from app.core.outbox import OutboxMessage
from app.core.use_case import transaction
from app.hours import weekly
from app.outreach import pausing, services
from app.outreach.models import LinkRequest, Reminder
from app.outreach.shapes import Recipient, Subject
from app.programs import mailing_services
from app.programs.mailing import plan_in, with_plan
from app.programs.models import Program
from app.programs.quiet import after_quiet
from app.programs.rules import QuietHours, ReminderPlan
from tests.builders import MONDAY, ZONE, a_match, a_placement, a_program, a_week

ADMIN = Actor("staff", 1, "Ada", "administrator")
NIGHT, WEEKEND = QuietHours(), QuietHours(weekend=True)


def local(text: str, zone: str = ZONE) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=ZoneInfo(zone)).astimezone(UTC)


@pytest.mark.parametrize(
    ("quiet", "due", "goes"),
    [
        (NIGHT, "2026-10-07T07:00", "2026-10-07T07:00"),
        (NIGHT, "2026-10-07T19:59", "2026-10-07T19:59"),
        (NIGHT, "2026-10-07T20:00", "2026-10-08T07:00"),
        (NIGHT, "2026-10-08T06:59", "2026-10-08T07:00"),
        (NIGHT, "2026-10-10T12:00", "2026-10-10T12:00"),
        (WEEKEND, "2026-10-10T12:00", "2026-10-12T07:00"),
        (WEEKEND, "2026-10-09T21:00", "2026-10-12T07:00"),
        (WEEKEND, "2026-10-11T23:00", "2026-10-12T07:00"),
        # clocks went back in the night of this Sunday
        (NIGHT, "2026-10-31T23:00", "2026-11-01T07:00"),
        (QuietHours(begins="12:00", ends="13:00"), "2026-10-07T12:30", "2026-10-07T13:00"),
        (QuietHours(begins="07:00", ends="07:00"), "2026-10-07T07:00", "2026-10-07T07:00"),
        (None, "2026-10-07T03:00", "2026-10-07T03:00"),
    ],
)
@pytest.mark.parametrize("zone", [ZONE, "America/New_York"])
def test_what_falls_into_quiet_hours_waits_for_the_morning_there(quiet, due, goes, zone):
    assert after_quiet(quiet, local(due, zone), zone) == local(goes, zone)


def asked(by: Actor, at: datetime, plan: ReminderPlan | None = None) -> LinkRequest:
    return services.ask(
        "hours-week",
        Recipient("contact", 1, "Sam", "sam@example.com", "en", ZONE),
        Subject("supervisor", 1, MONDAY),
        plan=plan or ReminderPlan(),
        program_id=None,
        by=by,
        at=at,
    )


def test_reminders_that_fall_into_the_night_are_due_in_the_morning(any_app):
    with any_app.app_context():
        asked(ADMIN, local("2026-10-05T22:00"))
        due = db.session.scalars(sa.select(Reminder.due_at).order_by(Reminder.step)).all()
        assert due == [
            local("2026-10-08T07:00"),
            local("2026-10-10T07:00"),
            # a to-do is no mail
            local("2026-10-10T22:00"),
        ]


def supervised(**plan: object) -> int:
    program = a_program()
    rules = with_plan(program.rules, weekly.KIND, structs.replace(ReminderPlan(), **plan))
    with transaction():
        db.session.get_one(Program, program.id).rules = rules
    a_week(a_match(placement=a_placement(db.session.get_one(Program, program.id))))
    assert weekly.ask_for_hours(local("2026-10-12T07:00")) == 1
    return program.id


def mails() -> list[str]:
    return list(db.session.scalars(sa.select(OutboxMessage.kind).order_by(OutboxMessage.id)))


def outcomes() -> list[str]:
    return list(db.session.scalars(sa.select(Reminder.outcome).order_by(Reminder.step)))


def test_a_paused_kind_reminds_nobody_and_a_resumed_one_sends_no_burst(any_app):
    with any_app.app_context():
        program = supervised()
        mailing_services.pause(
            program, weekly.KIND, on=True, by=SYSTEM, at=local("2026-10-13T09:00")
        )
        assert services.remind_due(local("2026-10-14T08:00")) == 0
        mailing_services.pause(
            program, weekly.KIND, on=False, by=SYSTEM, at=local("2026-10-15T09:00")
        )
        assert services.remind_due(local("2026-10-15T10:00")) == 0
        assert services.remind_due(local("2026-10-16T08:00")) == 1
        assert mails() == ["hours-week", "hours-week-reminder"]
        assert outcomes() == ["switched off or paused", "done", ""]


def test_a_program_whose_mail_is_switched_off_reminds_nobody(app):
    with app.app_context():
        program = supervised()
        with transaction():
            db.session.get_one(Program, program).mail_on = False
        assert services.remind_due(local("2026-10-12T07:00") + timedelta(days=4)) == 0
        assert mails() == ["hours-week"]


def test_no_request_is_mailed_more_often_than_its_plan_says(app):
    with app.app_context():
        program = supervised(most_mails=2)
        assert plan_in(db.session.get_one(Program, program).rules, weekly.KIND).most_mails == 2
        assert services.remind_due(local("2026-10-14T08:00")) == 1
        assert services.remind_due(local("2026-10-16T08:00")) == 0
        assert mails() == ["hours-week", "hours-week-reminder"]
        assert outcomes() == ["done", "mailed often enough", ""]


def test_the_command_says_that_a_kind_is_switched_off(app):
    with app.app_context():
        code = a_program(mail_on=False).code
    said = app.test_cli_runner().invoke(args=["requests", "send", "hours-week", "--program", code])
    assert said.exit_code == 1
    assert f"hours-week is switched off or paused for {code}" in said.output


@pytest.mark.parametrize("words", ["this request", "mail to this person"])
def test_a_paused_request_or_person_is_not_reminded_until_resumed(any_app, staff, words):
    ada = staff("administrator")
    with any_app.app_context():
        supervised()
        number = db.session.scalars(sa.select(LinkRequest.id)).one()
    page = ada.submit(ada.visit(f"/requests/{number}"), f"Pause {words}")
    assert "Paused" in page
    with any_app.app_context():
        assert services.remind_due(local("2026-10-14T08:00")) == 0
    ada.submit(page, f"Resume {words}")
    with any_app.app_context():
        assert services.remind_due(local("2026-10-15T08:00")) == 0
        assert services.remind_due(local("2026-10-16T08:00")) == 1
        assert outcomes() == ["paused", "done", ""]


def test_a_paused_person_is_asked_nothing_new_by_itself(app):
    with app.app_context():
        first = asked(ADMIN, local("2026-10-05T08:00"))
        pausing.pause(first.id, whole=True, on=True, by=ADMIN, at=local("2026-10-05T09:00"))
        services.ask(
            "hours-week",
            Recipient("contact", 1, "Sam", "sam@example.com", "en", ZONE),
            Subject("supervisor", 1, MONDAY + timedelta(days=7)),
            plan=ReminderPlan(),
            program_id=None,
            by=SYSTEM,
            at=local("2026-10-12T07:00"),
        )
        assert mails() == ["hours-week"]
