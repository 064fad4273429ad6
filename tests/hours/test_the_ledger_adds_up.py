"""Whatever is said about weeks, in whatever order, ledger and credit add up to what stands."""

from __future__ import annotations

import contextlib
import math
from collections.abc import Iterator
from fractions import Fraction

import pytest
import sqlalchemy as sa
from flask import Flask
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from app.core.db import db
from app.core.use_case import transaction
from app.credit import queries as credit
from app.desk.verify import findings
from app.hours.figures import Figure
from app.hours.models import Timesheet, TimesheetState
from app.matches.models import Match
from app.placements.models import Placement
from app.programs.models import Program
from app.programs.presets import JOBS_253_SERVICE
from app.programs.rules import CompletionStipend, HourlyStipend, ProgramRules
from app.stipends.models import LineKind, StipendLine
from tests.builders import LONG_AGO, MONDAY, a_match, a_placement, a_program, a_week
from tests.hours.world import day, dispute, reverse, settle, sheet_of

LATER = LONG_AGO.replace(month=12)
WEEKS = 2
TARGET = 40 * 60
SAYINGS = st.lists(
    st.tuples(
        st.integers(0, WEEKS - 1),
        st.sampled_from(["confirm", "correct", "dispute", "reverse"]),
        st.integers(0, 6),
        st.one_of(st.integers(0, 24 * 60), st.just(TARGET // 7)),
    ),
    max_size=10,
)
ENTERED = st.lists(
    st.dictionaries(st.integers(0, 6), st.integers(0, 14 * 60), min_size=1),
    min_size=WEEKS,
    max_size=WEEKS,
)
shared_database = settings(suppress_health_check=[HealthCheck.function_scoped_fixture])


@pytest.fixture
def opening(app: Flask) -> Placement:
    with app.app_context():
        return a_placement(seats=500)


class Undone(Exception):
    """Take an example's rows back, so that the next begins as it did."""


@contextlib.contextmanager
def an_example(opening: Placement, stipend: HourlyStipend | CompletionStipend) -> Iterator[Match]:
    """Give a match under a plan, in one transaction that is never committed."""
    with contextlib.suppress(Undone), transaction():
        program = db.session.get_one(Program, opening.program_id)
        program.rules = ProgramRules(target_minutes=TARGET, stipend=stipend)
        yield a_match(placement=opening)
        raise Undone


def the_weeks(match: Match, entered: list[dict[int, int]]) -> list[Timesheet]:
    weeks = [day(7 * number, MONDAY) for number in range(WEEKS)]
    return [a_week(match, minutes, week=week) for minutes, week in zip(entered, weeks, strict=True)]


def say(sheet_id: int, saying: str, weekday: int, minutes: int) -> None:
    """Say something of a week, where its state allows it."""
    sheet = sheet_of(sheet_id)
    if saying == "reverse":
        if sheet.state is TimesheetState.CONFIRMED:
            reverse(sheet_id)
    elif saying == "dispute":
        dispute(sheet_id, note=f"day {weekday}")
    elif saying == "correct":
        settle(sheet_id, {day(weekday, sheet.week): Figure(minutes)}, at=LATER)
    else:
        settle(sheet_id, at=LATER)


def standing(sheet_id: int) -> int:
    """Give the minutes of a week that stand confirmed."""
    sheet = sheet_of(sheet_id)
    return sheet.minutes if sheet.state is TimesheetState.CONFIRMED else 0


def half_up(amount: Fraction) -> int:
    return math.floor(amount + Fraction(1, 2))


def summed(column: sa.ColumnElement[int], *where: sa.ColumnElement[bool]) -> int:
    return db.session.scalar(sa.select(sa.func.coalesce(sa.func.sum(column), 0)).where(*where)) or 0


@shared_database
@given(entered=ENTERED, sayings=SAYINGS, rate=st.integers(0, 100_00))
def test_an_hourly_plan_has_paid_each_week_s_confirmed_minutes(
    app, opening, entered, sayings, rate
):
    plan = HourlyStipend(cents_per_hour=rate, legal_basis="wages")
    with app.app_context(), an_example(opening, plan) as match:
        sheets = the_weeks(match, entered)
        for number, *saying in sayings:
            say(sheets[number].id, *saying)
        for sheet in sheets:
            minutes, of_it = standing(sheet.id), StipendLine.timesheet_id == sheet.id
            assert summed(StipendLine.minutes, of_it) == minutes
            assert summed(StipendLine.cents, of_it) == half_up(Fraction(minutes * rate, 60))
            assert credit.counted(sheet.id) == minutes


@shared_database
@given(entered=ENTERED, sayings=SAYINGS, cents=st.integers(1, 1000_00))
def test_a_completion_plan_has_paid_the_sum_while_the_target_is_reached(
    app, opening, entered, sayings, cents
):
    plan = CompletionStipend(cents=cents, minutes=TARGET, legal_basis="a service stipend")
    with app.app_context(), an_example(opening, plan) as match:
        sheets, of_it = the_weeks(match, entered), StipendLine.match_id == match.id
        for number, *saying in sayings:
            say(sheets[number].id, *saying)
        minutes = sum(standing(sheet.id) for sheet in sheets)
        assert summed(StipendLine.minutes, of_it) == minutes
        assert summed(StipendLine.cents, of_it) == (cents if minutes >= TARGET else 0)
        assert sum(credit.counted(sheet.id) for sheet in sheets) == minutes


EVERY_SAYING = ["confirm", "correct", "confirm", "dispute", "reverse"]
HOURLY = ProgramRules(
    target_minutes=TARGET, stipend=HourlyStipend(cents_per_hour=17_13, legal_basis="wages")
)


@pytest.mark.parametrize("rules", [JOBS_253_SERVICE.rules, HOURLY], ids=["completion", "hourly"])
def test_what_verify_computes_in_the_database_agrees(any_app, rules):
    with any_app.app_context():
        match = a_match(placement=a_placement(a_program(rules)))
        sheets = the_weeks(match, [{0: 419, 1: 7}, dict.fromkeys(range(6), 480)])
        for number, saying in enumerate(
            ["confirm", "correct", "confirm", "dispute", "reverse"] * 4
        ):
            say(sheets[number % WEEKS].id, saying, number % 7, 67 * number)
            assert {found.name: found.broken for found in findings() if found.broken} == {}
        kinds = set(db.session.scalars(sa.select(StipendLine.kind)))
        assert {LineKind.HOURS, LineKind.ADJUSTMENT} <= kinds
