"""Changing a program keeps what its form does not show, and keeps no rule that cannot be read."""

from __future__ import annotations

import pytest
import sqlalchemy as sa
from flask import Flask

from app.core.db import db
from app.programs.models import Program
from app.programs.presets import JOBS_253_SERVICE, SCHOOL_YEAR_INTERNSHIP
from app.programs.rules import CompletionStipend, HourlyStipend
from tests.builders import a_program


def stipend_of(app: Flask):
    with app.app_context():
        return db.session.scalars(sa.select(Program)).one().rules.stipend


@pytest.fixture
def change(app: Flask, staff):
    """Give the page of a form over a program with given rules."""

    def open_form(rules):
        with app.app_context():
            number = a_program(rules=rules).id
        ada = staff("administrator")
        return ada, ada.visit(f"/programs/{number}/edit")

    return open_form


@pytest.mark.parametrize("preset", [JOBS_253_SERVICE, SCHOOL_YEAR_INTERNSHIP])
def test_the_source_of_a_stipend_outlives_a_change_of_words(app: Flask, change, preset):
    ada, page = change(preset.rules)
    ada.submit(page, "Save", legal_basis="As our counsel advises")
    plan = stipend_of(app)
    assert isinstance(plan, CompletionStipend | HourlyStipend)
    assert plan.source == preset.rules.stipend.source
    assert plan.legal_basis == "As our counsel advises"


def test_the_source_does_not_vouch_for_another_amount(app: Flask, change):
    ada, page = change(SCHOOL_YEAR_INTERNSHIP.rules)
    ada.submit(page, "Save", amount="20.29")
    plan = stipend_of(app)
    assert (plan.cents_per_hour, plan.source) == (20_29, "")


@pytest.mark.parametrize(
    "typed",
    [{"credit": "200"}, {"credit_cap": "100.01"}, {"credit": "0.125"}, {"amount": "17.135"}],
)
def test_a_rule_that_could_not_be_kept_is_refused_at_its_field(app: Flask, change, typed):
    ada, page = change(SCHOOL_YEAR_INTERNSHIP.rules)
    page = ada.submit(page, "Save", status=422, fields=typed)
    [name] = typed
    assert page.one(f"#{name}-error")
    assert stipend_of(app) == SCHOOL_YEAR_INTERNSHIP.rules.stipend
