"""A minor is not matched with work that the child-labor rules bar, on any page or in any run."""

from __future__ import annotations

from datetime import date, time, timedelta

import pytest
from flask import Flask
from msgspec.structs import replace

from app.core import clock
from app.core.access import Actor
from app.core.db import db
from app.core.errors import Conflict
from app.core.use_case import use_case
from app.labor.services import Allowing, RuleFacts, add_rule, allow
from app.matches import facts, fit, services
from app.matches.eligibility import failing
from app.matches.models import MatchState
from app.matches.run_snapshot import snapshot
from app.placements.queries import detail
from app.placements.vocabulary import PayBasis, RelationshipType
from app.programs.queries import program as program_of
from app.schools.models import Calendar
from app.students.models import Student
from tests.builders import (
    a_match,
    a_placement,
    a_program,
    a_school,
    a_site,
    a_student,
    every_mail,
    kept,
)

ADMIN = Actor("staff", 1, "Ada", "administrator")
WAGE = {
    "pay_basis": PayBasis.EMPLOYER_WAGE,
    "pay_cents": 1713,
    "relationship_type": RelationshipType.EMPLOYMENT,
}
LEARNER = RelationshipType.STUDENT_LEARNER
SERVICE = {
    "relationship_type": RelationshipType.SERVICE,
    "pay_basis": PayBasis.STIPEND,
    "pay_cents": None,
}
FIRST, LAST = date(2027, 2, 1), date(2027, 5, 28)
EVENINGS = {day: (time(16), time(20), 30) for day in range(5)}
SATURDAY = {5: (time(9), time(13), 0)}
LATE = {4: (time(18), time(23, 30), 0)}
FIVES = {day: (time(15), time(20), 0) for day in range(3)}


@use_case
def a_year(code: str) -> None:
    first, last = date(2026, 9, 2), date(2027, 6, 18)
    kept(Calendar(code=code, school_year=2027, first_day=first, last_day=last))


def a_job(program, weekdays, state="WA", **changes):
    site = a_site(state=state, jurisdiction=state)
    dates = {"start_date": FIRST, "end_date": LAST, "minimum_age": 14}
    return a_placement(program, site, weekdays=weekdays, **WAGE | dates | changes)


def a_town():
    """Build jobs of every sort, and students on both sides of every birthday that matters."""
    a_year("district")
    schools = [a_school(), a_school(calendar_code="none"), a_school(bell_end=time(18))]
    rules = every_mail()
    fourteen = replace(rules, eligibility=replace(rules.eligibility, minimum_age=14))
    program = a_program(fourteen, start_date=date(2027, 1, 4), end_date=date(2027, 6, 18))
    jobs = [
        a_job(program, weekdays, title=title, **changes)
        for title, weekdays, changes in (
            ("Evenings", EVENINGS, {}),
            ("Saturdays", SATURDAY, {}),
            ("Late", LATE, {}),
            ("Five hours", FIVES, {"state": "MA"}),
            ("Elsewhere", EVENINGS, {"state": "OR"}),
            ("Forklift", SATURDAY, {"hazards": ["HO-7"]}),
            ("Roof", SATURDAY, {"hazards": ["HO-16"], "relationship_type": LEARNER}),
            ("Service", LATE, SERVICE),
        )
    ]
    births = [
        FIRST.replace(year=FIRST.year - age) + timedelta(days=days)
        for age in (14, 15, 16, 17, 18)
        for days in (-200, 0, 1, 40)
    ]
    students = [a_student(school, birth_date=born) for school in schools for born in births]
    return program, jobs, students


def by_rules(placement) -> set[int]:
    about = facts.facts_of_placement(placement)
    rows = db.session.execute(facts.students(ADMIN).order_by(Student.id)).all()
    checked = zip(rows, facts.facts_of_students(rows, about), strict=True)
    return {row.id for row, student in checked if not failing(student, about)}


def by_sql(placement) -> set[int]:
    about = facts.facts_of_placement(placement)
    query = facts.students(ADMIN).where(fit.may_take(about, fit.schools_for(about)))
    return {row.id for row in db.session.execute(query)}


def test_lists_pages_and_runs_agree_on_whom_the_rules_bar(any_app: Flask):
    with any_app.app_context():
        program, jobs, students = a_town()
        for student in students:
            a_match(student, jobs[1], state=MatchState.SUGGESTED)
        young, at = students[0], {"by": ADMIN, "at": clock.now()}
        allow(
            Allowing(jobs[2].id, "wa-16-clock-free-eve", "Variance", None), by=ADMIN, at=clock.now()
        )
        for rule in ("us-14-clock", "wa-14-clock", "us-14-school-day", "wa-14-school-day"):
            allow(Allowing(jobs[0].id, rule, "Variance", young.id), **at)
        shot = snapshot(program_of(program.id), [], FIRST)
        assert shot.pairing is not None
        place = {row.id: at for at, row in enumerate(shot.placements.values())}
        counts = {}
        for job in jobs:
            whole = detail(job.id)
            may = by_rules(whole)
            assert by_sql(whole) == may, job.title
            barred = {
                row.id
                for one, row in enumerate(shot.students.values())
                if "labor" in shot.pairing.failing(one, place[job.id])
            }
            about = facts.facts_of_placement(whole)
            for student in students:
                [own] = facts.facts_of_students([facts.student_row(student.id)], about)
                codes = {rule.code for rule in failing(own, about)}
                assert ("labor" in codes) == (student.id in barred), (job.title, student.birth_date)
            counts[job.title] = len(barred)
        assert counts["Service"] == 0
        assert 0 < counts["Saturdays"] < counts["Forklift"] < len(students)
        assert counts["Elsewhere"] < counts["Evenings"]
        assert counts["Roof"] < counts["Forklift"]
        assert all(counts[title] for title in ("Late", "Five hours", "Evenings"))


def test_a_rule_of_the_district_holds_from_its_first_day(any_app: Flask):
    with any_app.app_context():
        _, jobs, students = a_town()
        before = by_rules(detail(jobs[1].id))
        rule = RuleFacts(
            kind="clock",
            from_age=14,
            below_age=18,
            when=(),
            limit=0,
            start="10:00",
            end="19:00",
            citation="Board policy 5.2",
            effective_from=date(2027, 5, 1),
        )
        add_rule(rule, by=ADMIN, at=clock.now())
        after = by_rules(detail(jobs[1].id))
        assert after < before
        assert by_sql(detail(jobs[1].id)) == after
        adults = {each.id for each in students if each.birth_date <= date(2009, 2, 1)}
        assert adults <= after


def test_the_page_says_why_not_and_an_administrator_lets_one_student_in(any_app: Flask, staff):
    ada = staff("administrator")
    with any_app.app_context():
        _, jobs, students = a_town()
        ana = students[4]
        ana_id, school_id = ana.id, ana.school_id
    sue = staff("career_specialist", school_ids=[school_id])
    address = f"/placements/{jobs[0].id}/students?show=rest"
    page = sue.visit(address)
    assert "at most 3 h a day on a school day; 3 h 30 min on Feb 1, 2027 (29 CFR 570.35" in page
    assert "Allow with a reason" not in page
    with any_app.app_context(), pytest.raises(Conflict):
        services.suggest(ana_id, jobs[0].id, by=ADMIN, at=clock.now())
    page = ada.visit(f"/placements/{jobs[0].id}/labor?student={ana_id}")
    first = "section.notice li:first-child"
    told = ada.submit(page, "Allow for this student", within=first, reason="")
    assert "Say why this may be." in told
    while "No child-labor rule bars this student." not in page:
        page = ada.submit(page, "Allow for this student", within=first, reason="Variance 7")
    assert "alone. “Variance 7”" in page
    assert "Variance 7" not in sue.visit(f"/placements/{jobs[0].id}/labor?student={ana_id}")
    with any_app.app_context():
        may = by_rules(detail(jobs[0].id))
        assert ana_id in may
        assert by_sql(detail(jobs[0].id)) == may


def test_the_list_costs_the_same_with_one_student_and_with_many(any_app: Flask, staff, query_count):
    with any_app.app_context():
        _, jobs, students = a_town()
    ada = staff("administrator")
    with query_count() as few:
        ada.visit(f"/placements/{jobs[0].id}/students?q={students[0].family_name}")
    with any_app.app_context():
        for _ in range(9):
            a_student(a_school(), birth_date=date(2011, 1, 1))
    with query_count() as many:
        ada.visit(f"/placements/{jobs[0].id}/students?q={students[0].family_name}")
    assert len(few) == len(many)
