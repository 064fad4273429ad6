"""The district sees how students of each group come along with each employer, and nobody alone."""

from __future__ import annotations

import csv
import io

import pytest
import sqlalchemy as sa
from flask import Flask

from app.core.calendar import school_year_of
from app.core.db import db
from app.core.journal import Event
from app.core.use_case import use_case
from app.matches.models import MatchState
from app.programs.models import Program
from app.students.models import Student, StudentYear
from tests.builders import a_match, a_placement, a_program, a_site, a_student, an_employer

S = MatchState


@use_case
def told(student: Student, program: Program, **facts: object) -> None:
    """Keep the facts of a student in the school year in which a program began."""
    year = school_year_of(program.start_date)
    values = {"school_id": student.school_id, "grade": "11", "cohort": None}
    db.session.add(StudentYear(student_id=student.id, school_year=year, attributes=facts, **values))


def considered(program, placement, sex: str, states: dict[MatchState, int]) -> None:
    for state, number in states.items():
        for _ in range(number):
            student = a_student()
            told(student, program, sex=sex, races=["asian"])
            a_match(student, placement, state=state)


@pytest.fixture
def program(any_app: Flask) -> int:
    """Give a program: the bakery offers to half of the girls and to all but one of the boys."""
    with any_app.app_context():
        program = a_program()
        bakery = a_placement(program, a_site(an_employer(name="Harbor Bakery")), seats=60)
        considered(program, bakery, "female", {S.SHORTLISTED: 4, S.REFERRED: 6, S.OFFERED: 10})
        considered(program, bakery, "male", {S.REFERRED: 1, S.OFFERED: 9, S.ACCEPTED: 10})
        return program.id


@pytest.fixture
def with_yard(any_app: Flask, program: int) -> int:
    """Add an employer that knows three students, too few to be shown."""
    with any_app.app_context():
        season = db.session.get_one(Program, program)
        yard = a_placement(season, a_site(an_employer(name="Quiet Yard")), seats=20)
        considered(season, yard, "female", {S.REFERRED: 3})
    return program


def lines(page, number: int) -> dict[str, list[str]]:
    """Give the lines of a table on a page: by group, its cells."""
    rows = page.all("section")[number].query("tbody tr")
    return {
        row.query("th")[0].to_text().strip(): [
            " ".join(cell.to_text().split()) for cell in row.query("td")
        ]
        for row in rows
    }


def test_each_group_says_how_far_it_came(staff, program):
    page = staff("district_lead").visit(f"/reports/fairness?program={program}&group=sex")
    assert [each.to_text().strip() for each in page.all("section h2")] == [
        "All employers",
        "Harbor Bakery",
    ]
    bakery = lines(page, 1)
    assert bakery["Female"] == ["20", "80 %", "≤ 5 %", "50 %", "≤ 5 %"]
    assert bakery["Male"] == ["20", "≥ 95 %", "≤ 5 %", "≥ 95 %", "50 %"]


def test_an_employer_with_few_students_does_not_follow_from_the_totals(staff, with_yard):
    page = staff("district_lead").visit(f"/reports/fairness?program={with_yard}&group=sex")
    assert "Quiet Yard" not in page
    # 43 in all less the bakery's 40 would tell of the yard's three
    assert lines(page, 0)["All"][0] == "*" or lines(page, 1)["All"][0] == "*"
    assert "Female" not in lines(page, 0) or "Female" not in lines(page, 1)


def test_exact_numbers_are_for_the_district_and_are_noted(any_app: Flask, staff, with_yard):
    address = f"/reports/fairness?program={with_yard}&group=sex&exact=yes"
    page = staff("administrator").visit(address)
    assert lines(page, 2)["Female"][0] == "3"
    assert lines(page, 1)["Female"][3] == "50 % (10)"
    staff("employer_engagement").visit(address, status=403)
    with any_app.app_context():
        noted = sa.select(Event.record_id).where(Event.action == "exact_numbers_seen")
        assert db.session.scalars(noted).all() == [with_yard]


def test_the_file_hides_what_the_page_hides(staff, with_yard):
    lead = staff("district_lead")
    address = f"/reports/fairness?program={with_yard}&group=sex"
    page = lead.visit(address)
    answer = lead.client.get(f"{address}&format=csv", buffered=True)
    rows = list(csv.reader(io.StringIO(answer.get_data().decode("utf-8-sig"))))
    shown = [
        [group, cells[0], *cells[1:]]
        for number in range(2)
        for group, cells in lines(page, number).items()
    ]
    told = [[row[1], row[2], *(rate or "*" for rate in row[-4:])] for row in rows[1:]]
    assert told == shown


def test_race_and_ethnicity_is_one_group_a_student(any_app: Flask, staff):
    with any_app.app_context():
        program = a_program()
        place = a_placement(program, a_site(an_employer()), seats=60)
        for races in (["hispanic", "white"], ["asian", "black"], ["white"], []):
            for _ in range(12):
                student = a_student()
                told(student, program, races=races)
                a_match(student, place, state=S.REFERRED)
    page = staff("district_lead").visit(f"/reports/fairness?program={program.id}")
    assert list(lines(page, 1)) == ["Hispanic or Latino", "Two or more", "White", "Not told", "All"]


def test_an_empty_program_says_so(any_app: Flask, staff):
    with any_app.app_context():
        program = a_program()
    page = staff("district_lead").visit(f"/reports/fairness?program={program.id}")
    assert "No student ranked or was considered" in page
    assert "Choose a program" in staff("district_lead").visit("/reports/fairness")


@pytest.mark.parametrize("number", [1, 12])
def test_the_report_costs_the_same_however_many(any_app: Flask, staff, query_count, number):
    with any_app.app_context():
        program = a_program()
        for _ in range(number):
            place = a_placement(program, a_site(an_employer()), seats=20)
            considered(program, place, "female", {S.REFERRED: 10})
    lead = staff("district_lead")
    lead.visit("/matches")
    with query_count(7):
        lead.visit(f"/reports/fairness?program={program.id}")
