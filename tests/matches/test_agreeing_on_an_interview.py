"""Staff agree on when an interview is; employer and student get it into their calendars."""

from __future__ import annotations

import icalendar
import pytest
from flask import Flask

from app.core import clock
from app.matches import services
from app.matches.models import MatchState
from tests.matches.slates import ADMIN, days, link, mails, opening, refer, shortlisted

S = MatchState
ZONE = "America/Los_Angeles"


@pytest.fixture
def proposed(app: Flask, visit, submit):
    """Give a match whose employer proposed a time, and the day of it."""
    with app.app_context():
        [mia] = shortlisted(opening(), "Mia Tran")
        refer(mia)
        day = (clock.today(ZONE) + days(3)).isoformat()
    fields = {f"time-{mia}-1": f"{day}T15:30", f"note-{mia}": "Ask for Dana"}
    submit(visit(link(app)), "Interview", fields=fields)
    return mia, day


def test_a_proposed_time_is_agreed_on_and_mailed_to_both(app: Flask, staff, proposed):
    mia, day = proposed
    ada = staff("administrator")
    page = ada.visit(f"/matches/{mia}")
    page = ada.submit(page, "Agree on this time", proposed=f"{day}T15:30")
    assert "The interview is agreed on. Mailed to" in page.alert
    assert "3:30 pm , Ask for Dana" in " ".join(page.one("#interview").to_text().split())
    with app.app_context():
        partner, student = mails("interview-agreed")
        assert "Mia T." in partner.subject
        assert "Harbor Works" in student.subject
        for mail in (partner, student):
            assert "Ask for Dana" in mail.text
            [event] = icalendar.Calendar.from_ical(mail.calendar or "").walk("VEVENT")
            assert event["status"] == "CONFIRMED"
            assert event.decoded("dtstart").hour == 15


def test_another_time_moves_the_same_event(app: Flask, staff, proposed):
    mia, day = proposed
    ada = staff("administrator")
    page = ada.submit(ada.visit(f"/matches/{mia}"), "Agree on this time", proposed=f"{day}T15:30")
    ada.submit(page, "Agree on this time", begins=f"{day}T09:00")
    with app.app_context():
        first, _student, second, _again = [
            icalendar.Calendar.from_ical(mail.calendar or "").walk("VEVENT")[0]
            for mail in mails("interview-agreed")
        ]
        assert first["uid"] == second["uid"]
        assert second["sequence"] > first["sequence"]


def test_a_time_that_is_none_is_refused(app: Flask, staff, proposed):
    mia, _day = proposed
    ada = staff("administrator")
    for begins in ("", "2020-01-01T10:00", "soon"):
        page = ada.submit(ada.visit(f"/matches/{mia}"), "Agree on this time", begins=begins)
        assert "enter a day from today on" in page.alert
    with app.app_context():
        assert mails("interview-agreed") == []


def test_where_no_referrals_are_mailed_staff_are_told_to_tell_them(app: Flask, staff):
    with app.app_context():
        [mia] = shortlisted(opening(mailed=False), "Mia Tran")
        refer(mia)
        services.move(mia, S.INTERVIEWING, by=ADMIN, at=clock.now())
        day = (clock.today(ZONE) + days(3)).isoformat()
    ada = staff("administrator")
    page = ada.submit(ada.visit(f"/matches/{mia}"), "Agree on this time", begins=f"{day}T09:00")
    assert "Nobody is mailed; tell them." in page.alert
    with app.app_context():
        assert mails() == []
