"""Administrators set programs up from presets; rules are data, and nobody is mailed unasked."""

from __future__ import annotations

from datetime import date

import pytest
import sqlalchemy as sa
from flask import Flask
from hypothesis import given
from hypothesis import strategies as st

from app.core.db import db
from app.programs.credit_rules import HoursCredit
from app.programs.models import Program
from app.programs.presets import PRESETS
from app.programs.rules import (
    CompletionStipend,
    HourlyStipend,
    ProgramRules,
    keep_rules,
    read_rules,
)
from app.programs.saying import stipend_words

SEASON = {
    "code": "jobs253-27",
    "name": "Jobs 253 Summer 2027",
    "start_date": "2027-07-05",
    "end_date": "2027-08-27",
}


def program() -> Program:
    return db.session.scalars(sa.select(Program)).one()


@pytest.mark.parametrize("preset", PRESETS, ids=lambda each: each.key)
def test_a_program_from_a_preset_has_its_rules_and_mails_nobody(app: Flask, staff, preset):
    ada = staff("administrator")
    page = ada.visit(f"/programs/new?preset={preset.key}")
    page = ada.submit(page, "Save", **SEASON)
    assert page.h1 == "Jobs 253 Summer 2027"
    with app.app_context():
        made = program()
        assert made.mail_on is False
        assert made.rules == preset.rules


def test_the_effective_rate_of_a_completion_stipend_is_said():
    plan = CompletionStipend(cents=500_00, minutes=40 * 60, legal_basis="service")
    said = stipend_words(ProgramRules(target_minutes=2400, stipend=plan))
    assert said[0].endswith("That is $12.50 an hour.")


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ({"code": ""}, "Enter a short code."),
        ({"end_date": "2027-01-01"}, "The last day is before the first day."),
        ({"amount": ""}, "Enter an amount in dollars, like 17.13."),
        ({"amount": "NaN"}, "Enter an amount in dollars, like 17.13."),
        ({"legal_basis": ""}, "State the legal basis; money to minors needs one."),
        ({"credit": "-1"}, "Enter a number above 0, at most 100; the credit rule needs it."),
    ],
)
def test_bad_rules_are_said_at_the_field(app: Flask, staff, typed, sentence):
    ada = staff("administrator")
    page = ada.visit("/programs/new?preset=school-year-internship")
    page = ada.submit(page, "Save", status=422, fields={**SEASON, **typed})
    assert sentence in page
    with app.app_context():
        assert db.session.scalars(sa.select(Program)).all() == []


def test_mail_is_switched_on_and_off_by_a_person(app: Flask, staff):
    ada = staff("administrator")
    page = ada.visit("/programs/new?preset=jobs-253-service-40")
    page = ada.submit(page, "Save", **SEASON)
    page = ada.submit(page, "Switch mail on")
    with app.app_context():
        assert program().mail_on is True
    ada.submit(page, "Switch mail off")
    with app.app_context():
        assert program().mail_on is False


def test_others_read_programs_and_do_not_change_them(app: Flask, staff):
    ada = staff("administrator")
    page = ada.visit("/programs/new?preset=jobs-253-service-40")
    page = ada.submit(page, "Save", **SEASON)
    with app.app_context():
        number = program().id
    ana = staff("career_specialist")
    assert "Change" not in ana.visit(f"/programs/{number}")
    ana.visit(f"/programs/{number}/edit", status=403)


def test_two_programs_have_two_codes(staff):
    ada = staff("administrator")
    for status in (200, 422):
        page = ada.visit("/programs/new?preset=jobs-253-service-40")
        page = ada.submit(page, "Save", status=status, **SEASON)
    assert "Another program has this code." in page


cents = st.integers(1, 10_000_000)
minutes = st.integers(60, 600_000)
plans = st.one_of(
    st.builds(HourlyStipend, cents_per_hour=cents, legal_basis=st.text(max_size=20)),
    st.builds(CompletionStipend, cents=cents, minutes=minutes, legal_basis=st.text(max_size=20)),
)
credit = st.builds(
    HoursCredit, credit=st.integers(1, 200), minutes=minutes, cap=st.integers(1, 1000)
)


@given(st.builds(ProgramRules, target_minutes=minutes, credit=credit, stipend=plans))
def test_rules_come_back_as_they_were_kept(rules: ProgramRules):
    assert read_rules(keep_rules(rules)) == rules


def test_a_season_is_read_in_words(staff):
    ada = staff("administrator")
    page = ada.visit("/programs/new?preset=jobs-253-service-40")
    page = ada.submit(page, "Save", **SEASON)
    assert "Only together with the course Next Move Intro." in page
    assert date(2027, 7, 5).strftime("%Y") in page.text
