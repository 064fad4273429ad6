"""Migrations lead to what the models say, and back, on both databases."""

from __future__ import annotations

import json
from pathlib import Path

import alembic.command
import pytest
import sqlalchemy as sa
from alembic.script import ScriptDirectory
from flask import Flask
from flask_migrate import Config as MigrationConfig

from app.core.db import db
from app.programs.mailing import plan_in
from app.programs.models import Program
from tests.builders import a_program
from tests.support.runs import ROOT

REVISIONS = ROOT / "migrations"


def migration_config(app: Flask) -> MigrationConfig:
    return app.extensions["migrate"].migrate.get_config(str(REVISIONS))


def schema_of(app: Flask) -> dict[str, object]:
    """Give tables with columns, keys, indexes, checks, and triggers, as the database tells them."""
    with app.app_context(), db.engine.connect() as connection:
        look = sa.inspect(connection)
        triggers = (
            "select name from sqlite_master where type = 'trigger' order by 1"
            if db.engine.dialect.name == "sqlite"
            else "select distinct trigger_name from information_schema.triggers order by 1"
        )
        tables: dict[str, object] = {
            name: (
                sorted(
                    (one["name"], str(one["type"]), one["nullable"])
                    for one in look.get_columns(name)
                ),
                look.get_pk_constraint(name)["constrained_columns"],
                sorted(str(one["name"]) for one in look.get_foreign_keys(name)),
                sorted(str(one["name"]) for one in look.get_indexes(name)),
                sorted(str(one["name"]) for one in look.get_unique_constraints(name)),
                sorted(str(one["name"]) for one in look.get_check_constraints(name)),
            )
            for name in look.get_table_names()
        }
        return tables | {"triggers": list(connection.scalars(sa.text(triggers)))}


def test_the_newest_schema_is_what_the_models_say(any_app):
    with any_app.app_context():
        alembic.command.check(migration_config(any_app))


def test_there_is_one_newest_revision(app):
    with app.app_context():
        script = ScriptDirectory.from_config(migration_config(app))
    assert len(script.get_heads()) == 1


def test_every_revision_goes_down_and_up_again_to_the_same_schema(any_app):
    with any_app.app_context():
        config = migration_config(any_app)
        script = ScriptDirectory.from_config(config)
        revisions = [one.revision for one in script.walk_revisions()]
    newest = schema_of(any_app)
    for revision in revisions:
        with any_app.app_context():
            before = schema_of(any_app)
            alembic.command.downgrade(config, "-1")
            alembic.command.upgrade(config, "+1")
            assert schema_of(any_app) == before, revision
            alembic.command.downgrade(config, "-1")
    assert set(schema_of(any_app)) <= {"alembic_version", "triggers"}
    with any_app.app_context():
        alembic.command.upgrade(config, "head")
    assert schema_of(any_app) == newest


@pytest.mark.parametrize(
    "path", sorted((REVISIONS / "versions").glob("*.py")), ids=lambda p: p.stem
)
def test_a_revision_never_imports_the_app(path: Path):
    assert "import app" not in path.read_text()
    assert "from app" not in path.read_text()


@pytest.mark.parametrize("weekday", [0, 2])
def test_a_programs_weekly_plan_outlives_the_move_of_the_mail_rules(any_app, weekday):
    old = {
        "weekday": weekday,
        "at": "07:00",
        "remind_after_hours": [48, 96],
        "escalate_after_hours": 120,
        "expire_after_days": 21,
    }
    change = sa.text("update program set kept_rules = :rules")
    with any_app.app_context():
        a_program()
        config = migration_config(any_app)
        alembic.command.downgrade(config, "20261126_0155")
        with db.engine.begin() as connection:
            rules = json.dumps({"target_minutes": 60, "reminders": old})
            connection.execute(change, {"rules": rules})
        alembic.command.upgrade(config, "head")
        kept = db.session.scalars(sa.select(Program)).one().rules
        assert plan_in(kept, "hours-week").weekday == weekday
        assert kept.mailing.on == ("hours-week",)
