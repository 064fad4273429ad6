"""Staff see who begins soon and what each still misses, and activate whoever misses nothing."""

from __future__ import annotations

from datetime import timedelta

import pytest
from flask import Flask
from msgspec import structs

from app.core import clock
from app.core.access import Actor
from app.matches.models import MatchState
from app.programs.presets import SCHOOL_YEAR_INTERNSHIP
from app.programs.rules import DocumentList
from app.students.record_services import note_document
from tests.builders import ZONE, a_match, a_placement, a_program, a_school, a_student

ADMIN = Actor("staff", 1, "Ada", "administrator")
TODAY = clock.today(ZONE)
S = MatchState


def accepted(name: str, school, days: int, *, agreement: bool = False, **placement) -> int:
    """Build an accepted match that begins in so many days and asks for a work permit."""
    needs = DocumentList(required=("guardian_consent",), agreement=agreement)
    program = a_program(structs.replace(SCHOOL_YEAR_INTERNSHIP.rules, documents=needs))
    first = TODAY + timedelta(days=days)
    place = a_placement(
        program,
        title=f"{name}’s docks",
        start_date=first,
        end_date=first + timedelta(days=60),
        **{"documents": ["work_permit"]} | placement,
    )
    student = a_student(school, given_name=name)
    return a_match(student, place, state=S.ACCEPTED).student_id


def on_file(student_id: int, *kinds: str, until=None) -> None:
    for kind in kinds:
        note_document(student_id, kind, until, by=ADMIN, at=clock.now())


def lines(page) -> list[str]:
    return [" ".join(row.to_text(separator=" ").split()) for row in page.all("#readiness tbody tr")]


@pytest.fixture
def school(any_app: Flask) -> int:
    with any_app.app_context():
        school = a_school()
        accepted("Late", school, 40, agreement=True)
        expired = accepted("Mid", school, 20)
        ready = accepted("Soon", school, 3)
        on_file(expired, "guardian_consent")
        on_file(expired, "work_permit", until=TODAY + timedelta(days=5))
        on_file(ready, "guardian_consent", "work_permit")
        a_match(a_student(school, given_name="Worker"), state=S.ACTIVE)
        return school.id


def test_who_begins_first_stands_first_with_what_is_missing(staff, school):
    cora = staff("career_specialist", school_ids=[school])
    soon, mid, late = lines(cora.visit("/matches/ready"))
    assert "the first day is in 3 days Nothing Activate" in soon
    assert "work permit (expired" in mid
    assert "Ask for them" in mid
    assert "guardian consent; work permit; agreement, signed by everybody" in late


def test_it_is_narrowed_by_days_school_and_name(staff, school):
    admin = staff("administrator")
    for query, found in {
        "within=30": 2,
        "within=2": 0,
        f"school={school}": 3,
        "q=mid": 1,
        "q=%25": 0,
    }.items():
        assert len(lines(admin.visit(f"/matches/ready?{query}"))) == found, query


@pytest.mark.usefixtures("school")
def test_a_specialist_of_another_school_sees_none_of_them(any_app: Flask, staff):
    with any_app.app_context():
        other = a_school().id
    page = staff("career_specialist", school_ids=[other]).visit("/matches/ready")
    assert lines(page) == []
    assert "Nobody who accepted a place waits" in page


def test_home_leads_there(staff, school):
    cora = staff("career_specialist", school_ids=[school])
    page = cora.visit("/")
    assert page.all('a[href="/matches/ready"]')


@pytest.mark.parametrize("number", [1, 20])
def test_the_list_costs_the_same_however_many(any_app: Flask, staff, query_count, number):
    with any_app.app_context():
        school = a_school()
        for each in range(number):
            accepted(f"Ana {each}", school, 10, agreement=True)
    ada = staff("administrator")
    ada.visit("/matches")
    with query_count(9):
        ada.visit("/matches/ready")
