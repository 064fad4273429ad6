"""A week is confirmed, corrected, disputed or taken back; what it earns follows each time, once."""

from __future__ import annotations

import pytest
import sqlalchemy as sa

from app.core.access import Actor
from app.core.db import db
from app.core.errors import Conflict, Invalid, NotFound, Refused, StaleView
from app.core.todos import Todo
from app.credit.models import CreditLine
from app.desk.verify import findings
from app.hours import services
from app.hours.figures import Figure
from app.hours.models import Confirmation, Outcome, Shift, TimesheetState
from app.placements.models import Placement
from app.programs.rules import HourlyStipend, ProgramRules
from app.stipends import batch_services
from app.stipends.models import LineKind, StipendLine
from tests.builders import a_match, a_placement, a_program, a_school, a_student, a_week
from tests.hours.world import (
    ADMIN,
    BY_LINK,
    NEXT_MONDAY,
    SAM,
    at_once,
    day,
    dispute,
    enter,
    reverse,
    settle,
    sheet_of,
    work,
)

FAY = Actor("staff", 11, "Fay", "finance")
FIVE_DAYS = dict.fromkeys(range(5), 426)


def a_paid_match(cents_per_hour: int = 7_25):
    stipend = HourlyStipend(cents_per_hour=cents_per_hour, legal_basis="wages")
    rules = ProgramRules(target_minutes=60, stipend=stipend)
    return a_match(placement=a_placement(a_program(rules)))


def lines() -> list[tuple]:
    query = sa.select(StipendLine.kind, StipendLine.cents, StipendLine.minutes)
    return [tuple(row) for row in db.session.execute(query.order_by(StipendLine.id))]


def counted() -> list[int]:
    return list(db.session.scalars(sa.select(CreditLine.minutes).order_by(CreditLine.id)))


def said() -> list[tuple]:
    query = sa.select(Confirmation.outcome, Confirmation.minutes).order_by(Confirmation.id)
    return [tuple(row) for row in db.session.execute(query)]


def broken() -> dict[str, list]:
    """Give what `flask verify` would find."""
    return {found.name: found.broken for found in findings() if found.broken}


# -- confirming


def test_a_confirmed_week_pays_and_counts_once(any_app):
    with any_app.app_context():
        sheet = a_week(a_paid_match(), FIVE_DAYS)
        assert settle(sheet.id)
        assert sheet_of(sheet.id).state is TimesheetState.CONFIRMED
        # 5 days of 7.1 hours at $7.25: the week is rounded once, not each day (that made $257.40)
        assert lines() == [(LineKind.HOURS, 257_38, 2130)]
        assert counted() == [2130]
        assert broken() == {}


def test_confirming_again_changes_nothing(app):
    with app.app_context():
        sheet = a_week(a_paid_match(), FIVE_DAYS)
        assert settle(sheet.id)
        assert not settle(sheet.id)
        assert (len(lines()), len(counted()), len(said())) == (1, 1, 1)


def test_the_evidence_says_who_how_and_which_figures(app):
    with app.app_context():
        sheet = a_week(a_paid_match(), {0: 60})
        settle(sheet.id)
        kept = db.session.scalars(sa.select(Confirmation)).one()
        assert (kept.by, kept.name, kept.method, kept.version) == ("contact:1", "Sam", "link", 2)
        assert (kept.address, kept.agent) == ("192.0.2.7", "a phone")
        assert kept.figures == {"2026-10-05": {"minutes": 60, "absent": False}}


def test_a_confirmation_binds_to_the_figures_that_were_shown(app):
    with app.app_context():
        match = a_paid_match()
        sheet_id = enter(match.id, work(0, "9:00", "12:00"))
        enter(match.id, work(0, "9:00", "17:00"), shown=2)
        with pytest.raises(StaleView):
            settle(sheet_id, shown=2)
        assert (lines(), said()) == ([], [])


@pytest.mark.parametrize("act", [settle, dispute])
def test_a_week_in_a_pay_batch_is_refused(app, act):
    with app.app_context():
        sheet_id = a_frozen_week()
        with pytest.raises(Conflict, match="pay batch"):
            act(sheet_id)
        assert broken() == {}


def a_frozen_week() -> int:
    match = a_paid_match()
    sheet_id = a_week(match, FIVE_DAYS).id
    settle(sheet_id)
    program_id = db.session.get_one(Placement, match.placement_id).program_id
    batch_services.prepare(program_id, day(6), by=FAY, at=NEXT_MONDAY)
    assert sheet_of(sheet_id).state is TimesheetState.FROZEN
    return sheet_id


# -- correcting


def test_a_correction_is_a_new_line_that_names_the_old_one(any_app):
    with any_app.app_context():
        sheet = a_week(a_paid_match(), FIVE_DAYS)
        settle(sheet.id)
        assert settle(sheet.id, {day(0): Figure(366)})
        assert lines() == [
            (LineKind.HOURS, 257_38, 2130),
            (LineKind.ADJUSTMENT, 250_13 - 257_38, -60),
        ]
        first, second = db.session.scalars(sa.select(StipendLine).order_by(StipendLine.id))
        assert (second.corrects_id, second.version) == (first.id, first.version + 1)
        assert counted() == [2130, -60]
        assert broken() == {}


def test_a_corrected_day_keeps_what_was_entered(app):
    with app.app_context():
        sheet = a_week(a_paid_match(), {0: 420, 1: 420})
        settle(sheet.id, {day(0): Figure(360), day(1): Figure(0, absent=True), day(2): Figure(90)})
        settle(sheet.id, {day(0): Figure(390)})
        query = sa.select(
            Shift.day, Shift.minutes, Shift.entered_minutes, Shift.absent, Shift.entered_by
        ).order_by(Shift.day)
        assert [tuple(row) for row in db.session.execute(query)] == [
            (day(0), 390, 420, False, "contact:1"),
            (day(1), 0, 420, True, "contact:1"),
            (day(2), 90, None, False, "contact:1"),
        ]
        assert (sheet_of(sheet.id).minutes, sheet_of(sheet.id).version) == (480, 4)
        assert said() == [(Outcome.CONFIRMED, 450), (Outcome.CONFIRMED, 480)]


@pytest.mark.parametrize(
    ("weekday", "figure"),
    [
        (0, Figure(-60)),
        (0, Figure(24 * 60 + 1)),
        (0, Figure(10**9)),
        (0, Figure(60, absent=True)),
        (7, Figure(60)),
        (-1, Figure(60)),
    ],
)
def test_a_correction_that_cannot_be_is_refused_at_its_day(app, weekday, figure):
    with app.app_context():
        sheet = a_week(a_paid_match(), {0: 420})
        with pytest.raises(Invalid) as refused:
            settle(sheet.id, {day(weekday): figure})
        assert set(refused.value.fields) == {day(weekday).isoformat()}
        assert (sheet_of(sheet.id).minutes, lines()) == (420, [])


def test_a_supervisor_cannot_put_hours_on_a_day_to_come(app):
    with app.app_context():
        sheet = a_week(a_paid_match(), {0: 420})
        with pytest.raises(Invalid):
            settle(sheet.id, {day(3): Figure(60)}, at=NEXT_MONDAY.replace(day=7))


# -- disputing and taking back


def test_a_dispute_takes_back_what_was_earned_and_asks_the_school_s_staff(any_app):
    with any_app.app_context():
        sheet = a_week(a_paid_match(), FIVE_DAYS)
        settle(sheet.id)
        assert dispute(sheet.id)
        assert sheet_of(sheet.id).state is TimesheetState.DISPUTED
        assert [line[1:] for line in lines()] == [(257_38, 2130), (-257_38, -2130)]
        assert counted() == [2130, -2130]
        todo = db.session.scalars(sa.select(Todo)).one()
        assert "Ana was ill." in todo.sentence
        assert (todo.role, todo.done_at) == ("career_specialist", None)
        assert broken() == {}


def test_saying_the_same_again_is_saying_it_once(app):
    with app.app_context():
        sheet = a_week(a_paid_match(), FIVE_DAYS)
        assert dispute(sheet.id)
        assert not dispute(sheet.id)
        assert said() == [(Outcome.DISPUTED, 2130)]


def test_a_disputed_week_that_is_confirmed_after_all_earns_again(any_app):
    with any_app.app_context():
        sheet = a_week(a_paid_match(), FIVE_DAYS)
        settle(sheet.id)
        dispute(sheet.id)
        assert settle(sheet.id)
        assert [line[1] for line in lines()] == [257_38, -257_38, 257_38]
        assert db.session.scalars(sa.select(Todo.done_at)).one() is not None
        assert broken() == {}


def test_a_confirmation_taken_back_earns_nothing_until_it_is_given_again(any_app):
    with any_app.app_context():
        sheet = a_week(a_paid_match(), FIVE_DAYS)
        settle(sheet.id)
        reverse(sheet.id)
        assert sheet_of(sheet.id).state is TimesheetState.SUBMITTED
        assert sum(line[1] for line in lines()) == 0
        settle(sheet.id)
        assert sum(line[1] for line in lines()) == 257_38
        assert broken() == {}


def test_taking_back_needs_a_reason(app):
    with app.app_context():
        sheet = a_week(a_paid_match())
        settle(sheet.id)
        with pytest.raises(Invalid):
            reverse(sheet.id, reason="")
        assert sheet_of(sheet.id).state is TimesheetState.CONFIRMED


@pytest.mark.parametrize("role", ["finance", "employer_engagement", "career_specialist"])
def test_staff_without_a_right_to_the_student_cannot_take_back(app, role):
    with app.app_context():
        sheet = a_week(a_paid_match())
        settle(sheet.id)
        stranger = Actor("staff", 9, "Cy", role, frozenset({a_school().id}))
        with pytest.raises((NotFound, Refused)):
            services.reverse(sheet.id, reason="mine now", by=stranger, at=NEXT_MONDAY)


# -- two at once


def test_two_confirmations_at_once_have_one_effect(any_app):
    with any_app.app_context():
        sheet_id = a_week(a_paid_match(), FIVE_DAYS).id
    outcomes = at_once(any_app, *[lambda: settle(sheet_id, shown=2)] * 4)
    assert outcomes.count(True) == 1
    with any_app.app_context():
        assert (len(lines()), len(counted()), len(said())) == (1, 1, 1)
        assert broken() == {}


def test_confirming_disputing_and_correcting_at_once_leave_one_story(any_app):
    with any_app.app_context():
        sheet_id = a_week(a_paid_match(), FIVE_DAYS).id
    at_once(
        any_app,
        lambda: settle(sheet_id, shown=2),
        lambda: dispute(sheet_id),
        lambda: settle(sheet_id, {day(0): Figure(60)}, shown=2),
        lambda: reverse(sheet_id),
    )
    with any_app.app_context():
        assert broken() == {}


def test_evidence_by_telephone_names_the_member_of_staff(app):
    with app.app_context():
        sheet = a_week(a_paid_match())
        by_phone = type(BY_LINK)("phone", ADMIN, "Sam on the phone")
        settle(sheet.id, evidence=by_phone)
        kept = db.session.scalars(sa.select(Confirmation)).one()
        assert (kept.method, kept.by, kept.name) == ("phone", ADMIN.key, "Sam on the phone")
        assert SAM.key != kept.by


def test_a_second_complaint_is_kept_beside_the_first(app):
    with app.app_context():
        sheet = a_week(a_paid_match())
        assert dispute(sheet.id, "Ana was ill.")
        assert dispute(sheet.id, "not my student", Outcome.NOT_MINE)
        assert [outcome for outcome, _ in said()] == [Outcome.DISPUTED, Outcome.NOT_MINE]
        assert "is not their student" in db.session.scalars(sa.select(Todo)).one().sentence
        assert broken() == {}


def test_a_correction_counts_the_hours_of_that_day_elsewhere(app):
    with app.app_context():
        student = a_student()
        night = a_week(a_match(student, a_placement(weekdays={})), {0: 20 * 60})
        week = a_week(a_match(student, a_placement(weekdays={})), {0: 4 * 60})
        with pytest.raises(Invalid) as refused:
            settle(week.id, {day(0): Figure(4 * 60 + 1)})
        said = refused.value.fields[day(0).isoformat()]
        assert said == "With other hours of that day, it is more than 24."
        assert night.minutes == 20 * 60
        assert settle(week.id, {day(0): Figure(3 * 60)})
