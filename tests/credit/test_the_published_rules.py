"""Every rule of domain.md §3.1 gives what its state or district published, cap and condition."""

from __future__ import annotations

from datetime import date, timedelta

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.core import clock
from app.core.errors import Conflict
from app.credit import award_services, queries
from app.credit.progress import Facts, Held, progress
from app.programs.credit_presets import CREDIT_PRESETS, TENNESSEE_CHANGE, credit_preset
from app.programs.credit_rules import (
    Credit,
    CreditCaps,
    HoursCredit,
    Level,
    WeeklyCredit,
    rule_on,
)
from app.programs.presets import JOBS_253_SERVICE
from app.programs.rules import keep_rules, read_rules
from tests.builders import a_match, a_placement, a_program, a_student, a_week
from tests.credit.test_awarding_credit import ADA
from tests.hours.world import day, settle

FULL = Facts(shadow_days=3, reviews=frozenset({"baseline", "final"}), rating=400, plan_signed=True)
NEXT_MOVE = frozenset({"next move intro"})


def earned(key, hours, *, facts=FULL, held=None, on=date(2026, 5, 1)):
    found = credit_preset(key)
    rule = rule_on(found.rule, found.before, on)
    return progress(rule, int(hours * 60), NEXT_MOVE, facts, held or Held()).earned


@pytest.mark.parametrize(
    ("key", "hours", "credit"),
    [
        ("wa-instructional", 180, 100),
        ("wa-instructional", 179, 50),
        ("wa-cooperative", 360, 100),
        ("wa-cooperative", 359, 50),
        ("wa-paid-work", 359, 0),
        ("wa-paid-work", 360, 100),
        ("wa-paid-work", 1080, 200),
        ("wa-older", 404, 0),
        ("wa-older", 405, 100),
        ("tps-jobs-253", 40, 50),
        ("tn", 5 * 18, 100),
        ("tn", 10 * 18, 200),
        ("tn", 30 * 18, 600),
        ("tn", 40 * 18, 600),
        ("tx-paid", 10 * 36 - 1, 0),
        ("tx-paid", 10 * 36, 200),
        ("tx-paid", 15 * 36, 300),
        ("tx-unpaid", 10 * 36, 200),
        ("tx-unpaid", 15 * 36, 300),
        ("ga", 7.5 * 18, 100),
        ("ga", 15 * 18, 200),
        ("ga", 22.5 * 18, 300),
        ("ca-san-diego", 150, 100),
        ("ca-san-diego", 149, 0),
        ("ms", 140, 100),
        ("ms", 420, 200),
        ("sc-charleston", 60, 50),
        ("sc-charleston", 120, 100),
        ("vt-river-valley", 80, 50),
        ("vt-river-valley", 160, 100),
        ("oh", 250, 0),
        ("ca", 100, 1000),
        ("ma", 100, 100),
        ("shadow-and-hours", 100, 50),
    ],
)
def test_hours_earn_what_the_rule_says(key, hours, credit):
    assert earned(key, hours) == credit


def test_every_preset_names_its_source_and_has_a_key_of_its_own():
    assert all(each.rule.source for each in CREDIT_PRESETS)
    assert len({each.key for each in CREDIT_PRESETS}) == len(CREDIT_PRESETS)


def test_tennessee_counts_by_the_rule_of_the_day_on_both_sides_of_the_change():
    last_old, first_new = TENNESSEE_CHANGE - timedelta(days=1), TENNESSEE_CHANGE
    assert date(2024, 12, 10) == TENNESSEE_CHANGE
    assert [earned("tn", hours * 18, on=last_old) for hours in (5, 10, 20, 30)] == [
        0,
        100,
        200,
        200,
    ]
    assert [earned("tn", hours * 18, on=first_new) for hours in (5, 10, 20, 30)] == [
        *(100, 200, 400, 600)
    ]
    assert earned("tn", 20 * 18, on=last_old, held=Held(year=200)) == 100
    assert earned("tn", 20 * 18, on=first_new, held=Held(year=500)) == 100


def test_a_third_credit_of_paid_work_in_washington_is_refused_and_says_why():
    rule = credit_preset("wa-paid-work").rule
    done = progress(rule, 360 * 60, frozenset(), FULL, Held(lifetime=200))
    assert done.earned == 0
    assert "nothing: 2 credit is the most in a lifetime" in done.missing


def test_georgia_and_california_cap_a_term_and_a_lifetime():
    assert earned("ga", 22.5 * 18, held=Held(term=200)) == 100
    assert earned("ca", 10, held=Held(term=400)) == 600
    assert earned("ca", 10, held=Held(lifetime=4000)) == 0


def test_conditions_beside_hours_gate_all_credit_and_are_named():
    charleston = credit_preset("sc-charleston").rule
    done = progress(charleston, 6000, frozenset(), Facts(reviews=frozenset({"baseline"})))
    assert (done.earned, done.missing) == (
        0,
        ("20 h more until the next 0.5 credit", "the final review"),
    )
    strict = msgspec.structs.replace(
        charleston, conditions=msgspec.structs.replace(charleston.conditions, lowest_rating=350)
    )
    facts = Facts(reviews=FULL.reviews, rating=340)
    assert "a final review of 3.5 or better" in progress(strict, 6000, frozenset(), facts).missing
    assert earned("wa-cooperative", 360, facts=Facts()) == 0
    shadow = credit_preset("shadow-and-hours").rule
    assert progress(shadow, 99 * 60, frozenset(), Facts(shadow_days=2)).missing == (
        "1 h more",
        "1 more day of job shadowing",
    )


def test_rounding_to_the_nearest_step_gives_it_from_half_a_stretch():
    rule = HoursCredit(credit=50, minutes=60 * 60, cap=100, rounding="nearest")
    found = [progress(rule, hours * 60, frozenset()) for hours in (29, 30, 90, 200)]
    assert [each.earned for each in found] == [0, 50, 100, 100]
    assert [each.spent for each in found] == [0, 30 * 60, 90 * 60, 120 * 60]


def test_levels_that_do_not_rise_are_refused():
    with pytest.raises(msgspec.ValidationError):
        msgspec.convert(
            {
                "kind": "weekly",
                "weeks": 18,
                "levels": [{"minutes": 600, "credit": 100}, {"minutes": 300, "credit": 200}],
            },
            Credit,
        )


def test_rules_kept_before_there_were_other_shapes_are_read():
    old = {"kind": "hours", "credit": 50, "minutes": 2400, "cap": 50, "course": "Next Move Intro"}
    rules = keep_rules(JOBS_253_SERVICE.rules)
    rules.pop("credit_before")
    read = read_rules(rules | {"credit": old})
    assert (read.credit.cap, read.credit.caps, read.credit_before) == (50, CreditCaps(), ())


@pytest.mark.parametrize("each", CREDIT_PRESETS, ids=lambda each: each.key)
def test_each_preset_is_kept_and_read_as_it_was(each):
    rules = msgspec.structs.replace(
        JOBS_253_SERVICE.rules, credit=each.rule, credit_before=each.before
    )
    assert read_rules(msgspec.json.decode(msgspec.json.encode(keep_rules(rules)))) == rules


# -- whatever the rule, hours and awards


@given(
    st.sampled_from(CREDIT_PRESETS),
    st.integers(0, 200_000),
    st.integers(0, 50_000),
    st.integers(0, 1200),
    st.booleans(),
)
def test_more_minutes_never_earn_less_and_caps_are_never_passed(each, minutes, more, has, met):
    held, facts = Held(term=has, year=has, lifetime=has), FULL if met else Facts()
    one = progress(each.rule, minutes, NEXT_MOVE, facts, held)
    two = progress(each.rule, minutes + more, NEXT_MOVE, facts, held)
    assert 0 <= one.earned <= two.earned <= two.cap
    assert one.spent <= minutes
    assert one.spent <= two.spent
    for cap in (each.rule.caps.term, each.rule.caps.year, each.rule.caps.lifetime):
        assert cap is None or one.earned + has <= max(cap, has)
    if isinstance(each.rule, HoursCredit) and not has:
        assert one.earned in {each.rule.cap, one.earned // each.rule.credit * each.rule.credit}


@given(st.integers(0, 400_000), st.integers(0, 400_000))
def test_what_is_awarded_bit_by_bit_is_what_is_awarded_at_once(first, second):
    rule = WeeklyCredit(
        weeks=18, levels=tuple(Level(minutes=300 * n, credit=100 * n) for n in range(1, 7))
    )
    low, high = sorted((first, second))
    one = progress(rule, low, frozenset()).earned
    held = Held(match=one, term=one, year=one, lifetime=one)
    assert progress(rule, high, frozenset(), FULL, held).earned == (
        progress(rule, high, frozenset()).earned
    )


# -- with records


def test_a_lifetime_cap_counts_the_awards_of_other_programs(any_app):
    with any_app.app_context():
        student = a_student()
        rule = HoursCredit(
            credit=100, minutes=40 * 60, cap=100, family="paid work", caps=CreditCaps(lifetime=200)
        )
        rules = msgspec.structs.replace(JOBS_253_SERVICE.rules, credit=rule)
        for number in range(3):
            match = a_match(student, a_placement(a_program(rules)))
            week = a_week(match, dict.fromkeys(range(5), 480), week=day(-7 * number))
            settle(week.id)
            if number < 2:
                award_services.award(match.id, shown=100, by=ADA, at=clock.now())
        with pytest.raises(Conflict, match="most in a lifetime"):
            award_services.award(match.id, shown=100, by=ADA, at=clock.now())
        assert queries.offers_of([match.id])[match.id].credit == 0


def test_only_hours_from_the_named_day_count(any_app):
    with any_app.app_context():
        rule = HoursCredit(credit=50, minutes=8 * 60, cap=500, counts_from=day(2))
        rules = msgspec.structs.replace(JOBS_253_SERVICE.rules, credit=rule)
        match = a_match(a_student(), a_placement(a_program(rules)))
        settle(a_week(match, dict.fromkeys(range(5), 480)).id)
        done = queries.progress_of([match.id])[match.id]
        assert (done.minutes, done.earned) == (3 * 480, 150)
        plan = msgspec.structs.replace(rule, counts_after_plan=True)
        unsigned = msgspec.structs.replace(rules, credit=plan)
        other = a_match(a_student(), a_placement(a_program(unsigned)))
        settle(a_week(other, dict.fromkeys(range(5), 480)).id)
        assert queries.progress_of([other.id])[other.id].minutes == 0
