"""An administrator starts from a published rule of credit and can change each shape by form."""

from __future__ import annotations

from datetime import date

import pytest
import sqlalchemy as sa

from app.core.db import db
from app.programs.credit_presets import CREDIT_PRESETS, TENNESSEE_BEFORE, credit_preset
from app.programs.credit_rules import EarlierCredit
from app.programs.models import Program
from tests.builders import a_program

FACTS = {
    "code": "NEW",
    "name": "New",
    "start_date": "2026-09-01",
    "end_date": "2027-06-30",
    "target_hours": "10",
    "grades": ["11"],
}


@pytest.mark.parametrize("each", CREDIT_PRESETS, ids=lambda each: each.key)
def test_a_published_rule_goes_through_the_form_unchanged(app, staff, each):
    ada = staff("administrator")
    page = ada.visit(f"/programs/new?preset=none&credit={each.key}")
    page = ada.submit(page, "Save", **FACTS)
    with app.app_context():
        rules = db.session.scalars(sa.select(Program)).one().rules
    assert (rules.credit, rules.credit_before) == (each.rule, each.before)
    assert each.rule.source in page


def test_a_changed_rule_keeps_the_former_one_until_its_day(app, staff):
    with app.app_context():
        program = a_program()
    ada = staff("administrator")
    page = ada.visit(f"/programs/{program.id}/edit")
    page = ada.submit(page, "Save", credit_cap="1.5", credit_since="2027-01-04")
    assert "2027: 0.5 elective credit for every 90 confirmed hours" in page
    with app.app_context():
        rules = db.session.get_one(Program, program.id).rules
    before = EarlierCredit(until=date(2027, 1, 4), rule=program.rules.credit)
    assert (rules.credit.cap, rules.credit_before) == (150, (before,))


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ({"credit_kind": "weekly", "credit_weeks": "18", "credit_levels": "20 h = 2\n10 h = 1"},
         "Write rising lines"),
        ({"credit_kind": "weekly", "credit_weeks": "18", "credit_levels": "ten"},
         "Write rising lines"),
        ({"credit_kind": "weekly", "credit_weeks": "0", "credit_levels": "10 h = 1"},
         "at most 60; the credit rule needs it"),
        ({"cap_year": "-1"}, "or leave it empty"),
        ({"lowest_rating": "6"}, "Enter a grade from 1 to 5"),
        ({"attested": "\n".join("abcdefghijkl")}, "At most 10 lines"),
    ],
)  # fmt: skip
def test_what_a_shape_lacks_is_said_at_its_field(app, staff, typed, sentence):
    with app.app_context():
        program = a_program()
    ada = staff("administrator")
    page = ada.visit(f"/programs/{program.id}/edit")
    page = ada.submit(page, "Save", status=422, **typed)
    assert sentence in page
    with app.app_context():
        assert db.session.get_one(Program, program.id).rules == program.rules


def test_the_tennessee_rule_names_what_held_before(app, staff):
    with app.app_context():
        rule = credit_preset("tn")
        assert rule.before[0].rule == TENNESSEE_BEFORE
    ada = staff("administrator")
    page = ada.visit("/programs/new")
    assert "TN: Work-based learning" in page
