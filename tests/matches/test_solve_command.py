"""`flask matches solve`, as the contract has it."""

from __future__ import annotations

import json
from pathlib import Path

from flask import Flask

from tests.matches.test_engine import EXAMPLE


def run(app: Flask, tmp_path: Path, content: str, *words: str):
    file = tmp_path / "instance.json"
    file.write_text(content)
    return app.test_cli_runner().invoke(args=["matches", "solve", str(file), *words])


def test_the_answer_is_one_json_document(app, tmp_path):
    answer = run(app, tmp_path, json.dumps(EXAMPLE), "--seed", "7", "--json")
    assert answer.exit_code == 0
    said = json.loads(answer.stdout)
    assert {"matches", "unmatched", "open_seats", "seed", "hash", "why"} <= set(said)
    assert (said["seed"], len(said["matches"]), said["unmatched"]) == (7, 3, [])
    assert {each["reason"] for each in said["why"]} == {"PLACED", "SEAT_FILLED"}


def test_the_same_seed_gives_the_same_hash_and_an_objective_may_be_named(app, tmp_path):
    content = json.dumps(EXAMPLE)
    one, two = (json.loads(run(app, tmp_path, content, "--json").stdout) for _ in range(2))
    assert one == two
    words = ("--objective", "max-benefit", "--json")
    assert json.loads(run(app, tmp_path, content, *words).stdout)["objective"] == "max-benefit"


def test_a_person_reads_who_has_what(app, tmp_path):
    answer = run(app, tmp_path, json.dumps(EXAMPLE))
    assert "s1  –  p1  (choice 2)" in answer.stdout
    assert "s3  –  p1  (not on their list)" in answer.stdout
    assert "3 placed, 0 without" in answer.stdout


def test_a_wrong_row_ends_with_1_and_its_name(app, tmp_path):
    answer = run(app, tmp_path, json.dumps({"students": [{"id": "s"}, {"id": "s"}]}), "--json")
    assert answer.exit_code == 1
    assert answer.stdout == ""
    assert "students[1]: s is there twice" in answer.stderr


def test_wrong_usage_ends_with_2(app, tmp_path):
    assert run(app, tmp_path, "{}", "--objective", "luck").exit_code == 2
    missing = app.test_cli_runner().invoke(args=["matches", "solve", str(tmp_path / "none.json")])
    assert missing.exit_code == 2
