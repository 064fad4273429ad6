"""Staff agree on when an interview is; employer and student get it into their calendars."""

from __future__ import annotations

import icalendar
import pytest
import sqlalchemy as sa
from flask import Flask

from app.core import clock
from app.core.db import db
from app.employers.models import Contact
from app.matches import services
from app.matches.models import MatchState
from app.outreach.models import Disclosure
from tests.builders import a_school, kept
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


def address(match_id: int) -> str:
    return f"/matches/{match_id}/interview-time"


def test_a_proposed_time_is_agreed_on_and_mailed_to_both(app: Flask, staff, proposed):
    mia, day = proposed
    ada = staff("administrator")
    page = ada.visit(ada.visit(f"/matches/{mia}").link("Agree on a time"))
    assert "3:30 pm" in page.one("#mailed").to_text()
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
    early = ada.visit(address(mia))
    ada.submit(ada.visit(address(mia)), "Agree on this time", proposed=f"{day}T15:30")
    late = ada.submit(early, "Agree on this time", begins=f"{day}T08:00", status=422)
    assert "Somebody agreed on a time meanwhile" in late.text
    assert "3:30 pm" in late.text
    ada.submit(late, "Agree on this time", begins=f"{day}T09:00")
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
        page = ada.submit(
            ada.visit(address(mia)),
            "Agree on this time",
            proposed="",
            begins=begins,
            place="Ask for Bo",
            status=422,
        )
        assert "enter a day from today on" in page.one("#begins-error").to_text()
        assert page.one("#place").attrs["value"] == "Ask for Bo"
    with app.app_context():
        assert mails("interview-agreed") == []


def test_where_no_referrals_are_mailed_staff_are_told_to_tell_them(app: Flask, staff):
    with app.app_context():
        [mia] = shortlisted(opening(mailed=False), "Mia Tran")
        refer(mia)
        services.move(mia, S.INTERVIEWING, by=ADMIN, at=clock.now())
        day = (clock.today(ZONE) + days(3)).isoformat()
    ada = staff("administrator")
    page = ada.submit(ada.visit(address(mia)), "Agree on this time", begins=f"{day}T09:00")
    assert "Nobody is mailed; tell them." in page.alert
    with app.app_context():
        assert mails() == []


def test_the_employers_mail_is_a_disclosure_and_who_may_not_be_written_to_gets_none(
    app: Flask, staff, proposed
):
    mia, day = proposed
    ada = staff("administrator")
    ada.submit(ada.visit(address(mia)), "Agree on this time", proposed=f"{day}T15:30")
    with app.app_context():
        [noted] = db.session.scalars(
            sa.select(Disclosure).where(Disclosure.purpose == "interview-agreed")
        )
        assert noted.fields == "first name and initial"
        assert noted.recipient_kind == "contact"
        contact = db.session.get(Contact, noted.recipient_id)
        contact.do_not_contact = True
        kept(contact)
    page = ada.visit(address(mia))
    assert len(page.all("#mailed details")) == 1
    ada.submit(page, "Agree on this time", begins=f"{day}T09:00")
    with app.app_context():
        assert len(mails("interview-agreed")) == 3


def test_another_schools_match_has_no_such_page(app: Flask, staff, proposed):
    mia, _day = proposed
    with app.app_context():
        other = a_school().id
    cass = staff("career_specialist", school_ids=[other])
    cass.visit(address(mia), status=404)


def test_an_interview_to_come_is_called_off_when_its_match_ends(app: Flask, staff, proposed):
    mia, day = proposed
    ada = staff("administrator")
    ada.submit(ada.visit(address(mia)), "Agree on this time", proposed=f"{day}T15:30")
    with app.app_context():
        services.move(mia, S.WITHDRAWN, by=ADMIN, at=clock.now(), reason="moved away")
        agreed = mails("interview-agreed")[0]
        partner, student = mails("interview-off")
        assert "Mia T." in partner.subject
        assert "Harbor Works" in student.subject
        [was] = icalendar.Calendar.from_ical(agreed.calendar or "").walk("VEVENT")
        [event] = icalendar.Calendar.from_ical(partner.calendar or "").walk("VEVENT")
        assert event["status"] == "CANCELLED"
        assert event["uid"] == was["uid"]
        assert event["sequence"] > was["sequence"]


def test_nothing_is_called_off_that_was_not_agreed_on_or_is_over(app: Flask, staff, proposed):
    mia, day = proposed
    with app.app_context():
        services.move(mia, S.WITHDRAWN, by=ADMIN, at=clock.now(), reason="moved away")
        assert mails("interview-off") == []
        [leo] = shortlisted(opening(), "Leo Ruiz")
        refer(leo)
        services.move(leo, S.INTERVIEWING, by=ADMIN, at=clock.now())
    ada = staff("administrator")
    ada.submit(ada.visit(address(leo)), "Agree on this time", begins=f"{day}T09:00")
    with app.app_context():
        later = clock.now() + days(5)
        services.move(leo, S.DECLINED_BY_EMPLOYER, by=ADMIN, at=later, reason="not now")
        assert mails("interview-off") == []
