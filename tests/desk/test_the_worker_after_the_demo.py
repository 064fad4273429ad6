"""Right after the demo is loaded, the worker asks the supervisors for last week's hours."""

from __future__ import annotations

import json

import pytest

from app.desk.verify import findings
from tests.desk.loading import MONDAY, SATURDAY, a_district, one, rows

ASKED = """
select r.recipient_id, r.language, r.subject_day, count(*)
from outbox_message m
join link_request r on r.id = m.record_id and m.record = 'request'
join placement p on p.supervisor_id = r.recipient_id
join match on match.placement_id = p.id and match.state = 'active'
join timesheet t on t.match_id = match.id and t.week = r.subject_day and t.state = 'submitted'
where m.kind = 'hours-week' and m.created_at >= :loaded
group by r.recipient_id, r.language, r.subject_day
"""


def work(app, at: str) -> dict:
    answer = app.test_cli_runner().invoke(args=["worker", "--once", "--json", "--at", at])
    assert answer.exit_code == 0, answer.output
    return json.loads(answer.output)


@pytest.mark.parametrize(
    ("today", "at"),
    [
        (SATURDAY, "2026-11-21T12:00-08:00"),
        (MONDAY, "2026-11-23T05:00-08:00"),
        (MONDAY, "2026-11-23T09:00-08:00"),
    ],
)
def test_the_requests_of_last_week_are_due_at_any_hour(any_app, today, at):
    a_district(any_app, today=today)
    before = one(any_app, "select count(*) from outbox_message")
    done = work(any_app, at)
    by_hours = done["jobs"]["hours.ask"], done["jobs"]["hours.ask_students"]
    assert by_hours[0] > 3
    assert sum(by_hours) == done["mail"]["sent"]
    loaded = f"'{today.isoformat()} 00:00:00'"
    asked = rows(any_app, ASKED.replace(":loaded", loaded))
    supervisors = {supervisor for supervisor, *_ in asked}
    assert len(supervisors) >= 3
    assert max(students for *_, students in asked) >= 5
    assert {language for _, language, *_ in asked} == {"en", "es"}
    after = one(any_app, "select count(*) from outbox_message")
    assert after - before == done["mail"]["sent"]


def test_a_second_pass_sends_nothing_and_all_adds_up(app):
    a_district(app)
    work(app, "2026-11-21T12:00-08:00")
    again = work(app, "2026-11-21T12:05-08:00")
    assert again["mail"]["sent"] == 0
    assert set(again["jobs"].values()) == {0}
    with app.app_context():
        assert [each.name for each in findings() if each.broken] == []
