"""The week grid: typed as people type times, copied from yesterday, kept as typed when wrong."""

from __future__ import annotations

import contextlib
from datetime import date, time, timedelta
from urllib.parse import urlencode

import pytest
from hypothesis import given
from hypothesis import strategies as st
from werkzeug.datastructures import MultiDict

from app.core import clock
from app.core.calendar import MINUTES_A_DAY, week_of
from app.core.filters import decimal_hours
from app.hours import queries, services
from app.hours.figures import Figure, NotHours, differing, read_hours, total
from app.hours.forms import same_as_yesterday, typed_grid
from tests.builders import (
    MONDAY,
    ZONE,
    a_match,
    a_placement,
    a_program,
    a_school,
    a_student,
    a_week,
)
from tests.hours.world import ADMIN, day, settle, sheet_of

# -- reading what was typed


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("9", time(9)),
        ("09:00", time(9)),
        ("9:05", time(9, 5)),
        ("9 am", time(9)),
        ("9:30 AM", time(9, 30)),
        ("12 am", time(0)),
        ("12:15 p.m.", time(12, 15)),
        ("5pm", time(17)),
        ("17:00", time(17)),
        ("24:00", None),
        ("13 pm", None),
        ("0 am", None),
        ("9:60", None),
        ("9:000", None),
        ("900", None),
        ("-9:00", None),
        ("9:³", None),
        ("٩:00", None),
        ("noon", None),
        ("9:00:00", None),
    ],
)
def test_times_are_read_as_people_write_them(text, wanted):
    grid = typed_grid(MONDAY, {"start-0": text, "end-0": "23:59"})
    entries = grid.entries()
    if wanted is None:
        assert entries is None
        assert grid.errors == {"start-0": "Enter start and end as times, like 8:30 am or 14:00."}
        assert grid.days[0].start == text
    else:
        assert entries
        assert entries[0].start == wanted


@pytest.mark.parametrize("pause", ["-1", "241", "½", "30 min", "1e2", "³"])
def test_a_break_that_is_no_number_of_minutes_is_kept_and_marked(pause):
    grid = typed_grid(MONDAY, {"start-2": "9:00", "end-2": "17:00", "break-2": pause})
    assert grid.entries() is None
    assert grid.errors == {"start-2": "Enter the break in minutes, from 0 to 240."}
    assert grid.days[2].break_minutes == pause


def test_a_day_is_either_worked_or_absent():
    grid = typed_grid(MONDAY, {"start-1": "9:00", "end-1": "10:00", "absent-1": "1"})
    assert grid.entries() is None
    assert grid.errors == {"start-1": "Either hours or absent, not both."}


def test_same_as_yesterday_copies_the_last_filled_day():
    typed = {"start-0": "9:00", "end-0": "17:00", "break-0": "30", "note-0": "late"}
    grid = typed_grid(MONDAY, typed)
    assert same_as_yesterday(grid, "same-3")
    copied = grid.days[3]
    assert (copied.start, copied.end, copied.break_minutes, copied.note) == (
        "9:00",
        "17:00",
        "30",
        "",
    )


def test_there_is_nothing_to_copy_before_the_first_day():
    grid = typed_grid(MONDAY, {})
    assert same_as_yesterday(grid, "same-1")
    assert grid.errors == {"start-1": "There is no day before it in this week to copy."}
    assert not any(
        same_as_yesterday(grid, button) for button in ("save", "same-0", "same-7", "same-x")
    )


NAMES = st.sampled_from(
    [f"{part}-{n}" for part in ("start", "end", "break", "note") for n in range(8)]
)


@given(st.dictionaries(NAMES | st.text(max_size=8), st.text(max_size=400)))
def test_whatever_is_typed_is_an_answer_and_never_a_fault(typed):
    grid = typed_grid(MONDAY, MultiDict(typed))
    entries = grid.entries()
    assert (entries is None) == bool(grid.errors)
    assert all(0 <= each.break_minutes <= 240 for each in entries or [])


# -- reading hours


@pytest.mark.parametrize(
    ("text", "minutes"),
    [("7.5", 450), (" 8 ", 480), ("0", 0), ("24", 1440), ("7.1", 426), ("0.01", 1)],
)
def test_hours_are_read_to_the_minute(text, minutes):
    assert read_hours(text) == minutes


@pytest.mark.parametrize(
    "text",
    [
        "",
        "-1",
        "25",
        "24.01",
        "1e9",
        "NaN",
        "inf",
        "7,5",
        "7:30",
        "7.555",
        "seven",
        "+7",
        "100",
        "7 5",
    ],
)
def test_what_is_no_number_of_hours_in_a_day_is_refused(text):
    with pytest.raises(NotHours):
        read_hours(text)


@given(st.integers(0, MINUTES_A_DAY))
def test_every_minute_comes_back_from_the_two_decimals_shown(minutes):
    assert read_hours(decimal_hours(minutes)) == minutes


@given(st.text(max_size=12))
def test_any_text_is_hours_of_a_day_or_refused(text):
    with contextlib.suppress(NotHours):
        assert 0 <= read_hours(text) <= MINUTES_A_DAY


def test_only_days_that_differ_are_corrections():
    before = {day(0): Figure(60), day(1): Figure(0, absent=True)}
    after = {day(0): Figure(60), day(1): Figure(0), day(2): Figure(30)}
    assert differing(before, after) == {day(1): Figure(0), day(2): Figure(30)}
    assert total(after) == 90


# -- the page


def last_monday() -> date:
    return week_of(clock.today(ZONE)) - timedelta(days=7)


@pytest.fixture
def match(app):
    """Give a match whose placement runs around today, whenever that is."""
    around = {
        "start_date": last_monday() - timedelta(days=30),
        "end_date": last_monday() + timedelta(days=60),
    }
    with app.app_context():
        student = a_student(a_school(id=77))
        return a_match(student, a_placement(a_program(**around), **around))


def address(match, **query: str) -> str:
    return f"/matches/{match.id}/hours?" + urlencode({"week": last_monday().isoformat()} | query)


def kept(app, match) -> list[tuple]:
    with app.app_context():
        sheets = queries.weeks_of_match(match.id)
        return [(sheet.state, sheet.minutes, len(sheet.shifts)) for sheet in sheets]


def test_a_specialist_enters_copies_and_submits_a_week(app, staff, match):
    ana = staff("career_specialist", school_ids=[77])
    page = ana.visit(address(match))
    fields = {"start-0": "9:00", "end-0": "5 pm", "break-0": "30"}
    page = ana.submit(page, within="tr:nth-child(2)", fields=fields)
    assert kept(app, match) == []
    assert page.one("#start-1").attrs["value"] == "9:00"
    page = ana.submit(page, "Save the week")
    assert "The week is saved." in page.alert
    assert kept(app, match) == [("open", 900, 2)]
    page = ana.submit(page, "Save and submit to the supervisor")
    assert kept(app, match) == [("submitted", 900, 2)]
    page = ana.submit(page, "Take the week back")
    assert kept(app, match) == [("open", 900, 2)]


def test_what_is_wrong_is_said_at_its_day_and_what_was_typed_is_kept(app, staff, match):
    admin = staff("administrator")
    page = admin.visit(address(match))
    fields = {"start-0": "9 o'clock", "end-0": "17:00", "start-1": "9:00", "end-1": "17:00"}
    page = admin.submit(page, "Save the week", fields=fields, status=422)
    assert "Enter start and end as times" in page.alert
    assert page.one("#start-0").attrs["value"] == "9 o'clock"
    assert page.one("#end-1").attrs["value"] == "17:00"
    assert page.one("#start-0").attrs["aria-describedby"] == "error-0"
    assert kept(app, match) == []


def test_what_the_service_refuses_is_said_at_its_day_too(app, staff, match):
    admin = staff("administrator")
    later = (last_monday() + timedelta(days=14)).isoformat()
    page = admin.visit(address(match, week=later))
    fields = {"start-0": "9:00", "end-0": "17:00"}
    page = admin.submit(page, "Save the week", fields=fields, status=422)
    assert "This day is still to come." in page.alert
    assert page.one("#start-0").attrs["value"] == "9:00"
    assert kept(app, match) == []


def test_the_fragment_stands_in_the_page_as_it_is(staff, match):
    admin = staff("administrator")
    assert admin.visit(address(match), htmx=True) in admin.visit(address(match))


def test_a_second_press_of_the_button_changes_nothing(app, staff, match):
    admin = staff("administrator")
    page = admin.visit(address(match))
    for _ in range(2):
        admin.submit(
            page,
            "Save and submit to the supervisor",
            fields={"start-0": "9:00", "end-0": "17:00"},
        )
    assert kept(app, match) == [("submitted", 480, 1)]


def test_the_later_of_two_who_save_is_told_and_keeps_what_they_typed(app, staff, match):
    first, second = staff("administrator"), staff("administrator")
    theirs = second.visit(address(match))
    first.submit(
        first.visit(address(match)), "Save the week", fields={"start-0": "9", "end-0": "12"}
    )
    page = second.submit(
        theirs, "Save the week", fields={"start-0": "9", "end-0": "15"}, status=409
    )
    assert "Somebody else changed this week" in page.alert
    assert page.one("#end-0").attrs["value"] == "15"
    assert kept(app, match) == [("open", 180, 1)]


def test_a_confirmed_week_can_only_be_taken_back_with_a_reason(app, staff, match):
    admin = staff("administrator")
    page = admin.visit(address(match))
    admin.submit(page, "Save the week", fields={"start-0": "9", "end-0": "12"})
    with app.app_context():
        (sheet,) = queries.weeks_of_match(match.id)
        services.submit(sheet.id, by=ADMIN, at=clock.now())
        settle(sheet.id, at=clock.now())
    page = admin.visit(address(match))
    assert "by link" in page
    page = admin.submit(page, "Take the confirmation back")
    assert "Give a reason" in page.alert
    page = admin.submit(page, "Take the confirmation back", reason="the wrong week")
    assert "what it earned is too" in page.alert
    assert "the wrong week" in page
    with app.app_context():
        assert sheet_of(sheet.id).state == "submitted"


@pytest.mark.parametrize("week", ["nonsense", "2026-13-01", "0001-01-01", "9999-12-31"])
def test_a_week_that_is_none_is_no_page(staff, match, week):
    staff("administrator").visit(address(match, week=week), status=404)


def test_another_school_s_student_has_no_page(staff, match):
    with staff.app.app_context():
        elsewhere = a_school().id
    stranger = staff("career_specialist", school_ids=[elsewhere])
    stranger.visit(address(match), status=404)
    assert "No weeks here yet." in stranger.visit("/hours")


def test_the_list_of_weeks_costs_a_fixed_number_of_statements(app, staff, query_count, match):
    admin = staff("administrator")
    with app.app_context():
        settle_one(match)
    with query_count() as one:
        admin.visit("/hours")
    with app.app_context():
        for _ in range(4):
            settle_one(a_match())
    with query_count(len(one)):
        assert len(admin.visit("/hours").all("tbody tr")) == 5
    assert len(admin.visit("/hours?school=³&program=99999999999&state=lost").all("tbody tr")) == 0


def settle_one(match) -> None:
    settle(a_week(match).id)
