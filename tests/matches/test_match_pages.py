"""Specialists find who may take a placement, and move matches by buttons, in their own schools."""

from __future__ import annotations

from datetime import date, time

import pytest
from flask import Flask

from app.core import clock
from app.core.access import SYSTEM
from app.matches.models import MatchState
from app.schools.models import School
from app.students.record_services import note_document
from tests.builders import a_match, a_placement, a_school, a_site, a_student, an_employer

AFTERNOON = {0: (time(15), time(18), 0)}


@pytest.fixture
def schools(app: Flask) -> tuple[School, School]:
    with app.app_context():
        return a_school(name="Heron High"), a_school(name="Kestrel High")


def test_the_eligible_come_first_and_the_rest_say_why(app: Flask, schools, staff):
    with app.app_context():
        own = schools[0]
        a_student(own, given_name="Able", family_name="Aldo")
        a_student(own, given_name="Young", family_name="Yates", birth_date=date(2012, 1, 1))
        a_student(schools[1], given_name="Other", family_name="Otis")
        placement = a_placement(weekdays=AFTERNOON)
    ana = staff("career_specialist", school_ids=[schools[0].id])
    page = ana.visit(f"/placements/{placement.id}/students")
    assert "1 of 2 students checked may take this placement." in page
    assert "Yates" not in page
    why = ana.visit(f"/placements/{placement.id}/students?show=rest")
    assert "14 years old on the first day; 16 is asked" in why
    assert "Aldo" not in why
    assert "Otis" not in page
    assert "Otis" not in why
    page = ana.submit(page, "Shortlist Able Aldo")
    assert "Able Aldo is shortlisted." in page.alert
    assert "0 of 2 students checked may take this placement." in page


def test_a_move_asks_for_a_reason_where_the_table_says_so(app: Flask, schools, staff):
    with app.app_context():
        student = a_student(schools[0])
        match = a_match(student, a_placement(weekdays=AFTERNOON), state=MatchState.REFERRED)
    ana = staff("career_specialist", school_ids=[schools[0].id])
    page = ana.visit(f"/matches/{match.id}")
    page = ana.submit(page, "Withdraw", reason="")
    assert "Give a reason, so that others understand." in page
    page = ana.submit(page, "Withdraw", reason="moved away")
    assert "The match is now withdrawn." in page
    assert "moved away" in page


@pytest.mark.parametrize("number", [1, 60])
def test_the_list_costs_the_same_however_long_it_is(app, schools, staff, query_count, number):
    with app.app_context():
        placement = a_placement(weekdays=AFTERNOON, seats=100)
        for _ in range(number):
            a_match(a_student(schools[0]), placement, state=MatchState.REFERRED)
    ana = staff("career_specialist", school_ids=[schools[0].id])
    ana.visit("/matches")
    with query_count(7):
        ana.visit("/matches")


def test_the_list_is_narrowed_and_offers_the_next_step(any_app: Flask, staff):
    now = clock.now()
    with any_app.app_context():
        today = clock.district_day(now)
        school = a_school()
        employer = an_employer(name="Silo Mills", search="silo mills")
        here = a_placement(
            site=a_site(employer), weekdays=AFTERNOON, start_date=today, end_date=today
        )
        ready = a_student(school, family_name="Ready")
        for kind in ("guardian_consent", "work_permit"):
            note_document(ready.id, kind, None, by=SYSTEM, at=now)
        a_match(ready, here, state=MatchState.ACCEPTED, moved_at=now)
        fresh = a_student(school, family_name="Fresh")
        a_match(fresh, a_placement(weekdays=AFTERNOON), state=MatchState.REFERRED, moved_at=now)
        old = a_student(school, family_name="Olden")
        a_match(old, a_placement(weekdays=AFTERNOON), state=MatchState.SUGGESTED)
    ana = staff("career_specialist", school_ids=[school.id])

    def named(query: str) -> str:
        page = ana.visit(f"/matches?{query}")
        return " ".join(sorted(row.to_text().split()[-1] for row in page.all("tbody th")))

    assert named("waits=5") == "Olden"
    assert named("ends=7") == "Ready"
    assert named("documents=missing") == "Fresh Olden"
    assert named("state=before_an_offer") == "Fresh Olden"
    assert named("state=accepted") == "Ready"
    assert named(f"employer={employer.id}") == "Ready"
    assert named("q=silo") == "Ready"
    assert named("owner=999&waits=x") == ""
    assert named("waits=999999999999") == "Fresh Olden Ready"
    page = ana.submit(ana.visit("/matches?q=fresh"), "Note an interview: Ana Fresh")
    assert "The match is now interviewing." in page.alert


def test_another_schools_match_is_no_page(app: Flask, schools, staff):
    with app.app_context():
        student = a_student(schools[1], family_name="Secretperson")
        match = a_match(student, a_placement(weekdays=AFTERNOON), state=MatchState.ACTIVE)
    ana = staff("career_specialist", school_ids=[schools[0].id])
    ana.visit(f"/matches/{match.id}", status=404)
    ana.visit(f"/students/{student.id}", status=404)
    roster = ana.visit(f"/placements/{match.placement_id}")
    assert "1 more student whom you do not look after" in roster
    assert "Secretperson" not in roster
    assert "Secretperson" not in ana.visit("/search?q=secret")
    assert "Secretperson" not in ana.visit("/matches?q=secret")
