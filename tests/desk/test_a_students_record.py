"""One student's record: what is next, everything on file with its evidence, on paper and as CSV."""

from __future__ import annotations

import csv
import io
import json
from datetime import UTC, date, datetime

import pytest
from flask import Flask

from app.core.access import SYSTEM
from app.matches.models import MatchState
from app.programs.presets import JOBS_253_SERVICE
from app.students.record_services import note_document
from tests.builders import (
    MONDAY,
    a_course,
    a_match,
    a_placement,
    a_program,
    a_student,
    a_week,
)
from tests.hours.world import day, dispute, settle

S = MatchState
SERVICE = JOBS_253_SERVICE.rules


@pytest.fixture(autouse=True)
def _wednesday(_asked_app: Flask):
    seconds = int((datetime(2026, 10, 14, 18, tzinfo=UTC) - datetime.now(UTC)).total_seconds())
    _asked_app.config["CLOCK"] = f"{seconds}s"


def a_busy_student(weeks: int = 2, **changes: object):
    student = a_student(**changes)
    match = a_match(student, a_placement(a_program(SERVICE), title="Trail crew"))
    for number in range(weeks):
        settle(a_week(match, {0: 60, 1: 90}, week=day(-7 * number, MONDAY)).id)
    note_document(student.id, "work_permit", date(2027, 1, 31), by=SYSTEM, at=_now())
    a_course(student, "Algebra")
    return student, match


def _now() -> datetime:
    return datetime(2026, 10, 14, 18, tzinfo=UTC)


def next_of(page) -> str:
    return " ".join(each.to_text() for each in page.all("#next li p, #next > p"))


@pytest.mark.parametrize(
    ("state", "said"),
    [
        (S.SHORTLISTED, "Refer to"),
        (S.REFERRED, "to answer the referral for Trail crew"),
        (S.INTERVIEWING, "Note how the interview at"),
        (S.OFFERED, "Answer the offer of Trail crew"),
        (S.ACCEPTED, "Not on file yet for Trail crew: guardian consent"),
        (S.ACTIVE, "Enter the hours of the week of Mon, Oct 5"),
    ],
)
def test_what_is_next_follows_from_how_far_the_match_is(app: Flask, staff, state, said):
    with app.app_context():
        place = a_placement(a_program(SERVICE), title="Trail crew")
        student = a_match(a_student(), place, state=state).student_id
    assert said in next_of(staff("administrator").visit(f"/students/{student}"))


def test_a_disputed_week_comes_before_one_that_waits(app: Flask, staff):
    with app.app_context():
        match = a_match()
        a_week(match, {0: 60}, week=day(-7))
        dispute(a_week(match, {0: 60}).id)
        student = match.student_id
    page = staff("administrator").visit(f"/students/{student}")
    assert "Settle the week of Mon, Oct 5, which is disputed" in next_of(page)


def test_reaching_the_target_asks_to_complete_the_match(app: Flask, staff):
    with app.app_context():
        match = a_match(placement=a_placement(a_program(SERVICE), title="Trail crew"))
        settle(a_week(match, dict.fromkeys(range(5), 480)).id)
        student = match.student_id
    page = staff("administrator").visit(f"/students/{student}")
    assert "Complete Trail crew: 40 h of 40 h are confirmed" in next_of(page)


def test_who_has_no_match_is_led_to_placements(app: Flask, staff):
    with app.app_context():
        student = a_student().id
    assert "No match yet." in next_of(staff("administrator").visit(f"/students/{student}"))


def test_the_page_has_one_column_in_the_order_of_the_work(app: Flask, staff):
    with app.app_context():
        student, _ = a_busy_student()
    page = staff("administrator").visit(f"/students/{student.id}")
    order = [each.attrs["id"] for each in page.all("main > section")]
    wanted = ["next", "documents", "matches", "hours", "credit", "stipend", "history"]
    assert [each for each in order if each in wanted] == wanted


def test_the_file_lists_each_day_with_its_evidence(app: Flask, staff):
    with app.app_context():
        student, _ = a_busy_student()
    page = staff("administrator").visit(f"/students/{student.id}/record")
    for words in ("Tue, Oct 6", "1 h 30 min", "confirmed by", "Work permit", "Algebra", "Missing"):
        assert words in page


def test_the_sheet_adds_up_to_what_the_page_says(app: Flask, staff):
    with app.app_context():
        student, _ = a_busy_student(given_name="=Ana", birth_date=date(2009, 3, 14))
    ada = staff("administrator")
    answer = ada.client.get(f"/students/{student.id}/record.csv")
    assert "took the record away as a file" in ada.visit(f"/students/{student.id}")
    assert "attachment" in answer.headers["Content-Disposition"]
    rows = list(csv.DictReader(io.StringIO(answer.get_data().decode("utf-8-sig"))))
    minutes = [int(row["Minutes"]) for row in rows if row["Part"] == "Hours"]
    assert minutes == [60, 90, 60, 90]
    assert {row["Part"] for row in rows} >= {"Person", "Document", "Course", "Match", "Credit"}
    assert all(not row["Evidence or detail"].startswith("=") for row in rows)


def test_the_record_is_there_as_json_too(app: Flask, staff):
    with app.app_context():
        student, _ = a_busy_student(given_name="=Ana")
    ada = staff("administrator")
    answer = ada.client.get(f"/students/{student.id}/record.json")
    assert answer.mimetype == "application/json"
    assert "attachment" in answer.headers["Content-Disposition"]
    told = json.loads(answer.get_data())
    assert told["format"] == "footbridge-student-record/1"
    hours = [line["minutes"] for line in told["lines"] if line["part"] == "Hours"]
    assert hours == [60, 90, 60, 90]
    assert all(isinstance(line.get("cents", 0), int) for line in told["lines"])
    assert "took the record away as a file" in ada.visit(f"/students/{student.id}")


@pytest.mark.parametrize("path", ["", "/record", "/record.csv", "/record.json"])
def test_another_schools_student_is_not_there(app: Flask, staff, path):
    with app.app_context():
        student, _ = a_busy_student(weeks=1)
        other = a_student().school_id
    staff("career_specialist", school_ids=[other]).visit(
        f"/students/{student.id}{path}", status=404
    )


@pytest.mark.parametrize("path", ["", "/record"])
def test_much_of_it_costs_no_more_than_little(any_app: Flask, staff, query_count, path):
    ada = staff("administrator")
    with any_app.app_context():
        little, _ = a_busy_student(weeks=1)
        much, _ = a_busy_student(weeks=6)
        for _ in range(4):
            settle(a_week(a_match(much, a_placement(a_program(SERVICE))), {0: 60}).id)
    with query_count() as few:
        ada.visit(f"/students/{little.id}{path}")
    with query_count(len(few)):
        ada.visit(f"/students/{much.id}{path}")
