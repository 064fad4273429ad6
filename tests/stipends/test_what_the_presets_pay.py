"""The presets pay what their districts published, once, and take back what no longer holds."""

from __future__ import annotations

import contextlib
import threading

import pytest
import sqlalchemy as sa

from app.core.db import db
from app.core.money import dollars
from app.core.use_case import transaction
from app.hours.figures import Figure
from app.programs.presets import JOBS_253_SERVICE, SCHOOL_YEAR_INTERNSHIP
from app.programs.rules import NoStipend
from app.stipends.models import LineKind, StipendLine
from app.stipends.plans import completion_cents, rule_words, week_cents
from tests.builders import MONDAY, a_match, a_placement, a_program, a_week
from tests.hours.world import at_once, day, dispute, reverse, settle

JOBS_253 = JOBS_253_SERVICE.rules.stipend
INTERNSHIP = SCHOOL_YEAR_INTERNSHIP.rules.stipend
EIGHT_HOURS_A_DAY = dict.fromkeys(range(5), 8 * 60)


def a_service_match():
    return a_match(placement=a_placement(a_program(JOBS_253_SERVICE.rules)))


def milestones() -> list[tuple]:
    query = sa.select(StipendLine.kind, StipendLine.cents).where(
        StipendLine.kind.in_((LineKind.COMPLETION, LineKind.REVERSAL))
    )
    return [tuple(row) for row in db.session.execute(query.order_by(StipendLine.id))]


def test_jobs_253_pays_500_dollars_for_40_hours_and_nothing_before():
    assert completion_cents(JOBS_253, 40 * 60) == 500_00
    assert completion_cents(JOBS_253, 40 * 60 - 1) == 0
    assert completion_cents(JOBS_253, 400 * 60) == 500_00
    assert week_cents(JOBS_253, 40 * 60) == 0
    assert rule_words(JOBS_253) == "$500.00 on completing 40 hours"


@pytest.mark.parametrize(
    ("minutes", "cents"), [(60, 17_13), (0, 0), (1, 29), (30, 8_57), (450, 128_48), (2400, 685_20)]
)
def test_an_internship_pays_17_13_an_hour_to_the_minute(minutes, cents):
    assert week_cents(INTERNSHIP, minutes) == cents
    assert completion_cents(INTERNSHIP, minutes) == 0


def test_the_rule_is_printed_with_its_rounding():
    words = "$17.13 an hour, each week rounded half up to the cent"
    assert rule_words(INTERNSHIP) == words
    assert (rule_words(NoStipend()), week_cents(NoStipend(), 600)) == ("no stipend", 0)


def test_completing_pays_once_however_many_weeks_follow(any_app):
    with any_app.app_context():
        match = a_service_match()
        settle(a_week(match, {0: 39 * 30, 1: 39 * 30}).id)
        assert milestones() == []
        settle(a_week(match, {0: 60}, week=day(-7)).id)
        assert milestones() == [(LineKind.COMPLETION, 500_00)]
        settle(a_week(match, EIGHT_HOURS_A_DAY, week=day(-14)).id)
        assert milestones() == [(LineKind.COMPLETION, 500_00)]


def test_falling_below_by_a_correction_takes_it_back_and_reaching_it_pays_again(any_app):
    with any_app.app_context():
        sheet = a_week(a_service_match(), EIGHT_HOURS_A_DAY)
        settle(sheet.id)
        settle(sheet.id, {day(0): Figure(8 * 60 - 1)})
        assert milestones() == [(LineKind.COMPLETION, 500_00), (LineKind.REVERSAL, -500_00)]
        lines = db.session.scalars(
            sa.select(StipendLine)
            .where(StipendLine.timesheet_id.is_(None))
            .order_by(StipendLine.id)
        ).all()
        assert (lines[0].corrects_id, lines[1].corrects_id) == (None, lines[0].id)
        settle(sheet.id, {day(5): Figure(1)})
        assert [cents for _, cents in milestones()] == [500_00, -500_00, 500_00]


@pytest.mark.parametrize("undo", [dispute, reverse])
def test_a_week_no_longer_confirmed_takes_the_completion_back(app, undo):
    with app.app_context():
        sheet = a_week(a_service_match(), EIGHT_HOURS_A_DAY)
        settle(sheet.id)
        undo(sheet.id)
        assert [cents for _, cents in milestones()] == [500_00, -500_00]


def test_two_weeks_settled_at_once_complete_it_once(any_app):
    with any_app.app_context():
        match = a_service_match()
        settle(a_week(match, {0: 38 * 30, 1: 38 * 30}).id)
        two = [a_week(match, {0: 120}, week=day(-7 * number, MONDAY)).id for number in (1, 2)]
    meeting = threading.Barrier(2, timeout=0.5)

    def settle_slowly(sheet_id: int) -> bool:
        # were both let in, they would meet here, neither having seen the other's hours
        with transaction():
            done = settle(sheet_id)
            with contextlib.suppress(threading.BrokenBarrierError):
                meeting.wait()
        return done

    outcomes = at_once(any_app, *[lambda sheet=sheet: settle_slowly(sheet) for sheet in two])
    assert outcomes == [True, True]
    with any_app.app_context():
        assert milestones() == [(LineKind.COMPLETION, 500_00)]


def test_a_week_and_its_corrections_pay_as_one_week(app):
    with app.app_context():
        match = a_match(placement=a_placement(a_program(SCHOOL_YEAR_INTERNSHIP.rules)))
        sheet = a_week(match, {0: 31, 1: 31})
        settle(sheet.id)
        for minutes in (32, 33, 30):
            settle(sheet.id, {day(0): Figure(minutes)})
        cents = list(db.session.scalars(sa.select(StipendLine.cents).order_by(StipendLine.id)))
        assert dollars(sum(cents)) == dollars(week_cents(INTERNSHIP, 61)) == "$17.42"
        assert len(cents) == 4
