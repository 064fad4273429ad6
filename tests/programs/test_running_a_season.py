"""A season has periods, a review, an order; it is copied, switched, and read as a fact sheet."""

from __future__ import annotations

from datetime import date

import msgspec
import pytest
import sqlalchemy as sa
from flask import Flask

from app.core.db import db
from app.matches.models import MatchState
from app.programs.matching_rules import Matching
from app.programs.models import Program
from app.programs.presets import BOSTON_SUMMER, JOBS_253_SERVICE, SCHOOL_YEAR_INTERNSHIP
from app.programs.rules import DocumentList, Paying
from tests.builders import a_match, a_placement, a_program, a_student, a_week
from tests.hours.world import settle

S = MatchState
SUMMER = {"start_date": date(2027, 7, 5), "end_date": date(2027, 8, 27)}


def rules_of(app: Flask, number: int):
    with app.app_context():
        return db.session.get_one(Program, number).rules


@pytest.fixture
def season(app: Flask) -> int:
    with app.app_context():
        rules = BOSTON_SUMMER.rules
        return a_program(rules, name="Boston Summer 2027", code="boston-27", **SUMMER).id


def test_pay_periods_are_listed(staff, season):
    ada = staff("administrator")
    page = ada.visit(f"/programs/{season}/edit")
    page = ada.submit(page, "Save", pay_every="biweekly", pay_first_day="2027-07-05")
    assert "4 periods, from Mon, Jul 5 to Sun, Aug 29, 2027" in page
    assert len(page.all("#periods li")) == 4


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        (
            {"pay_every": "weekly", "pay_first_day": ""},
            "Enter the first day of the first period.",
        ),
        (
            {"pay_every": "weekly", "pay_first_day": "2027-07-06"},
            "The first period begins on the season’s first day",
        ),
        (
            {"pay_every": "monthly", "pay_first_day": "2027-05-31"},
            "Begin such periods on day 28 of a month at latest.",
        ),
        ({"job_skills": "one\ntwo"}, "Name 3 to 5 skills of the job."),
        ({"rubric_kind": "own", "scale": "a\nb"}, "Name the five grades"),
        ({"rubric_kind": "own", "employability_skills": ""}, "Name 1 to 10 employability skills."),
        (
            {"first_served": "graduating", "then_served": "graduating"},
            "Choose each reason once.",
        ),
        ({"lifetime_cap": "0"}, "Enter a number from 1 to 50."),
        ({"jurisdiction": "1!"}, "Enter the two letters of a state, like WA."),
    ],
)
def test_what_does_not_fit_is_said_at_its_field_and_changes_nothing(
    app, staff, season, typed, sentence
):
    before = rules_of(app, season)
    ada = staff("administrator")
    page = ada.visit(f"/programs/{season}/edit")
    assert sentence in ada.submit(page, "Save", status=422, fields=typed)
    assert rules_of(app, season) == before


def test_the_version_of_a_review_rises_only_with_its_skills(app, staff, season):
    ada = staff("administrator")
    page = ada.visit(f"/programs/{season}/edit")
    ada.submit(page, "Save", region="Dorchester")
    assert rules_of(app, season).rubric.version == 1
    page = ada.visit(f"/programs/{season}/edit")
    page = ada.submit(page, "Save", job_skills="Safety\nTools\nCustomers\nStock")
    assert rules_of(app, season).rubric.version == 2
    assert "Version 2: 6 employability skills and 4 of the job" in page


def test_the_order_of_priority_is_edited_and_said(app, staff, season):
    ada = staff("administrator")
    page = ada.visit(f"/programs/{season}/edit")
    page = ada.submit(page, "Save", first_served="credit_short", then_served="first_time")
    assert "First who is short of credit, then who never had an experience before." in page
    assert rules_of(app, season).priority.order == ("credit_short", "first_time")


def test_the_next_season_has_the_rules_other_dates_and_mails_nobody(app, staff, season):
    ada = staff("administrator")
    page = ada.visit(f"/programs/{season}/copy")
    page = ada.submit(page, "Save")
    assert page.h1 == "Boston Summer 2028"
    with app.app_context():
        made = db.session.scalars(sa.select(Program).order_by(Program.id.desc())).first()
        assert (made.code, made.start_date) == ("boston-28", date(2028, 7, 3))
        assert made.mail_on is False
        assert made.rules == BOSTON_SUMMER.rules


def test_a_copy_with_a_code_that_is_taken_is_refused(staff, season):
    ada = staff("administrator")
    page = ada.visit(f"/programs/{season}/copy")
    page = ada.submit(page, "Save", status=422, code="boston-27")
    assert "Another program has this code." in page


def test_the_catalogue_is_switched_on_and_off_by_a_person(app, staff, season):
    ada = staff("administrator")
    page = ada.submit(ada.visit(f"/programs/{season}"), "Switch the catalogue on")
    with app.app_context():
        assert db.session.get_one(Program, season).catalogue_on is True
    ada.submit(page, "Switch the catalogue off")
    with app.app_context():
        assert db.session.get_one(Program, season).catalogue_on is False


def test_the_list_says_which_seasons_run(app, staff):
    with app.app_context():
        a_program(start_date=date(2020, 1, 1), end_date=date(2020, 2, 1))
        a_program(start_date=date(2020, 1, 1), end_date=date(2090, 2, 1))
        a_program(start_date=date(2090, 1, 1), end_date=date(2090, 2, 1))
    page = staff("finance").visit("/programs")
    for words in ("Upcoming", "Running", "Ended"):
        assert words in page


def test_amounts_that_earned_money_are_said_to_be_locked(app, staff):
    with app.app_context():
        program = a_program(SCHOOL_YEAR_INTERNSHIP.rules)
        settle(a_week(a_match(placement=a_placement(program))).id)
    assert "Locked: hours were already confirmed" in staff("finance").visit(
        f"/programs/{program.id}"
    )


def test_the_funnel_counts_each_student_once_and_only_those_in_scope(any_app, staff):
    with any_app.app_context():
        program = a_program(JOBS_253_SERVICE.rules)
        place, other = a_placement(program), a_placement(program)
        ana = a_student()
        a_match(ana, place, state=S.ACTIVE)
        a_match(ana, other, state=S.REFERRED)
        for state in (S.SHORTLISTED, S.DECLINED_BY_EMPLOYER, S.COMPLETED):
            a_match(a_student(), place, state=state)
    wanted = {"suggested": 4, "referred": 3, "offered": 2, "active": 2, "completed": 1}
    page = staff("administrator").visit(f"/programs/{program.id}")
    told = {row.query("th")[0].to_text(): row for row in page.all("#funnel tbody tr")}
    assert {name: int(told[name].query("td")[0].to_text()) for name in wanted} == wanted
    own = staff("career_specialist", school_ids=[ana.school_id]).visit(f"/programs/{program.id}")
    assert own.all("#funnel tbody tr")[-1].query("td")[0].to_text() == "0"
    assert not staff("finance").visit(f"/programs/{program.id}").all("#funnel")


def test_a_program_of_many_costs_no_more_than_one_of_few(any_app, staff, query_count):
    ada = staff("administrator")
    with any_app.app_context():
        few, many = a_program(), a_program()
        a_match(placement=a_placement(few))
        for _ in range(5):
            a_match(placement=a_placement(many))
    with query_count() as seen:
        ada.visit(f"/programs/{few.id}")
    with query_count(len(seen)):
        ada.visit(f"/programs/{many.id}")


def test_a_student_at_the_lifetime_cap_is_not_eligible_in_another_season(app, staff):
    rules = msgspec.structs.replace(
        JOBS_253_SERVICE.rules,
        eligibility=msgspec.structs.replace(JOBS_253_SERVICE.rules.eligibility, lifetime_cap=1),
    )
    with app.app_context():
        ana = a_student()
        a_match(ana, a_placement(a_program(rules)), state=S.COMPLETED)
        place = a_placement(a_program(rules))
    page = staff("administrator").visit(f"/placements/{place.id}/students?show=rest")
    assert "had 1 experience in all seasons; the program’s cap is 1" in page


def test_saving_keeps_what_the_form_does_not_show_and_books_what_it_says(any_app, staff):
    rules = msgspec.structs.replace(
        SCHOOL_YEAR_INTERNSHIP.rules,
        matching=Matching(lottery_percent=10),
        documents=DocumentList(required=("work_permit",), agreement=True),
    )
    with any_app.app_context():
        season = a_program(rules).id
    ada = staff("administrator")
    page = ada.visit(f"/programs/{season}/edit")
    page = ada.submit(page, "Save", fund="100-2145", account="27-5010", pay_method="card")
    assert "Fund 100-2145. Account 27-5010. Prepaid card." in page
    kept = rules_of(any_app, season)
    assert (kept.matching, kept.documents) == (rules.matching, rules.documents)
    assert kept.paying == Paying(fund="100-2145", account="27-5010", method="card")
