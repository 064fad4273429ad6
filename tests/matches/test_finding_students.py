"""Who may take a placement is found in SQL, in the program's order, and chosen several at once."""

from __future__ import annotations

from datetime import date, time, timedelta

import pytest
from flask import Flask
from msgspec.structs import replace
from playwright.sync_api import expect

from app.core.access import Actor
from app.core.ages import age_on, latest_birth_date
from app.core.db import db
from app.matches import facts, fit
from app.matches.eligibility import failing
from app.matches.models import Match, MatchState
from app.placements.queries import detail
from app.programs.presets import SCHOOL_YEAR_INTERNSHIP
from app.schools.models import Calendar
from app.students.models import Student, StudentYear
from tests.builders import (
    FIRST_DAY,
    LAST_DAY,
    a_match,
    a_placement,
    a_program,
    a_school,
    a_student,
    every_mail,
    kept,
)

S = MatchState
ADMIN = Actor("staff", 1, "Ada", "administrator")
AFTERNOON = {0: (time(15), time(18), 0)}
MORNING = {0: (time(9), time(12), 0)}


def eligible_by(placement, way: str) -> list[int]:
    about = facts.facts_of_placement(placement)
    if way == "sql":
        may = fit.may_take(about, fit.schools_for(about))
        query = facts.students(ADMIN).where(may).order_by(Student.id)
        return [row.id for row in db.session.execute(query)]
    rows = db.session.execute(facts.students(ADMIN).order_by(Student.id)).all()
    checked = zip(rows, facts.facts_of_students(rows, about), strict=True)
    return [row.id for row, student in checked if not failing(student, about)]


def a_district_of_cases() -> None:
    """Build students whom every rule forbids something, and those whom none does."""
    kept(
        Calendar(code="district", school_year=2027, first_day=FIRST_DAY, last_day=date(2027, 6, 15))
    )
    early, late = a_school(), a_school(bell_start=time(10), bell_end=time(16))
    program = a_program()
    for school in (early, late):
        for birth in (None, date(2010, 9, 1), date(2010, 9, 2), date(2008, 2, 29)):
            a_student(school, birth_date=birth)
        a_student(school, grade="08")
    for state in S:
        a_match(a_student(early), a_placement(program, weekdays=AFTERNOON), state=state)
        a_match(a_student(early), a_placement(weekdays=AFTERNOON), state=state)
        night = {0: (time(22), time(2), 0)}
        a_match(a_student(early), a_placement(weekdays=night), state=state)


def test_the_list_has_exactly_those_whom_no_rule_forbids(any_app: Flask):
    with any_app.app_context():
        a_district_of_cases()
        program = a_program()
        for weekdays in (AFTERNOON, MORNING, {0: (time(23), time(1), 0)}, {5: MORNING[0]}):
            placement = a_placement(program, weekdays=weekdays)
            a_match(a_student(), placement, state=S.REFERRED)
            a_match(a_student(), placement, state=S.WITHDRAWN)
            whole = detail(placement.id)
            assert eligible_by(whole, "sql") == eligible_by(whole, "rules")
            assert bool(eligible_by(whole, "sql")) is (weekdays is not MORNING)


def test_first_timers_come_first_then_the_last_grade_and_the_page_says_so(app: Flask, staff):
    with app.app_context():
        school = a_school()
        placement = a_placement(a_program(SCHOOL_YEAR_INTERNSHIP.rules), weekdays=AFTERNOON)
        placed = a_student(school, family_name="Aplaced")
        a_match(placed, a_placement(weekdays={3: AFTERNOON[0]}), state=S.COMPLETED)
        a_student(school, family_name="Bjunior", grade="11")
        a_student(school, family_name="Csenior", grade="12")
    ana = staff("career_specialist", school_ids=[school.id])
    page = ana.visit(f"/placements/{placement.id}/students")
    names = [row.to_text().split()[-1] for row in page.all("tbody th")]
    assert names == ["Csenior", "Bjunior", "Aplaced"]
    assert "fit score, then fewer other matches under way, then name" in page
    assert "250 of 1000 points" in page
    assert "first placement ever +150, no credit from a placement yet +50, last grade +50" in page
    page = ana.visit(f"/placements/{placement.id}/students?placed=never&grade=11")
    assert [row.to_text().split()[-1] for row in page.all("tbody th")] == ["Bjunior"]


def test_a_pathway_narrows_the_list(any_app: Flask, staff):
    with any_app.app_context():
        school, placement = a_school(), a_placement(weekdays=AFTERNOON)
        for name, pathway in (("Welder", "Construction"), ("Nurse", "Health")):
            student = a_student(school, family_name=name)
            facts_of_year = {"school_year": 2027, "school_id": school.id, "grade": "11"}
            kept(
                StudentYear(student_id=student.id, attributes={"pathway": pathway}, **facts_of_year)
            )
    ana = staff("career_specialist", school_ids=[school.id])
    page = ana.visit(f"/placements/{placement.id}/students?pathway=Health")
    assert "Nurse" in page
    assert "Welder" not in page


@pytest.mark.parametrize("number", [1, 60])
@pytest.mark.parametrize("asked", [("", 15), ("?q=reyes", 19), ("?show=rest", 15)])
def test_finding_costs_the_same_however_many(any_app, staff, query_count, number, asked):
    query, statements = asked
    with any_app.app_context():
        school, placement = a_school(), a_placement(weekdays=AFTERNOON)
        for _ in range(number):
            a_student(school)
            a_student(school, grade="08")
    ana = staff("career_specialist", school_ids=[school.id])
    ana.visit(f"/placements/{placement.id}/students{query}")
    with query_count(statements):
        ana.visit(f"/placements/{placement.id}/students{query}")


def test_a_name_searched_for_says_why_not(app: Flask, staff):
    with app.app_context():
        school, other = a_school(), a_school()
        placement = a_placement(weekdays=AFTERNOON)
        a_student(school, given_name="Zoë", family_name="Núñez", birth_date=date(2013, 5, 5))
        a_student(other, given_name="Zoë", family_name="Núñez-Secret")
    ana = staff("career_specialist", school_ids=[school.id])
    page = ana.visit(f"/placements/{placement.id}/students?q=nunez")
    assert "13 years old on the first day; 16 is asked" in page
    assert "Secret" not in page


# -- several at once


@pytest.fixture
def chosen(app: Flask, staff):
    with app.app_context():
        school, placement = a_school(name="Heron High"), a_placement(weekdays=AFTERNOON, seats=3)
        names = ("Abel", "Bela", "Cleo")
        students = [a_student(school, family_name=name) for name in names]
        stranger = a_student(a_school(), family_name="Stranger")
        young = a_student(school, family_name="Young", birth_date=date(2013, 1, 1))
    ana = staff("career_specialist", school_ids=[school.id])
    ana.placement = placement
    ana.query = "&".join(f"student={each.id}" for each in (*students, young, stranger))
    return ana


def states_of(app: Flask) -> list[str]:
    with app.app_context():
        return sorted(str(match.state) for match in db.session.query(Match))


def test_what_the_employer_will_see_is_said_before_anybody_is_referred(app: Flask, chosen):
    page = chosen.visit(f"/placements/{chosen.placement.id}/students/refer?{chosen.query}")
    assert page.h1.startswith("Refer 3 students")
    assert "first name and initial, grade, hours free on school days" in page
    assert "Nothing is mailed. This mail is off or paused" in page
    assert "2009" not in page, "the day of birth is not shown"
    assert "Ana Young: 13 years old on the first day; 16 is asked" in page
    assert "Stranger" not in page
    assert states_of(app) == []
    page = chosen.submit(page, "Refer")
    assert "Referred: Ana Abel, Ana Bela, Ana Cleo." in page.alert
    assert states_of(app) == ["referred"] * 3
    page = chosen.submit(page, "Undo")
    assert "Undone for 3 students." in page.alert
    assert states_of(app) == ["shortlisted"] * 3


def test_one_who_was_matched_meanwhile_is_left_out_by_name(app: Flask, chosen):
    page = chosen.visit(f"/placements/{chosen.placement.id}/students/shortlist?{chosen.query}")
    with app.app_context():
        bela = db.session.query(Student).filter_by(family_name="Bela").one()
        a_match(bela, a_placement(weekdays=AFTERNOON), state=S.ACCEPTED)
    page = chosen.submit(page, "Shortlist")
    assert "Shortlisted: Ana Abel, Ana Cleo." in page.alert
    assert "Left out: Ana Bela: at the same time as" in page.alert
    assert states_of(app) == ["accepted", "shortlisted", "shortlisted"]


def test_nobody_chosen_changes_nothing(app: Flask, chosen):
    page = chosen.visit(f"/placements/{chosen.placement.id}/students")
    page = chosen.submit(page, "Refer")
    assert "Choose at least one student first." in page.alert
    assert states_of(app) == []


def test_a_placement_is_filled_in_five_clicks(app: Flask, staff, browse):
    with app.app_context():
        school, placement = a_school(), a_placement(weekdays=AFTERNOON, seats=3)
        for number in range(5):
            a_student(school, family_name=f"Quill{number}", grade="12")
    ana = staff("career_specialist", school_ids=[school.id], signed_in=False)
    page = browse()
    browse.sign_in(page, ana.email, staff.password)
    page.goto(f"/placements/{placement.id}")
    page.get_by_role("link", name="Find students").click()  # 1
    expect(page.get_by_text("first placement ever +150").first).to_be_visible()
    for number in (0, 1, 3):  # 2, 3, 4: any three, each in place
        page.get_by_role("button", name=f"Refer Ana Quill{number}").click()
        expect(page.get_by_text(f"Ana Quill{number} is referred.")).to_be_visible()
    assert states_of(app) == ["referred"] * 3
    page.goto(f"/placements/{placement.id}/students")
    page.get_by_label("Choose Ana Quill2").check()  # the same with a preview, several at once
    page.get_by_role("button", name="Refer", exact=True).click()
    page.get_by_role("button", name="Refer", exact=True).click()
    expect(page.get_by_text("Referred: Ana Quill2.")).to_be_visible()
    assert states_of(app) == ["referred"] * 4


def test_the_last_day_of_the_band_counts():
    for day in (date(2027, 2, 28), date(2028, 2, 29), date(2028, 3, 1), LAST_DAY):
        for age in (14, 15, 16, 18):
            last = latest_birth_date(age, day)
            assert age_on(last, day) >= age
            assert age_on(last + timedelta(days=1), day) < age


def test_the_programs_own_groups_come_before_the_score(app: Flask, staff):
    rules = every_mail()
    priority = replace(rules.priority, order=("graduating",))
    with app.app_context():
        school = a_school()
        placement = a_placement(
            a_program(replace(rules, priority=priority)), weekdays=AFTERNOON, seats=3
        )
        a_student(school, family_name="Newcomer", grade="11")
        placed = a_student(school, family_name="Senior", grade="12")
        a_match(placed, a_placement(weekdays={3: AFTERNOON[0]}), state=S.COMPLETED)
    ana = staff("career_specialist", school_ids=[school.id])
    page = ana.visit(f"/placements/{placement.id}/students")
    assert [row.to_text().split()[-1] for row in page.all("tbody th")] == ["Senior", "Newcomer"]
    assert "In this order, which is also that of a run: in the last grade, then fit" in page
