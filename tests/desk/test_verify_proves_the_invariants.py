"""Verify is clean after the demo, and finds every fault that is planted, by its record's id."""

from __future__ import annotations

import json
from datetime import datetime, timedelta, timezone

import pytest
import sqlalchemy as sa
from hypothesis import given
from hypothesis import strategies as st

from app.core import journal, money
from app.core.access import SYSTEM
from app.core.checks import Check
from app.core.db import WriteOutsideUseCase, db
from app.core.use_case import transaction
from app.desk.verify import findings
from app.stipends.checks import pay_in_sql
from tests.desk.faults import FAULTS
from tests.desk.loading import MONDAY, SATURDAY, TINY, a_district, one
from tests.desk.planting import plant


def broken(app) -> dict[str, list]:
    with app.app_context():
        return {each.name: each.broken for each in findings() if each.broken}


@pytest.mark.parametrize("today", [SATURDAY, MONDAY])
def test_verify_is_clean_after_the_demo(any_app, today):
    a_district(any_app, today=today)
    assert broken(any_app) == {}


def test_verify_is_clean_on_an_empty_database(any_app):
    answer = any_app.test_cli_runner().invoke(args=["verify"])
    assert answer.exit_code == 0
    assert (
        answer.output.splitlines()[0] == "ok     each journal line is chained to the one before (0)"
    )


@pytest.mark.parametrize("fault", FAULTS, ids=lambda fault: fault.check)
def test_a_planted_fault_is_found(app, fault):
    a_district(app, scale=TINY)
    plant(app, fault.table, fault.planted)
    assert one(app, fault.record) in broken(app)[fault.check]


def test_many_planted_faults_are_all_found(app_pg):
    a_district(app_pg, scale=TINY)
    planted = []
    for fault in FAULTS:
        plant(app_pg, fault.table, fault.planted)
        planted.append((fault.check, one(app_pg, fault.record)))
    found = broken(app_pg)
    assert [each for each in planted if each[1] not in found.get(each[0], [])] == []


def test_every_check_has_a_fault_that_it_sees(app):
    names = {check.name for check in app.extensions["checks"]}
    assert names == {fault.check for fault in FAULTS}


def test_a_broken_invariant_ends_with_one_and_names_the_records(any_app):
    a_district(any_app, scale=TINY)
    plant(any_app, "event", "update event set actor = 'staff:9999' where id = 5")
    runner = any_app.test_cli_runner()
    told = runner.invoke(args=["verify", "--json"])
    assert told.exit_code == 1
    answer = json.loads(told.output)
    assert answer["ok"] is False
    assert answer["checks"][0]["broken"] == [5]
    assert answer["checks"][0]["count"] > 100
    shown = runner.invoke(args=["verify"])
    assert shown.exit_code == 1
    assert "BROKEN each journal line is chained to the one before" in shown.output


def test_verify_answers_in_json(app):
    a_district(app, scale=TINY)
    told = app.test_cli_runner().invoke(args=["verify", "--json"])
    answer = json.loads(told.output)
    assert (told.exit_code, answer["ok"]) == (0, True)
    assert all(set(check) == {"name", "count", "broken"} for check in answer["checks"])


def test_verify_sees_one_moment_and_cannot_write(any_app, monkeypatch):
    a_district(any_app, scale=TINY)
    counts = []

    def count() -> int:
        counts.append(db.session.scalar(sa.text("select count(*) from todo")))
        with db.engine.connect() as other:
            other.execute(sa.text("delete from todo"))
            other.commit()
        counts.append(db.session.scalar(sa.text("select count(*) from todo")))
        with pytest.raises((sa.exc.DBAPIError, WriteOutsideUseCase)):
            db.session.execute(sa.text("delete from school"))
        return 0

    monkeypatch.setitem(any_app.extensions, "checks", (Check("one moment", count, list),))
    with any_app.app_context():
        findings()
    assert counts[0] == counts[1] > 0


def test_an_instant_with_another_offset_is_chained_as_well(any_app):
    at = datetime(2026, 11, 2, 7, 0, tzinfo=timezone(timedelta(hours=-8)))
    with any_app.app_context():
        with transaction():
            journal.record("noted", "school", 1, by=SYSTEM, at=at, week="2026-11-02")
        assert journal.broken_chains() == []


@given(minutes=st.integers(0, 10_080), rate=st.integers(0, 10_000_000))
def test_the_database_rounds_pay_as_money_does(minutes, rate):
    engine = sa.create_engine("sqlite://")
    with engine.connect() as connection:
        found = connection.scalar(sa.select(pay_in_sql(sa.literal(minutes), rate)))
    engine.dispose()
    assert found == money.pay(minutes, rate)
