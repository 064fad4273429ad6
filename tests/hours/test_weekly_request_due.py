"""Each supervisor is asked once a week, on Monday at seven of their own clock, for all students."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
import sqlalchemy as sa

from app.core.access import SYSTEM, Actor
from app.core.db import db
from app.core.outbox import OutboxMessage
from app.core.todos import Todo
from app.core.use_case import transaction
from app.employers.models import Contact, Site
from app.hours import services, weekly
from app.hours.models import Timesheet, TimesheetState
from app.matches.models import MatchState
from app.outreach import answers, queries
from app.outreach import services as outreach
from app.outreach.models import LinkRequest, Reminder, RequestState
from app.placements.models import Placement
from app.programs.mailing import with_plan
from app.programs.rules import ReminderPlan
from tests.builders import (
    MONDAY,
    a_contact,
    a_match,
    a_placement,
    a_program,
    a_site,
    a_student,
    a_week,
    an_employer,
    moved,
)
from tests.hours.world import ADMIN, NEXT_MONDAY, enter, settle, work

WEEK = timedelta(days=7)
ASKED = MONDAY + WEEK


def local(day: date, clock: str, zone: str = "America/Los_Angeles") -> datetime:
    wall = datetime.fromisoformat(f"{day.isoformat()}T{clock}")
    return wall.replace(tzinfo=ZoneInfo(zone)).astimezone(UTC)


def seven(weeks: int = 0) -> datetime:
    return local(ASKED + weeks * WEEK, "07:00")


def requests() -> list[LinkRequest]:
    return list(db.session.scalars(sa.select(LinkRequest).order_by(LinkRequest.id)))


def asked_for() -> list[date | None]:
    return [each.subject_day for each in requests()]


def mails() -> list[str]:
    return list(db.session.scalars(sa.select(OutboxMessage.kind).order_by(OutboxMessage.id)))


def only_of(weeks: int, **changes):
    """Build an active match whose placement runs so many weeks from the story's Monday."""
    last = MONDAY + weeks * WEEK - timedelta(days=1)
    return a_match(placement=a_placement(start_date=MONDAY, end_date=last, **changes))


# -- when


@pytest.mark.parametrize(
    ("zone", "utc_hour"),
    [("America/Los_Angeles", 14), ("America/Phoenix", 14), ("Pacific/Honolulu", 17)],
)
def test_it_goes_out_on_monday_at_seven_of_the_site_and_not_before(any_app, zone, utc_hour):
    due = datetime(2026, 10, 12, utc_hour, tzinfo=UTC)
    with any_app.app_context():
        only_of(1, site=a_site(timezone=zone))
        assert weekly.ask_for_hours(due - timedelta(seconds=1)) == 0
        assert (requests(), mails()) == ([], [])
        assert weekly.ask_for_hours(due) == 1
        assert (asked_for(), mails()) == ([MONDAY], ["hours-week"])


def test_it_does_not_go_out_twice(any_app):
    with any_app.app_context():
        only_of(1)
        found = [weekly.ask_for_hours(seven() + timedelta(minutes=number)) for number in range(3)]
        assert found == [1, 0, 0]
        assert mails() == ["hours-week"]


@pytest.mark.parametrize(
    ("monday", "zone", "utc"),
    [
        # clocks went back on Sunday 1 Nov 2026, and forward on 14 Mar 2027
        (date(2026, 11, 2), "America/Chicago", "2026-11-02T13:00+00:00"),
        (date(2026, 10, 26), "America/Chicago", "2026-10-26T12:00+00:00"),
        (date(2027, 3, 15), "America/Chicago", "2027-03-15T12:00+00:00"),
        (date(2027, 3, 8), "America/Chicago", "2027-03-08T13:00+00:00"),
        (date(2026, 11, 2), "America/Phoenix", "2026-11-02T14:00+00:00"),
        (date(2026, 11, 2), "Pacific/Honolulu", "2026-11-02T17:00+00:00"),
    ],
)
def test_seven_is_seven_on_the_wall_also_after_clocks_change(monday, zone, utc):
    due, plan = datetime.fromisoformat(utc), ReminderPlan()
    assert weekly.last_due_week(plan, zone, due) == monday - WEEK
    assert weekly.last_due_week(plan, zone, due - timedelta(seconds=1)) == monday - 2 * WEEK
    assert weekly.last_due_week(plan, zone, due + timedelta(days=6, hours=22)) == monday - WEEK


def test_a_program_may_name_another_day_and_hour():
    plan = ReminderPlan(weekday=4, at="16:30")
    friday = local(ASKED + timedelta(days=4), "16:30")
    assert weekly.last_due_week(plan, "America/Los_Angeles", friday) == MONDAY
    assert weekly.last_due_week(plan, "America/Los_Angeles", seven()) == MONDAY - WEEK


# -- what was missed


def test_a_worker_that_was_down_for_three_weeks_catches_up_once(app):
    with app.app_context():
        match = only_of(3)
        for number in range(3):
            a_week(match, week=MONDAY + number * WEEK)
        late = seven(2) + timedelta(days=1)
        assert weekly.ask_for_hours(late) == 3
        assert sorted(asked_for()) == [MONDAY + number * WEEK for number in range(3)]
        assert weekly.ask_for_hours(late + timedelta(minutes=1)) == 0
        assert mails() == ["hours-week"] * 3


def test_a_missed_week_without_hours_is_not_asked_for_late(app):
    with app.app_context():
        match = only_of(3)
        a_week(match, week=MONDAY)
        weekly.ask_for_hours(seven(2) + timedelta(days=1))
        assert sorted(asked_for()) == [MONDAY, MONDAY + 2 * WEEK]


def test_hours_submitted_after_the_answer_are_asked_for_again_once(app):
    with app.app_context():
        match = only_of(1)
        weekly.ask_for_hours(seven())
        with transaction():
            moved(requests()[0], RequestState.ANSWERED)
        later = seven() + timedelta(hours=5)
        assert weekly.ask_again_for_late_weeks(later) == 0
        with transaction():
            sheet = db.session.scalars(sa.select(Timesheet)).one()
            assert sheet.match_id == match.id
            moved(sheet, TimesheetState.SUBMITTED)
        assert weekly.ask_again_for_late_weeks(later) == 1
        assert weekly.ask_again_for_late_weeks(later) == 0
        assert mails() == ["hours-week", "hours-week-more"]
        assert [each.state for each in requests()] == [RequestState.OPEN]


# -- whom


def test_a_program_whose_mail_is_off_asks_nobody(app):
    with app.app_context():
        only_of(1, program=a_program(mail_on=False))
        assert weekly.ask_for_hours(seven()) == 0
        assert (requests(), mails()) == ([], [])


def test_a_supervisor_in_two_programs_gets_one_request_for_all_students(any_app):
    with any_app.app_context():
        employer = an_employer()
        site, sam = a_site(employer), a_contact(employer)
        matches = [
            a_match(placement=a_placement(a_program(), site, sam, end_date=MONDAY + WEEK))
            for _ in range(2)
        ]
        assert weekly.ask_for_hours(seven()) == 1
        assert (len(requests()), mails()) == (1, ["hours-week"])
        begun = set(db.session.scalars(sa.select(Timesheet.match_id)))
        assert begun == {match.id for match in matches}


def test_two_supervisors_get_a_request_each(app):
    with app.app_context():
        only_of(1)
        only_of(1)
        assert weekly.ask_for_hours(seven()) == 2
        assert len({each.to_address for each in requests()}) == 2


def test_nobody_is_asked_for_a_match_that_is_not_at_work(app):
    with app.app_context():
        a_match(state=MatchState.ACCEPTED)
        a_match(state=MatchState.WITHDRAWN)
        a_match(placement=a_placement(start_date=ASKED))
        assert weekly.ask_for_hours(seven()) == 0


def test_the_last_hours_of_a_match_that_ended_early_are_asked_for(app):
    with app.app_context():
        match = a_match(state=MatchState.ENDED_EARLY)
        a_week(match)
        assert weekly.ask_for_hours(seven()) == 1


def test_who_wants_no_mail_gets_none_and_staff_are_told_in_time(app):
    with app.app_context():
        employer = an_employer()
        sam = a_contact(employer, do_not_contact=True)
        only_of(1, site=a_site(employer), supervisor=sam)
        assert weekly.ask_for_hours(seven()) == 1
        assert (len(requests()), mails()) == (1, [])
        assert outreach.remind_due(seven() + timedelta(hours=119)) == 0
        assert todos() == []
        outreach.remind_due(seven() + timedelta(hours=120))
        assert mails() == []
        said = db.session.scalars(sa.select(Reminder.outcome).order_by(Reminder.step)).all()
        assert said == ["caught up", "not mailed", "done"]
        (todo,) = todos()
        assert sam.name in todo.sentence
        assert todo.role == "career_specialist"


def test_a_supervisor_who_left_is_not_mailed_and_staff_are_told_once(app):
    with app.app_context():
        employer = an_employer()
        sam = a_contact(employer, left_at=datetime(2026, 10, 1, tzinfo=UTC))
        only_of(1, site=a_site(employer), supervisor=sam)
        for minutes in range(2):
            assert weekly.ask_for_hours(seven() + timedelta(minutes=minutes)) == 0
        assert (requests(), mails()) == ([], [])
        (todo,) = todos()
        assert sam.name in todo.sentence


def todos() -> list[Todo]:
    return list(db.session.scalars(sa.select(Todo)))


# -- all of a supervisor's students


def test_all_students_are_asked_for_whichever_program_asks_first(any_app):
    with any_app.app_context():
        early = a_program()
        late = a_program(
            rules=with_plan(early.rules, weekly.KIND, ReminderPlan(weekday=3)),
            timezone=early.timezone,
        )
        placement = a_placement(early)
        shared = {"site": site_of(placement), "supervisor": supervisor_of(placement)}
        first, second = a_student(), a_student()
        a_match(first, placement)
        a_match(second, a_placement(late, **shared))
        silent = a_program(mail_on=False)
        a_match(placement=a_placement(silent, **shared))
        assert weekly.ask_for_hours(seven(), early.id) == 1
        [request] = requests()
        assert queries.schools_of(request.id) == {first.school_id, second.school_id}
        assert len(db.session.scalars(sa.select(Timesheet.id)).all()) == 2
        assert weekly.ask_for_hours(seven() + timedelta(days=4)) == 0


def test_a_student_who_comes_after_the_mail_brings_their_school_along(any_app):
    with any_app.app_context():
        placement = a_placement()
        a_week(a_match(placement=placement))
        weekly.ask_for_hours(seven())
        late = a_student()
        sheet = a_week(a_match(late, placement), state=TimesheetState.OPEN)
        services.submit(sheet.id, by=ADMIN, at=seven() + timedelta(hours=1))
        [request] = requests()
        assert late.school_id in queries.schools_of(request.id)
        specialist = Actor("staff", 9, "Sue", "career_specialist", frozenset({late.school_id}))
        assert queries.request_for(request.id, specialist).id == request.id


def site_of(placement: Placement) -> Site:
    return db.session.get_one(Site, placement.site_id)


def supervisor_of(placement: Placement) -> Contact:
    return db.session.get_one(Contact, placement.supervisor_id)


# -- reminders


def test_reminders_stop_at_the_answer_and_catch_up_once(app):
    with app.app_context():
        only_of(1)
        weekly.ask_for_hours(seven())
        # both reminders are due, the worker was down: one mail
        assert outreach.remind_due(seven() + timedelta(hours=100)) == 1
        assert outreach.remind_due(seven() + timedelta(hours=101)) == 0
        with transaction():
            moved(requests()[0], RequestState.ANSWERED)
        assert outreach.remind_due(seven() + timedelta(days=9)) == 0
        assert mails() == ["hours-week", "hours-week-reminder"]
        assert todos() == []


def test_a_request_nobody_answered_expires_and_staff_know(app):
    with app.app_context():
        only_of(1)
        weekly.ask_for_hours(seven())
        assert outreach.expire_due(seven() + timedelta(days=21, seconds=-1)) == 0
        assert outreach.expire_due(seven() + timedelta(days=21)) == 1
        assert [each.state for each in requests()] == [RequestState.EXPIRED]
        assert len(todos()) == 1


def test_the_season_of_a_program_bounds_what_is_asked(app):
    with app.app_context():
        program = a_program(start_date=MONDAY, end_date=MONDAY + timedelta(days=6))
        a_match(placement=a_placement(program))
        assert weekly.ask_for_hours(seven(3)) == 0
        assert weekly.ask_for_hours(seven()) == 1
        assert asked_for() == [MONDAY]


def test_hours_handed_in_after_the_answer_are_asked_and_reminded_anew(any_app):
    with any_app.app_context():
        placement = a_placement()
        first, second = a_match(placement=placement), a_match(placement=placement)
        sheet = a_week(first)
        weekly.ask_for_hours(NEXT_MONDAY)
        request = db.session.scalars(sa.select(LinkRequest)).one()
        settle(sheet.id)
        with transaction():
            answers.settle(queries.request_of(request.id), by=SYSTEM, at=NEXT_MONDAY)
        late = db.session.scalars(
            sa.select(Timesheet.id).where(Timesheet.match_id == second.id)
        ).one()
        enter(second.id, work(0, "9:00", "12:00"))
        services.submit(late, by=ADMIN, at=NEXT_MONDAY + timedelta(days=1))
        asked_at = NEXT_MONDAY + timedelta(days=2)
        assert weekly.ask_again_for_late_weeks(asked_at) == 1
        assert weekly.ask_again_for_late_weeks(asked_at) == 0
        waiting = db.session.scalars(
            sa.select(Reminder.due_at).where(Reminder.done_at.is_(None)).order_by(Reminder.step)
        ).all()
        assert [(due - asked_at) // timedelta(hours=1) for due in waiting] == [48, 96, 120]


def test_one_supervisor_who_cannot_be_asked_never_stops_the_rest(app):
    with app.app_context():
        stuck, well = a_match(), a_match()
        for match in (stuck, well):
            a_week(match)
        supervisors = db.session.scalars(
            sa.select(Placement.supervisor_id).order_by(Placement.id)
        ).all()
        with transaction():
            db.session.execute(
                sa.text(
                    "CREATE TRIGGER refused BEFORE INSERT ON link_request "
                    f"WHEN NEW.recipient_id = {supervisors[0]} "
                    "BEGIN SELECT RAISE(ABORT, 'a planted fault'); END"
                )
            )
        assert weekly.ask_for_hours(NEXT_MONDAY) == 1
        with transaction():
            db.session.execute(sa.text("DROP TRIGGER refused"))
        assert weekly.ask_for_hours(NEXT_MONDAY) == 1
        asked = db.session.scalars(sa.select(LinkRequest.recipient_id)).all()
        assert sorted(asked) == sorted(supervisors)
