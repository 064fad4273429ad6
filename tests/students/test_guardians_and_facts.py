"""Guardians are added and corrected with their language; facts are shown to whom they concern."""

from __future__ import annotations

import pytest

from app.core.intake.batches import ImportBatch
from app.students.models import CourseCompleted, Guardian, StudentYear
from tests import builders
from tests.builders import FIRST_DAY, kept
from tests.students.rosters import FIXTURES, importing, rows, student
from tests.students.test_undoing_an_import import everything, undo


@pytest.fixture
def zoe(any_app):
    with any_app.app_context():
        zoe = builders.a_student(given_name="Zoë")
        told = {"pathway": "Health", "special_education": True, "homeless": True}
        year = {"school_year": 2027, "school_id": zoe.school_id, "attributes": told}
        kept(StudentYear(student_id=zoe.id, **year))
        return zoe


@pytest.fixture
def sue(staff, zoe):
    return staff("career_specialist", school_ids=[zoe.school_id])


def add(sue, zoe, **fields):
    page = sue.visit(f"/students/{zoe.id}/guardians/new")
    given = {"name": "María Núñez", "email": "maria@example.org", "language": "es"} | fields
    return sue.submit(page, "Save", **given)


def test_a_guardian_is_added_in_their_language_and_journaled(any_app, sue, zoe):
    page = add(sue, zoe)
    assert "María Núñez, maria@example.org, Spanish" in page
    assert "guardian added" in page.text.lower()
    assert rows(any_app, Guardian)[0]["language"] == "es"


def test_a_name_is_needed_and_what_was_typed_is_kept(any_app, sue, zoe):
    page = sue.visit(f"/students/{zoe.id}/guardians/new")
    page = sue.submit(page, "Save", name="", phone="206 555 0100", status=422)
    assert page.one("#phone").attrs["value"] == "206 555 0100"
    assert rows(any_app, Guardian) == []


def test_of_two_who_correct_a_guardian_the_later_is_told(any_app, sue, zoe):
    page = add(sue, zoe)
    form = sue.visit(page.link("Correct María Núñez"))
    sue.submit(form, "Save", phone="206 555 0101")
    told = sue.submit(form, "Save", phone="206 555 0102", status=409)
    assert "It now reads: María Núñez, maria@example.org, 206 555 0101." in told
    assert rows(any_app, Guardian)[0]["phone"] == "206 555 0101"


def test_who_was_added_by_staff_can_be_removed_and_no_import_forgets_them(any_app, staff):
    importing(any_app, FIXTURES / "v11")
    ana = staff("administrator")
    one = student(any_app, "U1")
    page = ana.visit(f"/students/{one['id']}/guardians/new")
    ana.submit(page, "Save", name="Tía Rosa", email="rosa@example.org")
    done = importing(any_app, FIXTURES / "v11")
    assert (done.updated, done.unchanged) == (0, 3)
    page = ana.visit(f"/students/{one['id']}")
    form = ana.visit(page.link("Correct Tía Rosa"))
    ana.submit(form, "Remove this guardian")
    assert "Tía Rosa" not in [row["name"] for row in rows(any_app, Guardian)]


def test_each_person_sees_the_facts_that_their_work_needs(sue, zoe, staff):
    page = sue.visit(f"/students/{zoe.id}").one("#facts").to_text()
    assert "Health" in page
    assert "Special education" not in page
    assert "Homeless" not in page
    lead = staff("district_lead").visit(f"/students/{zoe.id}").one("#facts").to_text()
    assert "Special education" in lead
    assert "Homeless" in lead


def test_courses_come_with_a_supplement_once_and_go_with_its_undo(any_app, tmp_path):
    importing(any_app, FIXTURES / "v11")
    more = tmp_path / "more.csv"
    more.write_text("student_id,courses\nU1,Forklift; Careers (6/12/2026)\n", encoding="utf-8")
    before = everything(any_app)
    done = importing(any_app, FIXTURES / "v11", supplement=more)
    assert (done.updated, done.unchanged) == (1, 2)
    told = {(row["title"], str(row["completed_on"])) for row in rows(any_app, CourseCompleted)}
    assert told == {("Forklift", "2026-11-20"), ("Careers", "2026-06-12")}
    assert importing(any_app, FIXTURES / "v11", supplement=more).updated == 0
    undo(any_app)
    assert everything(any_app) == before
    assert len(rows(any_app, ImportBatch)) == 2


def test_a_course_noted_by_staff_can_be_taken_off_again(any_app, sue, zoe):
    with any_app.app_context():
        builders.a_course(zoe, "Forklift", FIRST_DAY)
    page = sue.visit(f"/students/{zoe.id}")
    page = sue.submit(page, "Take Forklift off the file")
    assert "The course is taken off the file." in page
    assert rows(any_app, CourseCompleted) == []
