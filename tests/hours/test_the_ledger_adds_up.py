"""Whatever is said about weeks, in whatever order, ledger and credit add up to what stands."""  # noqa: E501

from __future__ import annotations

import math
from fractions import Fraction

import pytest
import sqlalchemy as sa
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from app.core.db import db
from app.core.use_case import transaction
from app.credit import queries as credit
from app.desk.verify import findings
from app.hours.figures import Figure
from app.hours.models import Timesheet, TimesheetState
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
shared_database = settings(suppress_health_check=[HealthCheck.function_scoped_fixture])  # noqa: E501


def the_weeks(rules: ProgramRules, entered: list[dict[int, int]]) -> list[Timesheet]:
    match = a_match(placement=a_placement(a_program(rules)))
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
def test_an_hourly_plan_has_paid_each_week_s_confirmed_minutes(app, entered, sayings, rate):
    stipend = HourlyStipend(cents_per_hour=rate, legal_basis="wages")
    with app.app_context(), transaction():
        sheets = the_weeks(ProgramRules(target_minutes=TARGET, stipend=stipend), entered)
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
    app, entered, sayings, cents
):
    stipend = CompletionStipend(cents=cents, minutes=TARGET, legal_basis="a service stipend")
    with app.app_context(), transaction():
        sheets = the_weeks(ProgramRules(target_minutes=TARGET, stipend=stipend), entered)
        of_it = StipendLine.match_id == sheets[0].match_id
        for number, *saying in sayings:
            say(sheets[number].id, *saying)
        minutes = sum(standing(sheet.id) for sheet in sheets)
        assert summed(StipendLine.minutes, of_it) == minutes
        assert summed(StipendLine.cents, of_it) == (cents if minutes >= TARGET else 0)
        assert sum(credit.counted(sheet.id) for sheet in sheets) == minutes


@pytest.mark.parametrize("rules", [JOBS_253_SERVICE.rules, None], ids=["completion", "hourly"])
def test_what_verify_computes_in_the_database_agrees(any_app, rules):
    hourly = HourlyStipend(cents_per_hour=17_13, legal_basis="wages")
    with any_app.app_context():
        entered = [{0: 419, 1: 7}, {2: 480, 3: 480, 4: 480, 5: 600, 6: 380}]
        sheets = the_weeks(rules or ProgramRules(target_minutes=TARGET, stipend=hourly), entered)
        for number, saying in enumerate(
            ["confirm", "correct", "confirm", "dispute", "reverse"] * 4
        ):
            say(sheets[number % WEEKS].id, saying, number % 7, 97 * number)
        assert {found.name: found.broken for found in findings() if found.broken} == {}
        kinds = set(db.session.scalars(sa.select(StipendLine.kind)))
        assert LineKind.ADJUSTMENT in kinds
