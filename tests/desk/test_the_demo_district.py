"""The demo is a district in mid-season, the same for the same seed and date."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest
import sqlalchemy as sa

from app.accounts.passwords import verify as password_is_right
from app.core.db import Base, db
from app.desk.demo import load as load_module
from app.desk.demo.load import PASSWORD
from app.desk.demo.making import DISTRICT, METRO, SMALL, Scale
from app.desk.verify import findings
from app.employers.models import Contact
from app.hours.models import Timesheet, TimesheetState
from app.matches.models import MatchState
from tests.desk.loading import (
    MONDAY,
    SATURDAY,
    a_district,
    column,
    digest,
    how_many,
    made,
    one,
    rows,
)


def load(app, *options: str):
    return app.test_cli_runner().invoke(args=["demo", "load", *options])


def test_the_same_seed_and_date_give_the_same_rows_on_both_databases(app, app_pg):
    a_district(app)
    a_district(app_pg)
    assert digest(app) == digest(app_pg)


def test_another_seed_gives_another_district(app, make_app):
    a_district(app, seed=1)
    other = make_app()
    a_district(other, seed=2)
    assert digest(app)["student"] != digest(other)["student"]


def test_loading_again_elsewhere_gives_the_same_bytes(app, make_app):
    first = load(app, "--seed", "7", "--today", "2026-11-21", "--json")
    other = make_app()
    again = load(other, "--seed", "7", "--today", "2026-11-21", "--json")
    assert first.output == again.output
    assert digest(app) == digest(other)


def test_the_small_district_is_as_large_as_it_says(any_app):
    counts = a_district(any_app).rows.counts()
    wanted = {"school": 11, "student": 400, "employer": 50, "placement": 80, "program": 2}
    assert {table: counts[table] for table in wanted} == wanted
    assert {table: how_many(any_app, table) for table in wanted} == wanted


def test_new_rows_can_follow_the_demo(any_app):
    a_district(any_app)
    with any_app.app_context(), db.engine.connect() as connection:
        table = Base.metadata.tables["school"]
        found = connection.execute(
            sa.insert(table).values(code="NEW", name="New School").returning(table.c.id)
        )
        assert found.scalar_one() == 12
        connection.commit()


def test_matches_stand_in_every_state_that_people_meet(app):
    a_district(app)
    found = dict(rows(app, "select state, count(*) from match group by state"))
    assert set(found) == {str(state) for state in MatchState}
    assert found["active"] > 100


def test_some_weeks_are_confirmed_some_wait_one_is_disputed(app):
    a_district(app)
    found = dict(rows(app, "select state, count(*) from timesheet group by state"))
    assert found["confirmed"] > 400
    assert found["submitted"] > 100
    assert found["disputed"] == 1
    assert one(app, "select count(*) from todo where kind = 'week_disputed'") == 1
    methods = {method for (method,) in rows(app, "select distinct method from confirmation")}
    assert methods >= {"link", "phone", "paper"}


def test_one_employer_does_not_answer(app):
    a_district(app)
    [(asked, steps, done)] = rows(
        app,
        "select r.id, count(*), count(s.done_at) from link_request r "
        "join reminder s on s.request_id = r.id "
        "where r.state = 'open' and r.kind = 'hours-week' group by r.id",
    )
    assert steps == done == 3
    mails = rows(app, "select record_id, kind, state from outbox_message where record = 'request'")
    assert sorted(mail[1:] for mail in mails if mail[0] == asked) == [
        ("hours-week", "sent"),
        ("hours-week-reminder", "sent"),
        ("hours-week-reminder", "sent"),
    ]
    assert one(app, "select count(*) from todo where kind like 'week_not_answered%'") > 0


def test_a_correction_and_a_taken_back_week_have_their_adjustment_lines(app):
    a_district(app)
    assert one(app, "select count(*) from stipend_line where kind = 'adjustment'") >= 2
    assert one(app, "select count(*) from shift where entered_minutes is not null") > 0
    assert one(app, "select count(*) from stipend_line where kind = 'completion'") > 0


def test_people_are_invented_and_nobody_can_be_mailed(app):
    a_district(app)
    for table, name in (
        ("student", "email"),
        ("guardian", "email"),
        ("contact", "email"),
        ("staff_user", "email"),
        ("outbox_message", "to_address"),
        ("link_request", "to_address"),
    ):
        found = {address.rpartition("@")[2] for address in column(app, table, name)}
        assert found <= {"example.org", "example.com"}


def test_names_are_as_people_have_them(app):
    a_district(app)
    names = [" ".join(row) for row in rows(app, "select given_name, family_name from student")]
    assert any("'" in name for name in names)
    assert any("ñ" in name or "é" in name for name in names)
    assert one(app, "select count(*) from student where family_name like '% %'") > 40
    assert one(app, "select count(*) from student where preferred_name <> ''") > 10
    spanish = one(app, "select count(*) from student where language = 'es'")
    assert 70 <= spanish <= 130


def test_every_school_has_a_specialist_and_every_role_a_sign_in(app):
    answer = json.loads(load(app, "--json", "--today", "2026-11-21").output)
    roles = [each["role"] for each in answer["sign_ins"]]
    assert sorted(roles) == [
        "administrator",
        "career_specialist",
        "district_lead",
        "employer_engagement",
        "finance",
        "finance",
    ]
    assert one(app, "select count(distinct school_id) from staff_school") == 11
    kept = dict(rows(app, "select email, password_hash from staff_user"))
    for each in answer["sign_ins"]:
        assert password_is_right(kept[each["email"]], each["password"])
    assert len(PASSWORD) >= 12


def test_what_was_loaded_is_noted_beside_the_database(app):
    answer = json.loads(load(app, "--json").output)
    with app.app_context():
        folder = Path(str(db.engine.url.database)).parent
    assert json.loads((folder / "demo.json").read_text()) == answer
    assert answer["mailbox"] == "/mailbox"


def test_a_database_that_is_not_empty_is_refused_and_left_alone(app):
    load(app)
    before = digest(app)
    answer = load(app)
    assert answer.exit_code == 1
    assert "not empty" in answer.stderr
    assert digest(app) == before
    quiet = load(app, "--if-empty", "--json")
    assert (quiet.exit_code, json.loads(quiet.output)) == (0, {"loaded": False})


def test_one_row_anywhere_is_enough_to_refuse(app):
    with app.app_context(), db.engine.connect() as connection:
        connection.execute(
            sa.text("insert into sign_in_try (subject, since, count) values ('x', '2026-01-01', 1)")
        )
        connection.commit()
    assert load(app).exit_code == 1


def test_production_is_refused(app):
    app.config["DEVELOPMENT"] = False
    answer = load(app)
    assert answer.exit_code == 1
    assert "only loaded in development" in answer.stderr
    assert one(app, "select count(*) from school") == 0


SEASONS = Scale("seasons", 25, students=900, employers=40, placements=120, seasons=3, seats=(1, 6))


def test_a_district_of_several_seasons_is_written_in_slices_and_adds_up(any_app, monkeypatch):
    monkeypatch.setattr(load_module, "SLICE", 40)
    with any_app.app_context():
        counts = load_module.load(SEASONS, seed=1, today=SATURDAY).counts
        assert [each.name for each in findings() if each.broken] == []
    wanted = {"student": 900, "placement": 120, "program": 6, "staff_user": 18}
    assert {table: counts[table] for table in wanted} == wanted
    assert {table: how_many(any_app, table) for table in counts} == counts
    assert one(any_app, "select count(*) from student where left_at is not null") == 180
    old = (
        "select count(*) from match join placement p on p.id = placement_id where p.program_id < 5"
    )
    assert one(any_app, old) > 200


def test_a_large_district_has_the_same_rows_on_both_databases(app, app_pg, monkeypatch):
    monkeypatch.setattr(load_module, "SLICE", 40)
    tiny = replace(SEASONS, students=300, placements=40)
    for each in (app, app_pg):
        with each.app_context():
            load_module.load(tiny, seed=1, today=SATURDAY)
    assert digest(app) == digest(app_pg)


def test_the_large_scales_are_as_large_as_they_say():
    assert (DISTRICT.students, METRO.students, METRO.schools) == (15_000, 50_000, 60)
    assert (METRO.employers, METRO.placements, METRO.seasons) == (2_000, 5_000, 5)
    assert sum(METRO.placements_of(ago) for ago in range(5)) == 5_000


def test_a_district_may_have_more_schools_and_employers_than_there_are_words(any_app):
    large = Scale("large", schools=25, students=400, employers=150, placements=180)
    a_district(any_app, scale=large)
    assert (how_many(any_app, "school"), how_many(any_app, "employer")) == (25, 150)
    with any_app.app_context():
        assert [each.name for each in findings() if each.broken] == []


@pytest.mark.parametrize("command", [["demo", "load"], ["verify"]])
def test_a_database_of_another_schema_is_refused_with_a_sentence(any_app, command):
    with any_app.app_context(), db.engine.connect() as connection:
        connection.execute(sa.text("update alembic_version set version_num = '0001'"))
        connection.commit()
    answer = any_app.test_cli_runner().invoke(args=command)
    assert answer.exit_code == 1
    assert "flask --app wsgi db upgrade" in answer.output


def test_wrong_usage_ends_with_two(app):
    assert load(app, "--scale", "huge").exit_code == 2
    assert load(app, "--today", "tomorrow").exit_code == 2


def test_loading_costs_a_few_statements_a_table_not_one_a_row(app, query_count):
    with app.app_context():
        # the rows are made once for all tests; here only their way into the database is counted
        made(SMALL, 1, SATURDAY)
    with query_count() as seen:
        a_district(app)
    # three, for what rooms do with single records: a run, and weeks and payments of two batches
    assert len(seen) <= 3 * len(Base.metadata.tables)


@pytest.mark.parametrize(
    ("seed", "today"),
    [
        (1, SATURDAY),
        (2, MONDAY),
        (3, date(2027, 1, 1)),
        (4, date(2027, 3, 15)),
        (5, date(2027, 7, 5)),
        (6, date(2026, 11, 29)),
    ],
)
def test_on_any_day_supervisors_wait_in_both_languages(app, seed, today):
    with app.app_context():
        making = made(SMALL, seed, today)
    waiting: dict[int, set[int]] = {}
    last_week = making.season.week(1)
    for row in making.rows.of(Timesheet):
        if row["week"] == last_week and row["state"] is TimesheetState.SUBMITTED:
            match = making.rows.row(_model("match"), row["match_id"])
            placement = making.rows.row(_model("placement"), match["placement_id"])
            waiting.setdefault(placement["supervisor_id"], set()).add(match["student_id"])
    assert last_week + timedelta(days=7) < today
    assert len(waiting) >= 3
    assert max(map(len, waiting.values())) >= 5
    assert {making.rows.row(Contact, each)["language"] for each in waiting} == {"en", "es"}


def _model(table: str):
    return next(m.class_ for m in Base.registry.mappers if m.local_table.name == table)
