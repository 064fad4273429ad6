"""The list of students is found by any spelling of a name and narrowed by what staff ask of it."""

from __future__ import annotations

from datetime import date

import pytest

from app.students.models import StudentDocument, StudentYear
from tests import builders
from tests.builders import LONG_AGO, kept

YEAR = 2027


@pytest.fixture
def school(any_app):
    with any_app.app_context():
        school = builders.a_school()
        zoe = builders.a_student(
            school, given_name="Zoë", family_name="O’Brien Núñez", student_number="70001"
        )
        lou = builders.a_student(
            school, given_name="Lou", family_name="Park", language="es", grade="9"
        )
        builders.a_student(school, given_name="Kim", family_name="Gone", left_at=LONG_AGO)
        told = {"pathway": "Health Careers", "english_learner": True}
        kept(
            StudentYear(
                student_id=zoe.id,
                school_year=YEAR,
                school_id=school.id,
                grade="11",
                attributes=told,
            )
        )
        until = date(2020, 1, 1)
        for student, expires in ((zoe, None), (lou, until)):
            kept(
                StudentDocument(
                    student_id=student.id,
                    kind="guardian_consent",
                    expires=expires,
                    noted_at=LONG_AGO,
                )
            )
        builders.a_match(zoe)
        return school


@pytest.fixture
def sue(staff, school, monkeypatch):
    monkeypatch.setattr("app.students.record_views._today", lambda: date(2026, 11, 25))
    return staff("career_specialist", school_ids=[school.id])


def names(page) -> list[str]:
    return [row.to_text() for row in page.all("#students tbody td:nth-of-type(1)")]


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ("q=obrien", ["Zoë"]),
        ("q=O'BRIEN", ["Zoë"]),
        ("q=nunez zoe", ["Zoë"]),
        ("q=zoe o’brien", ["Zoë"]),
        ("q=70001", ["Zoë"]),
        ("q=nobody", []),
        ("q=%", []),
        ("grade=9", ["Lou"]),
        ("language=es", ["Lou"]),
        ("pathway=health", ["Zoë"]),
        ("learner=yes", ["Zoë"]),
        ("lacks=guardian_consent", ["Lou"]),
        ("lacks=work_permit", ["Zoë", "Lou"]),
        ("match=none", ["Lou"]),
        ("match=some", ["Zoë"]),
        ("left=yes&q=kim", ["Kim"]),
        ("q=kim", []),
        ("sort=-given", ["Zoë", "Lou"]),
    ],
)
def test_students_are_found(sue, asked, found):
    assert names(sue.visit(f"/students?{asked}")) == found


def test_a_filter_names_itself_and_can_be_taken_off(sue):
    page = sue.visit("/students?learner=yes&language=es")
    assert "English learner" in page
    assert "Spanish" in page


def test_every_filter_at_once_costs_as_much_as_one(sue, query_count):
    sue.visit("/students?grade=11")
    with query_count() as one:
        sue.visit("/students?grade=11")
    asked = "q=zoe&pathway=health&learner=yes&lacks=work_permit&match=some&language=en"
    with query_count(len(one)):
        assert names(sue.visit(f"/students?{asked}")) == ["Zoë"]
