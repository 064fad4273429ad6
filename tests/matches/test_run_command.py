"""`flask matches run`, as the contract has it."""

from __future__ import annotations

import json

import sqlalchemy as sa
from flask import Flask

from app.core.db import db
from app.matches.run_models import MatchRun, RunState
from tests.builders import a_match, a_placement, a_program, a_student


def run(app: Flask, *words: str):
    return app.test_cli_runner().invoke(args=["matches", "run", *words])


def a_season(app: Flask) -> str:
    with app.app_context():
        program = a_program(code="J253")
        place = a_placement(program, weekdays={})
        a_match(a_student(), place, state="shortlisted")
    return "J253"


def test_a_run_is_kept_for_staff_to_look_at(app):
    code = a_season(app)
    answer = run(app, code, "--seed", "5", "--json")
    assert answer.exit_code == 0
    told = json.loads(answer.stdout)
    assert {k: told[k] for k in ("run", "students", "placed", "passed_over", "seed")} == {
        "run": 1,
        "students": 1,
        "placed": 1,
        "passed_over": 0,
        "seed": 5,
    }
    with app.app_context():
        assert db.session.scalars(sa.select(MatchRun)).one().state is RunState.READY


def test_a_dry_run_says_the_same_and_keeps_nothing(app):
    code = a_season(app)
    told = json.loads(run(app, code, "--seed", "5", "--dry-run", "--json").stdout)
    assert (told["run"], told["placed"]) == (None, 1)
    with app.app_context():
        assert db.session.scalar(sa.select(sa.func.count()).select_from(MatchRun)) == 0
    assert told["hash"] in run(app, code, "--seed", "5").stdout


def test_what_cannot_be_run_ends_with_1_and_a_sentence(app):
    with app.app_context():
        a_program(code="EMPTY")
    answer = run(app, "EMPTY")
    assert answer.exit_code == 1
    assert "Nobody takes part" in answer.stderr
    assert run(app, "NONE").exit_code == 1
    assert run(app).exit_code == 2
