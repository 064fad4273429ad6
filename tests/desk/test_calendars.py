"""Calendars show who is where when, name only whom one may see, and leave by revocable feeds."""

from __future__ import annotations

from datetime import UTC, date, time

import icalendar
import pytest
from dateutil.rrule import rrulestr
from flask import Flask

from app.core import calendar
from app.core.db import db
from app.core.use_case import transaction
from app.employers.models import Employer
from app.matches.models import MatchState
from app.schools.models import Calendar, CalendarDayOff
from tests.builders import (
    a_match,
    a_placement,
    a_school,
    a_site,
    a_student,
    a_week,
    an_employer,
    kept,
)

S = MatchState
AFTERNOON = {0: (time(15), time(18), 0)}
OCTOBER = "day=2026-10-05"


@pytest.fixture
def town(app: Flask, staff):
    """Give a specialist, an employer, and a student of each of two schools who comes there."""
    with app.app_context():
        year = kept(
            Calendar(
                code="district",
                school_year=2027,
                first_day=date(2026, 9, 2),
                last_day=date(2027, 6, 16),
            )
        )
        kept(CalendarDayOff(calendar_id=year.id, day=date(2026, 10, 12), name="Fall holiday"))
        own, other = a_school(name="Heron High"), a_school(name="Kestrel High")
        employer = an_employer(name="Harbor Works")
        site = a_site(employer, name="Dock 7")
        placement = a_placement(site=site, weekdays=AFTERNOON, title="Crane hand")
        student = a_student(own, given_name="Ana", family_name="Quill")
        match = a_match(student, placement, state=S.ACTIVE)
        stranger = a_student(other, given_name="Zelda", family_name="Raven")
        a_match(stranger, placement, state=S.ACCEPTED)
        a_match(a_student(own, given_name="Never"), placement, state=S.REFERRED)
    person = staff("career_specialist", school_ids=[own.id])
    person.student, person.employer, person.match, person.site = student, employer, match, site
    person.stranger = stranger
    return person


def test_a_students_month_shows_work_days_off_and_what_was_entered(app: Flask, town):
    with app.app_context():
        a_week(town.match)
    page = town.visit(f"/students/{town.student.id}/calendar?{OCTOBER}")
    assert "October 2026" in page
    assert "Fall holiday" in page
    rows = [" ".join(row.to_text().split()) for row in page.all("#calendar table")[1].query("tr")]
    assert any("Mon, Oct 5" in row and "7 h 30 min entered" in row for row in rows)
    assert any("Mon, Oct 19" in row and "planned" in row and "Dock 7" in row for row in rows)


def test_what_overlaps_is_said_in_the_month_and_in_the_week(app: Flask, town):
    with app.app_context():
        evening = a_placement(weekdays={0: (time(17), time(20), 0)}, title="Ferry deck")
        a_match(town.student, evening, state=S.OFFERED)
        early = a_placement(weekdays={1: (time(13), time(16), 0)}, title="Early bird")
        a_match(town.student, early, state=S.OFFERED)
    page = town.visit(f"/students/{town.student.id}/calendar?view=week&day=2026-10-19")
    assert "overlaps Ferry deck" in page
    assert "overlaps Crane hand" in page
    assert "overlaps Heron High" in page, "school bells count too"
    assert len(page.all("svg rect.clash")) == 3
    assert len(page.all("svg rect.school")) == 5


def test_an_employer_sees_names_as_far_as_the_reader_may(town, staff):
    page = town.visit(f"/employers/{town.employer.id}/calendar?{OCTOBER}")
    assert "Ana Q. and 1 more" in page
    seen = staff("employer_engagement").visit(f"/employers/{town.employer.id}/calendar?{OCTOBER}")
    assert "2 students" in seen
    assert "Ana Q." not in seen
    lead = staff("district_lead").visit(f"/employers/{town.employer.id}/calendar?{OCTOBER}")
    assert "Ana Q., Zelda R." in lead
    assert "Never" not in lead, "a referred student does not come yet"
    town.visit(f"/students/{town.stranger.id}/calendar", status=404)


@pytest.mark.parametrize("number", [1, 12])
def test_calendars_cost_the_same_however_much_is_planned(any_app, staff, query_count, number):
    with any_app.app_context():
        employer = an_employer()
        student = a_student()
        for _ in range(number):
            placement = a_placement(site=a_site(employer), weekdays=AFTERNOON)
            a_match(student, placement, state=S.ACCEPTED)
    ana = staff("career_specialist", school_ids=[student.school_id])
    ana.visit("/matches")
    with query_count(8):
        ana.visit(f"/students/{student.id}/calendar?view=week&{OCTOBER}")
    with query_count(11):
        ana.visit(f"/employers/{employer.id}/calendar?{OCTOBER}")


@pytest.mark.parametrize(
    "query", ["day=nonsense", "day=9999-12-31", "day=0001-01-01&view=week", "view=x&of=site-99999"]
)
def test_an_address_that_makes_no_sense_shows_a_calendar(town, query):
    town.visit(f"/students/{town.student.id}/calendar?{query}")
    town.visit(f"/employers/{town.employer.id}/calendar?{query}")


# -- feeds


def feed_of(person, page) -> icalendar.Calendar:
    [address] = [code.to_text() for code in page.all("#feeds code")]
    answer = person.client.get(address.removeprefix("http://localhost:8000"))
    assert answer.status_code == 200, address
    assert answer.headers["Cache-Control"] == "no-store"
    assert answer.content_type == "text/calendar; charset=utf-8"
    return icalendar.Calendar.from_ical(answer.data)


def test_a_feed_is_read_without_a_sign_in_until_it_is_revoked(town, new_person):
    page = town.visit(f"/students/{town.student.id}/calendar")
    page = town.submit(page, "Make a feed")
    anybody = new_person()
    [event] = feed_of(anybody, page).walk("VEVENT")
    assert event["SUMMARY"] == "Ana Q.: Crane hand, Harbor Works"
    assert "Quill" not in event.to_ical().decode()
    address = page.all("#feeds code")[0].to_text().removeprefix("http://localhost:8000")
    town.submit(page, "Revoke")
    assert anybody.client.get(address).status_code == 404
    assert anybody.client.get(address[:-1]).status_code == 404
    assert "/feeds/" not in town.visit(f"/students/{town.student.id}/calendar")


def test_a_feed_shows_what_its_owner_may_see_now(town, new_person, staff):
    page = town.visit(f"/employers/{town.employer.id}/calendar")
    page = town.submit(page, "Make a feed", of=f"site-{town.site.id}")
    [event] = feed_of(new_person(), page).walk("VEVENT")
    assert event["SUMMARY"] == "Ana Q. and 1 more: Crane hand, Harbor Works"
    assert "Raven" not in event.to_ical().decode()
    admin = staff("administrator")
    form = admin.visit(f"/settings/users/{town.id}")
    admin.submit(form, "Disable the sign-in")
    address = page.all("#feeds code")[0].to_text().removeprefix("http://localhost:8000")
    assert new_person().client.get(address).status_code == 404


def test_nobody_revokes_or_reads_another_members_feed(town, staff):
    town.submit(town.visit(f"/employers/{town.employer.id}/calendar"), "Make a feed")
    other = staff("employer_engagement")
    page = other.visit(f"/employers/{town.employer.id}/calendar")
    assert "/feeds/" not in page
    token = page.all('input[name="csrf_token"]')[0].attrs["value"]
    assert other.client.post("/feeds/1/revoke", data={"csrf_token": token}).status_code == 404
    admin = staff("administrator").visit(f"/employers/{town.employer.id}/calendar")
    assert "its address is shown to its owner only" in admin


def test_a_schedule_keeps_its_hours_when_the_clocks_change(town):
    answer = town.client.get(f"/matches/{town.match.id}/schedule.ics")
    assert answer.headers["Content-Disposition"].startswith("attachment")
    made = icalendar.Calendar.from_ical(answer.data)
    [event] = made.walk("VEVENT")
    assert made.walk("VTIMEZONE")
    again = town.client.get(f"/matches/{town.match.id}/schedule.ics")
    assert again.data == answer.data, "the same plan has the same UID and stamp"
    begin = event["DTSTART"].dt
    rule = rrulestr(event["RRULE"].to_ical().decode(), dtstart=begin)
    starts = list(rule)
    assert {each.time() for each in starts} == {time(15)}
    in_utc = {each.astimezone(UTC).hour for each in starts}
    assert in_utc == {22, 23}, "3 pm is another hour of UTC in winter"
    assert starts[-1].date() == date(2027, 6, 28)


def test_months_begin_and_end_with_whole_weeks():
    weeks = calendar.weeks_of_month(date(2026, 2, 10))
    assert [week[0] for week in weeks] == [
        date(2026, 1, 26),
        date(2026, 2, 2),
        date(2026, 2, 9),
        date(2026, 2, 16),
        date(2026, 2, 23),
    ]
    assert len(calendar.weeks_of_month(date(2027, 2, 1))) == 4
    assert calendar.months_on(date(2026, 12, 31), 1) == date(2027, 1, 1)
    assert calendar.months_on(date(2026, 1, 31), -1) == date(2025, 12, 1)
    days = calendar.on_weekday(0, date(2026, 10, 6), date(2026, 10, 19))
    assert days == [date(2026, 10, 12), date(2026, 10, 19)]


# -- notes


def test_a_note_moves_nothing_and_is_journaled_without_its_words(town):
    page = town.visit(f"/matches/{town.match.id}")
    page = town.submit(page, "Note it", text="Rang Sam.\nAll is well.")
    assert "Rang Sam. All is well." in page
    assert "noted something without moving it" in page
    assert page.all(".state")[0].to_text().strip() == "Active"
    page = town.submit(page, "Note it", text=" ", status=422)
    assert "Write what is to be noted." in page.alert


def test_engagement_reads_no_notes(app: Flask, town, staff):
    town.submit(town.visit(f"/matches/{town.match.id}"), "Note it", text="A private word")
    emil = staff("employer_engagement")
    with app.app_context(), transaction():
        db.session.get_one(Employer, town.employer.id).owner_id = emil.id
    assert "private word" not in emil.visit(f"/matches/{town.match.id}")
