"""`flask labor check`, as the contract has it."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path

import pytest
from flask import Flask

from app.core.use_case import use_case
from app.schools.models import Calendar, CalendarDayOff
from tests.builders import kept
from tests.labor.test_the_rules_of_two_states import MONDAY, SCHOOL

GOOD = {
    "birth_date": "2011-03-01",
    "student_learner": False,
    "school_days": [day.isoformat() for day in SCHOOL],
    "jurisdictions": ["US", "WA"],
    "relationship": "employment",
    "duties": [],
    "documents": [
        {"kind": "minor_work_permit", "expires": "2027-08-31"},
        {"kind": "parent_school_authorization", "expires": "2027-09-30"},
    ],
    "other_jobs": [],
    "shifts": [{"date": MONDAY.isoformat(), "start": "15:30", "end": "18:30", "break_minutes": 0}],
}
SHIFT = GOOD["shifts"][0]


def run(app: Flask, tmp_path: Path, told: object, *words: str):
    file = tmp_path / "shifts.json"
    file.write_text(told if isinstance(told, str) else json.dumps(told))
    return app.test_cli_runner().invoke(args=["labor", "check", str(file), *words])


def test_work_within_every_rule_ends_with_0_and_says_what_held(app, tmp_path):
    answer = run(app, tmp_path, GOOD, "--json")
    assert answer.exit_code == 0
    findings = json.loads(answer.stdout)["findings"]
    assert {each["level"] for each in findings} == {"pass"}
    assert findings[0].keys() == {"level", "rule", "limit", "value", "on", "citation"}
    day = next(each for each in findings if each["rule"] == "wa-14-school-day")
    assert (day["limit"], day["value"], day["on"]) == (180, 180, MONDAY.isoformat())


def test_a_broken_rule_ends_with_1_and_stands_first(app, tmp_path):
    late = {**GOOD, "shifts": [{**SHIFT, "end": "19:30"}]}
    answer = run(app, tmp_path, late, "--json")
    assert answer.exit_code == 1
    first = json.loads(answer.stdout)["findings"][0]
    assert (first["level"], first["on"]) == ("block", MONDAY.isoformat())
    assert run(app, tmp_path, late).stdout.startswith("block  2026-10-05")


@pytest.mark.parametrize(
    ("told", "said"),
    [
        ("{", "truncated"),
        ("[]", "Expected `object`"),
        ({**GOOD, "birth_date": "2011-02-30"}, "$.birth_date"),
        ({**GOOD, "shifts": [{**SHIFT, "start": "25:00"}]}, "$.shifts[0].start"),
        ({**GOOD, "shifts": [{**SHIFT, "start": "24:00"}]}, "`shifts[0]`: `start`"),
        ({**GOOD, "shifts": [{**SHIFT, "break_minutes": -1}]}, "break_minutes"),
        ({**GOOD, "shifts": [{**SHIFT, "break_minutes": 180}]}, "`shifts[0]`: `break_minutes`"),
        ({**GOOD, "jurisdictions": ["TX"]}, "`jurisdictions`: there are no rules of TX"),
        ({**GOOD, "duties": ["HO-99"]}, "`duties`: no hazard has the code HO-99"),
        ({**GOOD, "relationship": "friend"}, "$.relationship"),
        ({**GOOD, "wage": 12}, "unknown field `wage`"),
        ({**GOOD, "calendar": "district"}, "either `school_days` or `calendar`"),
        ({**GOOD, "school_days": None}, "either `school_days` or `calendar`"),
        ({**GOOD, "school_days": None, "calendar": "none"}, "there is no calendar none"),
    ],
)
def test_a_wrong_file_ends_with_1_and_one_line_that_names_the_field(app, tmp_path, told, said):
    answer = run(app, tmp_path, told, "--json")
    assert (answer.exit_code, answer.stdout) == (1, "")
    assert said in answer.stderr
    assert answer.stderr.count("\n") == 1


@use_case
def a_year() -> None:
    year = kept(
        Calendar(
            code="valley",
            school_year=2027,
            first_day=date(2026, 9, 2),
            last_day=date(2027, 6, 18),
        )
    )
    kept(CalendarDayOff(calendar_id=year.id, day=date(2026, 10, 9), name="Staff day"))


def test_a_calendar_of_the_district_says_which_days_have_school(app, tmp_path):
    with app.app_context():
        a_year()
    told = {**GOOD, "calendar": "valley", "shifts": [{**SHIFT, "end": "20:00"}]}
    del told["school_days"]
    answer = run(app, tmp_path, told, "--json")
    assert "us-14-school-day" in answer.stdout
    off = {**told, "shifts": [{**SHIFT, "date": "2026-10-09", "end": "18:59"}]}
    answer = run(app, tmp_path, off, "--json")
    assert answer.exit_code == 0, answer.stdout
    assert "us-14-free-day" in answer.stdout


def test_wrong_usage_ends_with_2(app):
    assert app.test_cli_runner().invoke(args=["labor", "check"]).exit_code == 2
    assert app.test_cli_runner().invoke(args=["labor", "check", "/nowhere"]).exit_code == 2
