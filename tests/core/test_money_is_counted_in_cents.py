"""Money is integer cents with one rounding rule, so that a reversal is the exact negative."""

from __future__ import annotations

import math
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.core.money import dollars, pay, round_half_up

NUMBERS = st.integers(-(10**15), 10**15)
DIVISORS = st.integers(-(10**6), 10**6).filter(bool)


@given(NUMBERS, DIVISORS)
def test_rounding_is_to_the_nearest_and_halves_go_away_from_zero(number, divisor):
    exact = Fraction(number, divisor)
    nearest = math.floor(abs(exact) + Fraction(1, 2))
    assert round_half_up(number, divisor) == (nearest if exact >= 0 else -nearest)


@given(NUMBERS, DIVISORS)
def test_a_reversal_rounds_to_the_exact_negative(number, divisor):
    assert round_half_up(-number, divisor) == -round_half_up(number, divisor)
    assert round_half_up(number, -divisor) == -round_half_up(number, divisor)


@given(st.integers(0, 10_080), st.integers(0, 1_000_000))
def test_pay_is_within_half_a_cent_of_the_exact_sum(minutes, rate):
    assert abs(pay(minutes, rate) - Fraction(minutes * rate, 60)) <= Fraction(1, 2)
    assert pay(-minutes, rate) == -pay(minutes, rate)


@given(st.integers(0, 10_080), st.integers(0, 10_080), st.integers(0, 1_000_000))
def test_more_minutes_never_pay_less(minutes, more, rate):
    assert pay(minutes, rate) <= pay(minutes + more, rate)


def test_a_week_is_rounded_once_and_not_each_day():
    # 5 days of 7.1 hours at $7.25: $257.38 for the week, $257.40 if each day were rounded
    assert pay(5 * 426, 7_25) == 257_38
    assert 5 * pay(426, 7_25) == 257_40


@pytest.mark.parametrize(
    ("minutes", "rate", "cents"),
    [(60, 17_13, 17_13), (30, 1, 1), (29, 1, 0), (90, 1, 2), (1, 0, 0)],
)
def test_some_amounts_known_by_hand(minutes, rate, cents):
    assert pay(minutes, rate) == cents


@pytest.mark.parametrize(
    ("cents", "words"),
    [
        (0, "$0.00"),
        (5, "$0.05"),
        (123_450, "$1,234.50"),
        (-257_38, "−$257.38"),
        (10**9, "$10,000,000.00"),
    ],
)
def test_dollars_are_written_as_people_read_them(cents, words):
    assert dollars(cents) == words
