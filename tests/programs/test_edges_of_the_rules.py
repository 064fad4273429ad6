"""Rules have shapes: what does not fit is refused, and pay periods leave no day out."""

from __future__ import annotations

import itertools
from datetime import date, timedelta

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.programs.next_season import a_year_later, next_rules, next_words
from app.programs.periods import periods
from app.programs.presets import JOBS_253_SERVICE
from app.programs.rubrics import MASSACHUSETTS
from app.programs.rules import PayPeriods, ProgramRules, Rubric, keep_rules, read_rules

KEPT = keep_rules(ProgramRules(target_minutes=600, rubric=MASSACHUSETTS))
PAY = {"every": "weekly", "first_day": "2027-07-05"}
RUBRIC = keep_rules(ProgramRules(target_minutes=0, rubric=MASSACHUSETTS))["rubric"]


@pytest.mark.parametrize(
    "changes",
    [
        {"bonus": 1},
        {"target_minutes": -1},
        {"priority": {"order": ["tallest"]}},
        {"priority": {"order": ["first_time", "first_time"]}},
        {"pay_periods": PAY | {"every": "daily"}},
        {"pay_periods": PAY | {"first_day": "July 5"}},
        {"pay_periods": {"every": "monthly", "first_day": "2027-07-29"}},
        {"pay_periods": {"every": "semimonthly", "first_day": "2027-07-14"}},
        {"rubric": RUBRIC | {"job": ["one", "two"]}},
        {"rubric": RUBRIC | {"job": ["1", "2", "3", "4", "5", "6"]}},
        {"rubric": RUBRIC | {"scale": ["a", "b", "c", "d"]}},
        {"rubric": RUBRIC | {"employability": []}},
        {"rubric": RUBRIC | {"version": 0}},
        {"eligibility": {"lifetime_cap": 0}},
        {"about": {"stage": "graduation"}},
    ],
)
def test_what_has_not_the_shape_is_refused(changes):
    with pytest.raises(msgspec.ValidationError):
        read_rules(KEPT | changes)


@given(
    st.sampled_from(["weekly", "biweekly", "semimonthly", "monthly"]),
    st.dates(date(2020, 1, 1), date(2030, 12, 31)).filter(lambda day: day.day <= 13),
    st.integers(0, 800),
)
def test_periods_follow_one_another_without_a_gap(every, first, length):
    until = first + timedelta(days=length)
    found = list(periods(PayPeriods(every=every, first_day=first), until))
    assert found[0].first == first
    assert found[-1].first <= until <= found[-1].last
    for one, other in itertools.pairwise(found):
        assert one.last + timedelta(days=1) == other.first
    assert all(7 <= (each.last - each.first).days + 1 <= 31 for each in found)


def test_half_months_begin_on_the_1st_and_the_16th():
    plan = PayPeriods(every="semimonthly", first_day=date(2027, 2, 1))
    found = [each.first.day for each in periods(plan, date(2027, 4, 20))]
    assert found == [1, 16, 1, 16, 1, 16]


@given(st.dates(date(2020, 1, 1), date(2040, 12, 31)))
def test_a_year_later_is_the_same_weekday_within_three_days(day):
    later = a_year_later(day)
    assert later.weekday() == day.weekday()
    assert 362 <= (later - day).days <= 369


@pytest.mark.parametrize(
    ("text", "next_text"),
    [
        ("Jobs 253 Summer 2027", "Jobs 253 Summer 2028"),
        ("jobs253-27", "jobs253-28"),
        ("Internship 2026-27", "Internship 2027-28"),
        ("Internship 2026–27", "Internship 2027–28"),
        ("shadow-99", "shadow-99 2028"),
        ("Job shadow", "Job shadow 2028"),
    ],
)
def test_names_and_codes_carry_the_next_year(text, next_text):
    assert next_words(text, date(2027, 7, 5)) == next_text


def test_monthly_periods_stay_on_their_day_in_the_next_season():
    plan = PayPeriods(every="monthly", first_day=date(2027, 2, 28))
    rules = msgspec.structs.replace(JOBS_253_SERVICE.rules, pay_periods=plan)
    moved = next_rules(rules).pay_periods
    assert moved == PayPeriods(every="monthly", first_day=date(2028, 2, 28))


def test_the_massachusetts_plan_has_six_skills_three_of_the_job_and_five_grades():
    assert isinstance(MASSACHUSETTS, Rubric)
    assert (len(MASSACHUSETTS.employability), len(MASSACHUSETTS.job)) == (6, 3)
    assert MASSACHUSETTS.scale[0] == "Performance improvement needed"
