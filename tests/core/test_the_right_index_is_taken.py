"""SQLite is told how its tables are filled, by the worker and after a load."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import sqlalchemy as sa
from flask import Flask

from app.core import table_sizes
from app.core.db import db
from app.core.use_case import use_case
from tests.builders import MONDAY, a_match, a_week

AT = datetime(2026, 10, 12, tzinfo=UTC)
PLAN = sa.text(
    "explain query plan select t.id from timesheet t join match m on m.id = t.match_id "
    "join placement p on p.id = m.placement_id where p.supervisor_id = 1 and t.week = :week"
)


@use_case
def forget() -> None:
    db.session.execute(sa.text("delete from sqlite_stat1"))


def plan() -> list[str]:
    with db.engine.connect() as connection:
        return [row.detail for row in connection.execute(PLAN, {"week": MONDAY.isoformat()})]


def known() -> bool:
    held = sa.text("select count(*) from sqlite_master where name = 'sqlite_stat1'")
    told = sa.text("select count(*) from sqlite_stat1 where tbl = 'timesheet'")
    return bool(db.session.scalar(held) and db.session.scalar(told))


def test_the_worker_measures_once_an_hour(app: Flask):
    with app.app_context():
        a_week(a_match())
        assert table_sizes.measure(AT) == 0
        assert known()
        forget()
        table_sizes.measure(AT + timedelta(minutes=59))
        assert not known()
        table_sizes.measure(AT + timedelta(minutes=61))
        assert known()


def test_a_supervisors_week_is_found_without_reading_everybodys(app: Flask):
    with app.app_context():
        for _number in range(20):
            a_week(a_match())
        assert not any("ix_placement_supervisor_id" in line for line in plan())
        table_sizes.measure_now()
        assert any("ix_placement_supervisor_id" in line for line in plan())


def test_postgresql_measures_itself(app_pg: Flask):
    with app_pg.app_context():
        table_sizes.measure_now()
        assert table_sizes.measure(AT) == 0
