"""Staff read who is reminded of what in the next two weeks, and the very letter, without a link."""

from __future__ import annotations

from datetime import timedelta

import sqlalchemy as sa
from flask import Flask

from app.core import clock
from app.core.access import SYSTEM
from app.core.db import db
from app.core.use_case import transaction
from app.hours import weekly
from app.outreach.models import LinkRequest, RequestState
from app.programs import mailing_services
from app.programs.mailing import HOURS_WEEK
from tests.builders import (
    a_contact,
    a_match,
    a_placement,
    a_program,
    a_site,
    a_student,
    a_week,
    moved,
)

WEEK = timedelta(days=7)


def asked(name: str) -> tuple[int, int, int]:
    """Ask a supervisor for last week; give the request, the program and the student's school."""
    now = clock.now()
    program, site, student = a_program(), a_site(), a_student()
    boss = a_contact(name=name)
    week = weekly.last_due_week(weekly.plan_of(program.id), site.timezone, now)
    span = {"start_date": week, "end_date": week + 20 * WEEK}
    a_week(a_match(student, a_placement(program, site, boss, **span)), week=week)
    assert weekly.ask_for_hours(now, program.id) == 1
    newest = sa.select(LinkRequest.id).order_by(LinkRequest.id.desc()).limit(1)
    return db.session.scalars(newest).one(), program.id, student.school_id


def shown(page) -> list[str]:
    return [row.query("th")[0].to_text() for row in page.all("#coming tbody tr")]


def test_open_requests_are_listed_with_each_reminder_until_answered_or_paused(any_app, staff):
    ada = staff("administrator")
    with any_app.app_context():
        done, _, _ = asked("Done")
        _, paused, _ = asked("Paused")
        asked("Sam")
        with transaction():
            moved(db.session.get_one(LinkRequest, done), RequestState.ANSWERED)
        mailing_services.pause(paused, HOURS_WEEK, on=True, by=SYSTEM, at=clock.now())
    assert shown(ada.visit("/requests/coming")) == ["Sam", "Sam"]
    assert shown(ada.visit("/requests/coming?kind=pledge")) == []
    assert shown(ada.visit("/requests/coming?day=soon")) == []
    sheet = ada.client.get("/requests/coming?format=csv", buffered=True).text
    assert sheet.count("Sam") == len(("first reminder", "second reminder"))


def test_a_specialist_reads_only_what_concerns_their_schools(any_app, staff):
    with any_app.app_context():
        mine, _, school = asked("Mine")
        other, _, _ = asked("Other")
    sue = staff("career_specialist", school_ids=[school])
    assert set(shown(sue.visit("/requests/coming"))) == {"Mine"}
    sue.visit(f"/requests/{mine}/letter")
    sue.visit(f"/requests/{other}/letter", status=404)


def test_the_letter_is_shown_as_it_would_go_out_without_a_live_link(app: Flask, staff):
    with app.app_context():
        number, _, _ = asked("Sam")
        request = db.session.get_one(LinkRequest, number)
        token = request.link.token()
    page = staff("administrator").visit(f"/requests/{number}/letter")
    assert "[the link, which only its reader gets]" in page
    assert token not in page.html
    with app.app_context():
        moved(db.session.get_one(LinkRequest, number), RequestState.ANSWERED)
    staff("administrator").visit(f"/requests/{number}/letter", status=404)


def test_engagement_does_not_read_letters_about_students(app, staff):
    with app.app_context():
        number, _, _ = asked("Sam")
    page = staff("employer_engagement").visit(f"/requests/{number}/letter")
    assert "so its text is not shown" in page


def test_many_reminders_cost_no_more_statements_than_one(any_app, staff, query_count):
    ada = staff("administrator")
    with any_app.app_context():
        asked("One")
    ada.visit("/requests/coming")
    with query_count() as one:
        ada.visit("/requests/coming")
    with any_app.app_context():
        for number in range(5):
            asked(f"Sam {number}")
    with query_count(len(one)):
        ada.visit("/requests/coming")
