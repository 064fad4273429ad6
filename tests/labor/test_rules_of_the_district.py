"""Anybody of the staff reads the rules with their sources; an administrator adds the district's."""

from __future__ import annotations

from datetime import timedelta

import pytest
from flask import Flask

from app.core import clock
from app.labor import queries

TYPED = {
    "kind": "day",
    "limit": "3.5",
    "from_age": "16",
    "below_age": "18",
    "when": ["school_day"],
    "citation": "Board policy 5.2",
    "effective_from": "2026-09-01",
}


def test_every_rule_stands_on_the_page_with_its_source(staff):
    page = staff("finance").visit("/settings/labor")
    assert page.h1 == "Child-labor rules"
    for words in (
        "At most 3 h a day on a school day",
        "WAC 296-125-027",
        "not confirmed: ask your counsel",
        "from June 1 to Labor Day",
        "29 CFR 570.52",
        "The district has no rules of its own.",
    ):
        assert words in page
    assert "Add a rule" not in page


def test_a_rule_is_added_and_ended(any_app: Flask, staff):
    ada = staff("administrator")
    assert "Add a rule" in ada.visit("/settings/labor")
    page = ada.visit("/settings/labor/new")
    page = ada.submit(page, "Add a rule", **TYPED)
    assert "At most 3 h 30 min a day on a school day" in page
    assert "Board policy 5.2" in page
    with any_app.app_context():
        [rule] = queries.own_rules()
        assert (rule.kind, rule.limit, rule.when) == ("day", 210, ("school_day",))
    page = ada.submit(page, "End today")
    assert "Today is the rule’s last day." in page
    with any_app.app_context():
        today = clock.district_day(clock.now())
        [rule] = queries.own_rules()
        assert rule.in_force(today, 16)
        assert not rule.in_force(today + timedelta(days=1), 16)


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({"limit": "much"}, "Enter how much is allowed."),
        ({"limit": ""}, "Enter how much is allowed."),
        ({"limit": "25"}, "Enter how much is allowed."),
        ({"kind": "days", "limit": "8"}, "Enter how much is allowed."),
        (
            {"kind": "clock", "start": "19:00", "end": "07:00"},
            "Enter a time after the earliest start.",
        ),
        ({"from_age": "18", "below_age": "16"}, "Enter an age above the youngest."),
        ({"from_age": "12"}, "Enter an age from 14 to 18."),
        ({"citation": ""}, "Say where it stands"),
        ({"effective_to": "2026-08-01"}, "The last day is before the first day."),
    ],
)
def test_a_wrong_rule_is_named_at_its_field_and_what_was_typed_stays(app, staff, typed, said):
    ada = staff("administrator")
    page = ada.visit("/settings/labor/new")
    page = ada.submit(page, "Add a rule", status=422, **TYPED | typed)
    assert said in page
    with app.app_context():
        assert queries.own_rules() == ()


def test_two_times_need_no_amount(staff):
    ada = staff("administrator")
    clocked = TYPED | {"kind": "clock", "limit": "", "start": "07:00", "end": "19:00", "when": []}
    page = ada.submit(ada.visit("/settings/labor/new"), "Add a rule", **clocked)
    assert "Work only between 7:00 am and 7:00 pm" in page
