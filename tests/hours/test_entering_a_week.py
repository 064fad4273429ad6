"""Staff enter a week; what cannot be is refused at its day, and nothing is half written."""

from __future__ import annotations

from datetime import date, time, timedelta

import pytest
import sqlalchemy as sa

from app.core.access import Actor
from app.core.db import db
from app.core.errors import Conflict, Invalid, NotFound
from app.core.journal import Event
from app.hours import queries, services
from app.hours.entry import Entry
from app.hours.models import Shift, Timesheet, TimesheetState
from app.matches.models import MatchState
from tests.builders import MONDAY, a_match, a_placement, a_school, a_site, a_student, a_week
from tests.hours.world import ADMIN, SUNDAY_NIGHT, day, enter, settle, sheet_of, work


def refusal(match_id: int, *entries: Entry, **more) -> dict[str, str]:
    """Give the sentences at the days; nothing may have been written."""
    before = rows()
    with pytest.raises(Invalid) as refused:
        enter(match_id, *entries, **more)
    assert rows() == before
    return refused.value.fields


def rows() -> list[tuple]:
    read = db.session.execute
    return [tuple(row) for table in (Timesheet, Shift) for row in read(sa.select(table.__table__))]


def test_a_week_of_work_is_kept_with_its_sum_and_an_event(any_app):
    with any_app.app_context():
        match = a_match()
        sheet_id = enter(match.id, work(0, "9:00", "17:00", 30), work(2, "13:15", "16:00"))
        sheet = queries.sheet(sheet_id)
        assert (sheet.state, sheet.minutes, sheet.week) == (TimesheetState.OPEN, 615, MONDAY)
        assert [(each.day, each.minutes) for each in sheet.shifts] == [(day(0), 450), (day(2), 165)]
        said = sa.select(Event.action).where(Event.record == "week", Event.record_id == sheet_id)
        assert list(db.session.scalars(said)) == ["entered"]


def test_entering_the_same_again_changes_nothing(app):
    with app.app_context():
        match = a_match()
        sheet_id = enter(match.id, work(0, "9:00", "17:00"))
        before = rows()
        assert enter(match.id, work(0, "9:00", "17:00")) == sheet_id
        assert enter(match.id, work(0, "9:00", "17:00"), shown=1) == sheet_id
        assert rows() == before


def test_a_day_left_out_the_second_time_is_gone(app):
    with app.app_context():
        match = a_match()
        sheet_id = enter(match.id, work(0, "9:00", "17:00"), work(1, "9:00", "17:00"))
        enter(match.id, work(1, "9:00", "12:00"), shown=2)
        sheet = queries.sheet(sheet_id)
        assert [(each.day, each.minutes) for each in sheet.shifts] == [(day(1), 180)]
        assert (sheet.minutes, sheet.version) == (180, 3)


def test_an_absent_day_counts_nothing_and_is_kept(app):
    with app.app_context():
        sheet_id = enter(a_match().id, Entry(day(0), absent=True, note="ill"))
        (shift,) = queries.sheet(sheet_id).shifts
        assert (shift.absent, shift.minutes, shift.note) == (True, 0, "ill")


@pytest.mark.parametrize("shown", [None, 1, 99])
def test_a_week_changed_meanwhile_is_not_overwritten(app, shown):
    with app.app_context():
        match = a_match()
        sheet_id = enter(match.id, work(0, "9:00", "17:00"))
        with pytest.raises(Conflict):
            enter(match.id, work(0, "9:00", "12:00"), shown=shown)
        assert sheet_of(sheet_id).minutes == 480


def test_a_confirmed_week_is_not_entered_anew(app):
    with app.app_context():
        match = a_match()
        sheet_id = enter(match.id, work(0, "9:00", "17:00"))
        settle(sheet_id)
        with pytest.raises(Conflict):
            enter(match.id, work(0, "9:00", "12:00"), shown=2)
        assert sheet_of(sheet_id).minutes == 480


@pytest.mark.parametrize(
    ("start", "end", "pause", "words"),
    [
        (time(9), None, 0, "Enter both start and end."),
        (None, time(17), 0, "Enter both start and end."),
        (time(9), time(9), 0, "Start and end are the same."),
        (time(9), time(10), 60, "The break is longer than the work."),
        (time(9), time(17), 241, "Enter the break in minutes, from 0 to 240."),
        (time(9), time(17), -1, "Enter the break in minutes, from 0 to 240."),
    ],
)
def test_a_day_that_makes_no_sense_says_so(app, start, end, pause, words):
    with app.app_context():
        fields = refusal(a_match().id, Entry(day(0), start, end, pause))
        assert fields == {"2026-10-05": words}


def test_a_day_to_come_is_refused_by_the_site_s_own_calendar(app):
    # 05:00 UTC on the 12th is still Sunday the 11th in Los Angeles
    with app.app_context():
        match = a_match()
        enter(match.id, work(6, "9:00", "12:00"))
        fields = refusal(
            match.id, work(0, "9:00", "12:00", week=date(2026, 10, 12)), week=date(2026, 10, 12)
        )
        assert fields == {"2026-10-12": "This day is still to come."}


def test_a_day_of_another_week_is_refused(app):
    with app.app_context():
        fields = refusal(a_match().id, work(0, "9:00", "12:00", week=MONDAY - timedelta(days=7)))
        assert fields == {"2026-09-28": "This day is not in this week."}


def test_a_day_outside_the_placement_is_refused(app):
    with app.app_context():
        match = a_match(placement=a_placement(start_date=day(2), end_date=day(3)))
        fields = refusal(match.id, *[work(number, "9:00", "12:00") for number in range(6)])
        assert set(fields) == {day(number).isoformat() for number in (0, 1, 4, 5)}
        assert set(fields.values()) == {"The placement does not run on this day."}


def test_hours_at_the_same_time_in_another_match_are_refused(app):
    with app.app_context():
        student = a_student()
        first, second = a_match(student), a_match(student)
        enter(first.id, work(0, "9:00", "12:00"))
        fields = refusal(second.id, work(0, "11:59", "14:00"))
        assert fields == {"2026-10-05": "There are other hours at the same time."}
        enter(second.id, work(0, "12:00", "14:00"))


def test_a_night_s_work_reaches_into_the_next_day(app):
    words = "There are other hours at the same time."
    with app.app_context():
        student = a_student()
        first, second = a_match(student), a_match(student)
        enter(first.id, work(0, "22:00", "6:00"))
        assert refusal(second.id, work(1, "5:00", "9:00")) == {"2026-10-06": words}
        both = work(3, "22:00", "6:00"), work(4, "5:00", "9:00")
        assert refusal(second.id, *both) == {"2026-10-09": words}


def test_a_night_s_work_reaches_into_the_next_week(app):
    with app.app_context():
        match = a_match()
        enter(match.id, work(6, "22:00", "6:00"))
        later = MONDAY + timedelta(days=7)
        fields = refusal(
            match.id,
            work(0, "5:00", "9:00", week=later),
            week=later,
            at=SUNDAY_NIGHT + timedelta(days=2),
        )
        assert fields == {"2026-10-12": "There are other hours at the same time."}


def test_more_than_24_hours_on_one_day_are_refused_over_all_matches(app):
    with app.app_context():
        student = a_student()
        first, second = a_match(student), a_match(student)
        enter(first.id, work(0, "0:00", "18:00"))
        fields = refusal(second.id, work(0, "18:00", "0:30"))
        assert fields == {"2026-10-05": "That is more than 24 hours on one day."}


@pytest.mark.parametrize(
    ("zone", "week", "weekday", "minutes"),
    [
        ("America/Chicago", date(2026, 10, 26), 5, 9 * 60),
        ("America/Chicago", date(2027, 3, 8), 5, 7 * 60),
        ("America/Phoenix", date(2026, 10, 26), 5, 8 * 60),
        ("Pacific/Honolulu", date(2027, 3, 8), 5, 8 * 60),
    ],
)
def test_a_night_in_which_clocks_change_has_its_true_hours(app, zone, week, weekday, minutes):
    with app.app_context():
        match = a_match(placement=a_placement(site=a_site(timezone=zone)))
        sheet_id = enter(
            match.id,
            work(weekday, "22:00", "6:00", week=week),
            week=week,
            at=SUNDAY_NIGHT + timedelta(days=200),
        )
        assert sheet_of(sheet_id).minutes == minutes


@pytest.mark.parametrize("state", [MatchState.SUGGESTED, MatchState.OFFERED, MatchState.ACCEPTED])
def test_a_match_that_is_not_active_yet_has_no_hours(app, state):
    with app.app_context():
        match = a_match(state=state)
        with pytest.raises(Conflict):
            enter(match.id, work(0, "9:00", "12:00"))


@pytest.mark.parametrize("state", [MatchState.COMPLETED, MatchState.ENDED_EARLY])
def test_late_hours_of_a_match_that_is_over_can_still_be_entered(app, state):
    with app.app_context():
        assert sheet_of(enter(a_match(state=state).id, work(0, "9:00", "12:00"))).minutes == 180


def test_a_student_of_another_school_is_not_there(app):
    with app.app_context():
        match = a_match()
        stranger = Actor("staff", 2, "Bo", "career_specialist", frozenset({a_school().id}))
        with pytest.raises(NotFound):
            enter(match.id, work(0, "9:00", "12:00"), by=stranger)
        assert rows() == []


def test_an_empty_week_cannot_be_submitted(app):
    with app.app_context():
        sheet_id = enter(a_match().id)
        with pytest.raises(Conflict):
            services.submit(sheet_id, by=ADMIN, at=SUNDAY_NIGHT)


def test_submitting_twice_is_submitting_once(app):
    with app.app_context():
        sheet_id = enter(a_match().id, work(0, "9:00", "12:00"))
        services.submit(sheet_id, by=ADMIN, at=SUNDAY_NIGHT)
        services.submit(sheet_id, by=ADMIN, at=SUNDAY_NIGHT + timedelta(minutes=1))
        sheet = sheet_of(sheet_id)
        assert (sheet.state, sheet.submitted_at) == (TimesheetState.SUBMITTED, SUNDAY_NIGHT)


def test_a_submitted_week_is_taken_back_and_entered_anew(app):
    with app.app_context():
        match = a_match()
        sheet_id = enter(match.id, work(0, "9:00", "12:00"))
        services.submit(sheet_id, by=ADMIN, at=SUNDAY_NIGHT)
        services.reopen(sheet_id, by=ADMIN, at=SUNDAY_NIGHT)
        assert sheet_of(sheet_id).state is TimesheetState.OPEN
        enter(match.id, work(0, "9:00", "13:00"), shown=2)
        assert sheet_of(sheet_id).minutes == 240


def test_a_day_that_a_supervisor_typed_counts_toward_the_24_hours_too(app):
    with app.app_context():
        student = a_student()
        first, second = a_match(student), a_match(student)
        a_week(first, {0: 20 * 60})
        fields = refusal(second.id, work(0, "8:00", "13:00"))
        assert fields == {"2026-10-05": "That is more than 24 hours on one day."}
        enter(second.id, work(0, "8:00", "12:00"))
