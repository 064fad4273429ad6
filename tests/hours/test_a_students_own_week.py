"""A student enters the week by a link on a phone, and hands it to the supervisor."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, time, timedelta

import pytest
import sqlalchemy as sa
from flask import Flask
from playwright.sync_api import expect

from app.core import clock
from app.core.calendar import week_of
from app.core.db import db
from app.core.filters import day as day_words
from app.core.outbox import OutboxMessage
from app.core.todos import Todo
from app.hours import own_week_asking, services, weekly
from app.hours.models import Timesheet, TimesheetState
from app.matches import services as matches
from app.matches.models import MatchState
from app.outreach import services as outreach
from app.outreach.models import LinkAnswer, LinkRequest, RequestState
from app.programs.mailing import switched_on
from app.programs.presets import SCHOOL_YEAR_INTERNSHIP
from tests.builders import MONDAY, a_match, a_placement, a_program, a_student
from tests.hours.world import ADMIN, day, dispute, enter, settle, sheet_of, work

FRIDAY = datetime(2026, 10, 9, 23, tzinfo=UTC)
RULES = switched_on(SCHOOL_YEAR_INTERNSHIP.rules, "hours-week", "hours-entry")
AFTERNOONS = dict.fromkeys(range(5), (time(15), time(18), 0))
S = TimesheetState


def worked(student=None, first: date = MONDAY - timedelta(days=14), **changes):
    last = first + timedelta(days=120)
    dates = {"start_date": first, "end_date": last}
    program = changes.pop("program", None) or a_program(RULES)
    placement = a_placement(program, weekdays=AFTERNOONS, **dates, **changes)
    return a_match(student, placement)


def requests() -> list[LinkRequest]:
    return list(db.session.scalars(sa.select(LinkRequest).order_by(LinkRequest.id)))


def link(app: Flask) -> str:
    with app.app_context():
        return f"/r/{requests()[-1].link.token()}"


def on(app: Flask, weekday: int) -> str:
    with app.app_context():
        week = requests()[-1].subject_day
        assert week
        return day_words(day(weekday, week))


def planned(app: Flask, weekday: int = 0) -> str:
    return f"I worked as planned, {on(app, weekday)}"


def sheet(app: Flask) -> tuple[TimesheetState, int, int]:
    with app.app_context():
        kept = db.session.scalars(sa.select(Timesheet)).one()
        shifts = db.session.scalar(sa.text("select count(*) from shift"))
        return kept.state, kept.minutes, int(shifts or 0)


@pytest.fixture
def asked(app: Flask) -> None:
    with app.app_context():
        program = a_program(RULES)
        first = week_of(clock.now().date()) - timedelta(days=28)
        worked(program=program, first=first)
        own_week_asking.ask_students(clock.now() - timedelta(days=7))
        assert requests()


# -- when


def test_each_student_is_asked_on_friday_afternoon_once_and_not_before(any_app: Flask):
    with any_app.app_context():
        match = worked()
        assert own_week_asking.ask_students(FRIDAY - timedelta(hours=2)) == 1
        assert [each.subject_day for each in requests()] == [MONDAY - timedelta(days=7)]
        assert own_week_asking.ask_students(FRIDAY) == 1
        assert own_week_asking.ask_students(FRIDAY) == 0
        newest = requests()[-1]
        assert (newest.subject_id, newest.subject_day) == (match.id, MONDAY)
        mails = db.session.scalars(sa.select(OutboxMessage.kind)).all()
        assert set(mails) == {"hours-entry"}


def test_who_has_no_address_or_handed_the_week_in_is_not_asked(app: Flask):
    with app.app_context():
        worked(a_student(email=""))
        match = worked()
        for week in (MONDAY, MONDAY - timedelta(days=7), MONDAY - timedelta(days=14)):
            services.submit(
                enter(match.id, work(0, "15:00", "18:00", week=week), week=week),
                by=ADMIN,
                at=FRIDAY,
            )
        assert own_week_asking.ask_students(FRIDAY) == 0


def test_nobody_is_asked_where_this_kind_of_mail_is_off(app: Flask):
    with app.app_context():
        worked(program=a_program())
        assert own_week_asking.ask_students(FRIDAY) == 0


def test_a_student_who_leaves_the_match_is_asked_no_more(app: Flask):
    with app.app_context():
        match = worked()
        own_week_asking.ask_students(FRIDAY)
        matches.move(match.id, MatchState.ACCEPTED, by=ADMIN, at=FRIDAY, reason="too early")
        assert {each.state for each in requests()} == {RequestState.CANCELLED}


def test_the_specialist_hears_of_a_week_that_nobody_enters(app: Flask):
    with app.app_context():
        worked()
        own_week_asking.ask_students(FRIDAY)
        outreach.remind_due(FRIDAY + timedelta(days=8))
        kinds = db.session.scalars(sa.select(Todo.kind).where(Todo.done_at.is_(None))).all()
        assert set(kinds) == {"week_not_entered"}


# -- what


@pytest.mark.usefixtures("asked")
def test_five_equal_days_are_sent_without_typing(app: Flask, visit, submit):
    page = visit(link(app))
    assert page.h1 == "Your hours"
    page = submit(page, planned(app))
    page = submit(page, "Same on all my planned days")
    assert sheet_is_empty(app)
    page = submit(page, "Send to my supervisor")
    assert "Your hours are sent" in page
    assert sheet(app) == (S.SUBMITTED, 900, 5)


def sheet_is_empty(app: Flask) -> bool:
    with app.app_context():
        return db.session.scalar(sa.select(sa.func.count(Timesheet.id))) == 0


@pytest.mark.usefixtures("asked")
def test_what_is_saved_waits_under_the_same_link(app: Flask, visit, submit):
    page = submit(visit(link(app)), planned(app))
    page = submit(page, "Save, and go on later")
    assert "Saved." in page
    assert sheet(app) == (S.OPEN, 180, 1)
    page = submit(visit(link(app)), f"Same as yesterday, {on(app, 1)}")
    page = submit(page, "Send to my supervisor")
    assert sheet(app) == (S.SUBMITTED, 360, 2)
    with app.app_context():
        assert requests()[-1].state is RequestState.ANSWERED
        assert [row.action for row in db.session.scalars(sa.select(LinkAnswer))] == [
            "save",
            "submit",
        ]


@pytest.mark.usefixtures("asked")
@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ({"start-0": "15:00"}, "Enter start and end as times"),
        ({"start-0": "15:00", "end-0": "15:00"}, "Start and end are the same."),
        ({"start-0": "15:00", "end-0": "18:00", "break-0": "999"}, "from 0 to 240"),
        ({}, "Enter at least one day first"),
    ],
)
def test_what_cannot_be_is_said_at_the_day_and_nothing_is_kept(app, visit, submit, typed, sentence):
    page = submit(visit(link(app)), "Send to my supervisor", fields=typed, status=422)
    assert sentence in page.alert
    assert all(page.one(f"[name={name}]").attrs["value"] == value for name, value in typed.items())
    assert sheet_is_empty(app)


@pytest.mark.usefixtures("asked")
def test_what_staff_wrote_meanwhile_is_shown_and_not_lost(app: Flask, visit, submit):
    page = submit(visit(link(app)), planned(app))
    with app.app_context():
        asked = requests()[-1]
        week = asked.subject_day
        assert week
        enter(asked.subject_id, work(1, "8:00", "12:00", week=week), week=week, at=clock.now())
    page = submit(page, "Send to my supervisor", status=409)
    assert "Tue" in page.alert
    assert "4 h" in page.alert
    assert sheet(app) == (S.OPEN, 240, 1)


@pytest.mark.usefixtures("asked")
def test_a_confirmed_week_is_read_only_and_says_whom_to_tell(app: Flask, visit, submit):
    page = submit(visit(link(app)), planned(app))
    submit(page, "Send to my supervisor")
    with app.app_context():
        kept = db.session.scalars(sa.select(Timesheet)).one()
        settle(kept.id, at=clock.now())
        assert sheet_of(kept.id).state is S.CONFIRMED
    page = visit(link(app) + "?change=1")
    assert "tell your career specialist" in page
    assert page.all("button") == []


@pytest.mark.usefixtures("asked")
def test_what_a_student_says_of_a_disputed_week_is_kept_for_the_school(app, visit, submit):
    page = submit(visit(link(app)), planned(app))
    submit(page, "Send to my supervisor")
    with app.app_context():
        kept = db.session.scalars(sa.select(Timesheet)).one()
        dispute(kept.id)
    page = submit(visit(link(app)), "Change my hours")
    page = submit(page, f"Same as yesterday, {on(app, 1)}")
    page = submit(page, "Send to my supervisor")
    assert "your school looks into it" in page
    assert sheet(app) == (S.DISPUTED, 360, 2)


def test_handing_the_week_in_by_staff_ends_the_request_and_taking_it_back_opens_it(app: Flask):
    with app.app_context():
        match = worked()
        own_week_asking.ask_students(FRIDAY)
        sheet_id = enter(match.id, work(0, "15:00", "18:00"))
        services.submit(sheet_id, by=ADMIN, at=FRIDAY)
        assert requests()[-1].state is RequestState.ANSWERED
        services.reopen(sheet_id, by=ADMIN, at=FRIDAY)
        assert requests()[-1].state is RequestState.OPEN


def test_a_link_opens_no_other_students_week(app: Flask, visit, submit):
    with app.app_context():
        first = week_of(clock.now().date()) - timedelta(days=28)
        program = a_program(RULES)
        mine, other = worked(program=program, first=first), worked(program=program, first=first)
        own_week_asking.ask_students(clock.now() - timedelta(days=7))
        asked = next(each for each in requests() if each.subject_id == mine.id)
        path = f"/r/{asked.link.token()}"
    page = submit(visit(path), planned(app))
    submit(page, "Send to my supervisor")
    with app.app_context():
        matches = db.session.scalars(sa.select(Timesheet.match_id)).all()
        assert set(matches) == {mine.id}
        assert other.id not in matches


def test_the_supervisor_is_asked_for_what_the_student_sent(app: Flask, visit, submit):
    with app.app_context():
        first = week_of(clock.now().date()) - timedelta(days=28)
        match = worked(first=first)
        own_week_asking.ask_students(clock.now() - timedelta(days=7))
    page = submit(visit(link(app)), planned(app))
    submit(page, "Send to my supervisor")
    with app.app_context():
        weekly.ask_for_hours(clock.now())
        [own, *of_supervisor] = requests()
        assert own.subject_id == match.id
        [asked] = [each for each in of_supervisor if each.subject_day == own.subject_day]
        path = f"/r/{asked.link.token()}"
    page = visit(path)
    assert "3 h" in page


# -- budget 16


@pytest.mark.usefixtures("asked")
@pytest.mark.parametrize("javascript", [True, False], ids=["script", "no script"])
def test_five_equal_days_take_at_most_six_taps_on_a_phone(app: Flask, browse, axe, javascript):
    page = browse(javascript=javascript, phone=True)
    page.goto(link(app))
    if javascript:
        axe(page)
    taps = 1
    for name in ("I worked as planned", "Same on all my planned days", "Send to my supervisor"):
        page.get_by_role("button", name=re.compile(f"^{name}")).first.tap()
        taps += 1
    expect(page.get_by_role("status")).to_contain_text("Your hours are sent")
    assert taps <= 6
    assert sheet(app) == (S.SUBMITTED, 900, 5)
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
