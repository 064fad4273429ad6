"""`flask students import` and `list`, as the contract has them."""

from __future__ import annotations

import pytest
from flask import Flask

from app.students.models import Student
from tests.students.rosters import FIXTURES, printed, rows

V11 = str(FIXTURES / "v11")


def run(app: Flask, *words: str):
    return app.test_cli_runner().invoke(args=["students", *words])


def test_an_import_answers_with_one_json_document(app):
    answer = run(app, "import", V11, "--json")
    assert answer.exit_code == 0
    document = printed(answer)
    counted = {name: document[name] for name in ("created", "updated", "unchanged", "removed")}
    assert counted == {"created": 3, "updated": 0, "unchanged": 0, "removed": 0}
    assert (document["warnings"], document["errors"]) == ([], [])


def test_a_dry_run_says_the_same_and_writes_nothing(app):
    assert printed(run(app, "import", V11, "--dry-run", "--json"))["created"] == 3
    assert rows(app, Student) == []


def test_errors_name_file_row_and_column_and_end_with_1(app):
    run(app, "import", V11)
    answer = run(app, "import", str(FIXTURES / "bad_students.csv"), "--json")
    assert answer.exit_code == 1
    document = printed(answer)
    assert document["created"] == 0
    assert document["errors"][0] == {
        "file": "bad_students.csv",
        "row": 3,
        "column": "family_name",
        "message": "family_name is empty.",
    }


def test_skipping_bad_rows_writes_the_good_ones_and_still_ends_with_1(app):
    run(app, "import", V11)
    answer = run(app, "import", str(FIXTURES / "bad_students.csv"), "--skip-bad-rows", "--json")
    assert answer.exit_code == 1
    assert printed(answer)["created"] == 1


def test_a_supplement_is_taken_along(app):
    answer = run(app, "import", V11, "--supplement", str(FIXTURES / "supplement.csv"), "--json")
    assert answer.exit_code == 0
    assert printed(answer)["created"] == 3


def test_without_json_the_answer_is_one_sentence_and_problems_go_to_stderr(app):
    answer = run(app, "import", str(FIXTURES / "faulty"))
    assert answer.stdout == "Written: 3 created, 0 updated, 0 unchanged, 0 no longer enrolled.\n"
    assert "Warning: ORGS.CSV was read as orgs.csv." in answer.stderr


@pytest.mark.parametrize("words", [["import"], ["import", "/nowhere"], ["import", V11, "--what"]])
def test_wrong_usage_ends_with_2(app, words: list[str]):
    assert run(app, *words).exit_code == 2


def test_a_hostile_file_ends_with_1(app, tmp_path):
    file = tmp_path / "students.csv"
    file.write_bytes(b"\x89PNG\r\n\x1a\n" + bytes(100))
    answer = run(app, "import", str(file), "--json")
    assert answer.exit_code == 1
    assert "binary data" in printed(answer)["errors"][0]["message"]


def test_the_list_is_one_json_array(app):
    run(app, "import", V11)
    listed = printed(run(app, "list", "--json"))
    assert [row["sourced_id"] for row in listed] == ["U1", "U3", "U2"]
    assert listed[0]["school"] == "210"
    assert "Núñez" in run(app, "list").stdout


def test_the_list_can_be_of_the_enrolled_or_of_those_who_left(app):
    run(app, "import", V11)
    run(app, "import", str(FIXTURES / "delta"))
    left = printed(run(app, "list", "--state", "left", "--json"))
    assert [(row["sourced_id"], row["enrolled"]) for row in left] == [("U3", False)]
    assert len(printed(run(app, "list", "--state", "enrolled", "--json"))) == 2
