"""An administrator says what a fit is worth, which seats are kept for whom, and by lottery."""

from __future__ import annotations

import pytest
import sqlalchemy as sa
from msgspec.structs import replace

from app.core.db import db
from app.programs.matching_rules import Kept, Matching, Weights
from app.programs.models import Program
from app.programs.presets import SCHOOL_YEAR_INTERNSHIP
from tests.builders import a_program

RULES = Matching(
    weights=Weights(interests=500, distance=0, slack=1000),
    reserves=(Kept(group="graduating", percent=25), Kept(group="first_time", percent=50)),
    lottery_percent=10,
    open_first=True,
    few_options=True,
)


@pytest.fixture
def season(any_app) -> int:
    with any_app.app_context():
        return a_program(replace(SCHOOL_YEAR_INTERNSHIP.rules, matching=RULES)).id


def matching_of(app) -> Matching:
    with app.app_context():
        return db.session.scalars(sa.select(Program)).one().rules.matching


def test_rules_go_through_the_form_unchanged_and_are_said(any_app, staff, season):
    ada = staff("administrator")
    page = ada.submit(ada.visit(f"/programs/{season}/edit"), "Save", name="Another name")
    assert matching_of(any_app) == RULES
    for words in (
        "A fit is worth at most: interests meet the field 500,",
        "25% of each placement’s seats are kept for those who",
        "10% of the seats go by lottery alone.",
        "Open seats are filled before the kept ones.",
        "Whom the rules leave few placements comes first.",
    ):
        assert words in page


def test_weights_and_kept_seats_are_changed(any_app, staff, season):
    ada = staff("administrator")
    page = ada.visit(f"/programs/{season}/edit")
    typed = {
        "weight_interests": "0",
        "kept_group_1": "credit_short",
        "kept_percent_1": "40",
        "kept_group_2": "",
        "kept_percent_2": "",
        "lottery_percent": "",
        "open_first": False,
        "few_options": False,
    }
    ada.submit(page, "Save", fields=typed)
    assert matching_of(any_app) == Matching(
        weights=replace(RULES.weights, interests=0),
        reserves=(Kept(group="credit_short", percent=40),),
    )


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ({"weight_slack": "1001"}, "Enter points from 0 to 1000."),
        ({"weight_slack": ""}, "Enter points from 0 to 1000."),
        ({"weight_slack": "many"}, "Enter"),
        ({"kept_percent_1": ""}, "Enter a share from 1 to 100."),
        ({"kept_percent_1": "101"}, "Enter a share from 0 to 100."),
        ({"kept_group_1": ""}, "Choose for whom, or leave the share empty."),
        ({"kept_group_1": "first_time"}, "Choose each group once."),
        ({"lottery_percent": "26"}, "More than all seats are kept; lower a share."),
    ],
)
def test_what_does_not_fit_is_said_at_its_field_and_changes_nothing(
    any_app, staff, season, typed, sentence
):
    ada = staff("administrator")
    page = ada.submit(ada.visit(f"/programs/{season}/edit"), "Save", status=422, fields=typed)
    assert sentence in page
    assert matching_of(any_app) == RULES
