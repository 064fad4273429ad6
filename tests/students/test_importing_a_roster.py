"""What an import writes, and what it leaves alone."""

from __future__ import annotations

import pytest
import sqlalchemy as sa
from flask import Flask

from app.core import journal
from app.core.access import SYSTEM
from app.core.db import db
from app.core.journal import Event
from app.core.use_case import transaction
from app.schools.models import School
from app.students import services
from app.students.import_writing import RosterWriter
from app.students.importing import preview_roster
from app.students.models import Guardian, Student, StudentYear
from app.students.roster_reading import read_roster
from tests.students.rosters import (
    FIXTURES,
    NOW,
    TODAY,
    an_export,
    change,
    counts,
    importing,
    rows,
    student,
)

V11 = FIXTURES / "v11"


def everything(app: Flask) -> list[object]:
    return [rows(app, model) for model in (School, Student, StudentYear, Guardian, Event)]


def a_school(app: Flask, **values: str) -> int:
    with app.app_context(), transaction():
        school = School(**values)
        db.session.add(school)
        db.session.flush()
        return school.id


def test_a_first_import_writes_students_schools_years_and_guardians(any_app):
    assert counts(importing(any_app, V11)) == (3, 0, 0, 0)
    assert {row["name"] for row in rows(any_app, School)} == {
        "Foothill High School",
        "Harbor High School",
    }
    sofia = student(any_app, "U1")
    assert (sofia["given_name"], sofia["family_name"]) == ("Sofía", "Ibáñez Núñez")
    assert (sofia["search"], sofia["grade"], sofia["left_at"]) == ("sofia ibanez nunez", "11", None)
    (year,) = [row for row in rows(any_app, StudentYear) if row["student_id"] == sofia["id"]]
    assert (year["school_year"], year["grade"], year["cohort"]) == (2027, "11", 2028)
    assert year["attributes"] == {"sex": "female", "races": ["white", "hispanic"]}
    guardians = [row for row in rows(any_app, Guardian) if row["student_id"] == sofia["id"]]
    assert {row["name"] for row in guardians} == {"María Ibáñez", "José Núñez"}


def test_importing_the_same_again_writes_nothing(any_app, query_count):
    importing(any_app, V11)
    before = everything(any_app)
    with any_app.app_context():
        roster = read_roster(V11, TODAY)
        with query_count(5):
            done = services.import_roster(roster=roster, by=SYSTEM, at=NOW, on=TODAY)
    assert counts(done) == (0, 0, 3, 0)
    assert everything(any_app) == before


def test_1_1_and_1_2_of_the_same_school_are_the_same_students(any_app):
    importing(any_app, V11)
    done = importing(any_app, FIXTURES / "v12")
    assert counts(done) == (0, 1, 2, 0)
    assert done.changes[0].fields == ("preferred_name",)


def test_a_changed_student_has_one_journal_row_that_names_the_fields(any_app, tmp_path):
    export = an_export(tmp_path)
    importing(any_app, export)
    change(export, "users.csv", "U3,,,false,S20", "U3,,,false,S10")
    change(export, "users.csv", "206 555 0103", "206 555 0199")
    assert counts(importing(any_app, export)) == (0, 1, 2, 0)
    nhi = student(any_app, "U3")["id"]
    events = [
        row for row in rows(any_app, Event) if (row["record"], row["record_id"]) == ("student", nhi)
    ]
    assert [row["action"] for row in events] == ["created", "updated"]
    assert events[1]["changes"]["fields"] == ["school_id", "phone"]
    with any_app.app_context():
        assert journal.broken_chains() == []


def test_a_student_missing_from_a_bulk_export_is_no_longer_enrolled(any_app, tmp_path):
    export = an_export(tmp_path)
    importing(any_app, export)
    change(export, "users.csv", "U2,,,true", "X2,,,true")
    assert counts(importing(any_app, export)) == (1, 0, 2, 1)
    assert student(any_app, "U2")["left_at"] == NOW
    assert len(rows(any_app, StudentYear)) == 4


def test_a_student_who_comes_back_is_enrolled_again(any_app, tmp_path):
    export = an_export(tmp_path)
    importing(any_app, export)
    change(export, "users.csv", "U2,,,true", "X2,,,true")
    importing(any_app, export)
    done = importing(any_app, V11)
    assert counts(done) == (0, 1, 2, 1)
    assert student(any_app, "U2")["left_at"] is None


def test_an_export_of_one_school_removes_nobody_of_another(any_app, tmp_path):
    importing(any_app, V11)
    export = an_export(tmp_path)
    change(export, "orgs.csv", "S20,,,Harbor High School,school,220,D1\n", "")
    users = (export / "users.csv").read_text(encoding="utf-8").splitlines(keepends=True)
    kept = [line for line in users if "S20" not in line]
    (export / "users.csv").write_text("".join(kept), encoding="utf-8")
    assert counts(importing(any_app, export)) == (0, 0, 1, 0)


def test_a_delta_changes_and_removes_only_whom_it_names(any_app):
    importing(any_app, V11)
    done = importing(any_app, FIXTURES / "delta")
    assert counts(done) == (0, 1, 0, 1)
    sofia = student(any_app, "U1")
    assert sofia["birth_date"].isoformat() == "2010-02-28"
    assert student(any_app, "U3")["left_at"] == NOW


@pytest.mark.parametrize("skip", [False, True])
def test_an_error_stops_the_file_unless_bad_rows_are_skipped(any_app, tmp_path, *, skip):
    export = an_export(tmp_path)
    importing(any_app, export)
    change(export, "users.csv", "liam@students", "liam students")
    change(export, "users.csv", "206 555 0103", "206 555 0199")
    done = importing(any_app, export, skip=skip)
    assert [(error.row, error.column) for error in done.errors] == [(3, "email")]
    assert counts(done) == ((0, 1, 1, 0) if skip else (0, 0, 0, 0))
    assert student(any_app, "U2")["left_at"] is None
    assert (student(any_app, "U3")["phone"] == "206 555 0199") is skip


def test_a_plain_csv_finds_schools_by_code_and_name(any_app):
    importing(any_app, V11)
    assert counts(importing(any_app, FIXTURES / "students.csv")) == (3, 0, 0, 0)
    assert student(any_app, "70002")["language"] == "es"
    assert counts(importing(any_app, FIXTURES / "students.csv")) == (0, 0, 3, 0)


def test_a_school_that_is_not_here_is_an_error_of_its_row(any_app):
    a_school(any_app, code="210", name="Foothill High School")
    done = importing(any_app, FIXTURES / "students.csv")
    assert [(error.row, error.column) for error in done.errors] == [(3, "school"), (4, "school")]
    assert "Schools here: 210." in done.errors[0].message
    assert counts(done) == (0, 0, 0, 0)
    assert counts(importing(any_app, FIXTURES / "students.csv", skip=True)) == (1, 0, 0, 0)


def test_a_plain_csv_finds_a_student_by_number(any_app, tmp_path):
    importing(any_app, V11)
    file = tmp_path / "class.csv"
    file.write_text("student_id,given_name,family_name,school\n90001,Sofía,Ibáñez,210\n")
    done = importing(any_app, file)
    assert counts(done) == (0, 1, 0, 0)
    assert student(any_app, "U1")["family_name"] == "Ibáñez"
    assert student(any_app, "U1")["email"] == "sofia@students.example.org"


def test_a_number_that_two_students_share_finds_neither(any_app, tmp_path):
    export = an_export(tmp_path)
    change(export, "users.csv", "90002", "90001")
    importing(any_app, export)
    file = tmp_path / "class.csv"
    file.write_text("student_id,given_name,family_name,school\n90001,New,Person,210\n")
    assert counts(importing(any_app, file)) == (1, 0, 0, 0)


def test_an_export_takes_over_students_that_a_plain_csv_brought(any_app, tmp_path):
    a_school(any_app, code="210", name="Foothill High School")
    file = tmp_path / "class.csv"
    file.write_text("student_id,given_name,family_name,school\n90001,Sofía,Ibáñez,210\n")
    importing(any_app, file)
    first = student(any_app, "90001")["id"]
    assert counts(importing(any_app, V11)) == (2, 1, 0, 0)
    assert student(any_app, "U1")["id"] == first
    assert counts(importing(any_app, V11)) == (0, 0, 3, 0)


def test_an_export_takes_over_a_school_of_the_same_code(any_app):
    school_id = a_school(any_app, code="210", name="Foothill")
    importing(any_app, V11)
    (school,) = [row for row in rows(any_app, School) if row["id"] == school_id]
    assert (school["sourced_id"], school["name"]) == ("S10", "Foothill High School")
    assert len(rows(any_app, School)) == 2


def test_a_supplement_adds_to_the_facts_of_the_year(any_app):
    done = importing(any_app, V11, supplement=FIXTURES / "supplement.csv")
    assert [warning.row for warning in done.warnings if warning.column == "student_id"] == [4]
    facts = {row["student_id"]: row["attributes"] for row in rows(any_app, StudentYear)}
    sofia = facts[student(any_app, "U1")["id"]]
    assert sofia["free_reduced_lunch"] is True
    assert sofia["races"] == ["hispanic", "white"]
    assert facts[student(any_app, "U2")["id"]]["special_education"] is True
    again = importing(any_app, V11, supplement=FIXTURES / "supplement.csv")
    assert counts(again) == (0, 0, 3, 0)


def test_an_import_without_the_supplement_forgets_nothing_of_it(any_app):
    importing(any_app, V11, supplement=FIXTURES / "supplement.csv")
    importing(any_app, V11)
    facts = {row["student_id"]: row["attributes"] for row in rows(any_app, StudentYear)}
    assert facts[student(any_app, "U1")["id"]]["free_reduced_lunch"] is True


def test_an_error_in_the_supplement_stops_the_supplement_alone(any_app, tmp_path):
    supplement = tmp_path / "more.csv"
    supplement.write_text("student_id,homeless\nU1,maybe\nU2,yes\n")
    done = importing(any_app, V11, supplement=supplement)
    assert [(error.file, error.row) for error in done.errors] == [("more.csv", 2)]
    assert done.created == 3
    assert all("homeless" not in row["attributes"] for row in rows(any_app, StudentYear))


def test_the_facts_of_an_earlier_year_stay(any_app, tmp_path):
    export = an_export(tmp_path)
    importing(any_app, export)
    text = (export / "academicSessions.csv").read_text().splitlines()[0]
    later = "Y28,,,2027-2028,schoolYear,2026-10-01,2028-06-18,,2028"
    (export / "academicSessions.csv").write_text(f"{text}\n{later}\n")
    change(export, "users.csv", '"G1,G2",11', '"G1,G2",12')
    assert counts(importing(any_app, export)) == (0, 3, 0, 0)
    sofia = student(any_app, "U1")["id"]
    years = [row for row in rows(any_app, StudentYear) if row["student_id"] == sofia]
    assert sorted((row["school_year"], row["grade"], row["cohort"]) for row in years) == [
        (2027, "11", 2028),
        (2028, "12", 2028),
    ]


def test_a_guardian_no_longer_named_is_not_written_to_any_more(any_app, tmp_path):
    export = an_export(tmp_path)
    importing(any_app, export)
    change(export, "users.csv", '"G1,G2",11', "G2,11")
    assert counts(importing(any_app, export)) == (0, 1, 2, 0)
    maria = next(row for row in rows(any_app, Guardian) if row["sourced_id"] == "G1")
    assert (maria["name"], maria["email"], maria["phone"]) == ("María Ibáñez", "", "")


def test_a_file_that_would_empty_the_school_warns(any_app, tmp_path):
    export = an_export(tmp_path)
    header, *_ = (export / "users.csv").read_text(encoding="utf-8").splitlines()
    many = [f"M{n},,,true,S10,student,,,Ana,Ruiz,,{n},,,,,9," for n in range(40)]
    (export / "users.csv").write_text("\n".join([header, *many]), encoding="utf-8")
    importing(any_app, export)
    (export / "users.csv").write_text("\n".join([header, *many[:5]]), encoding="utf-8")
    done = importing(any_app, export)
    assert done.removed == 35
    assert any("Is the export whole?" in warning.message for warning in done.warnings)


class Killed(BaseException):
    """What ends a process in the middle."""


@pytest.mark.parametrize("step", ["_write_years", "_write_guardians", "_note"])
def test_an_import_cut_off_leaves_nothing(any_app, monkeypatch: pytest.MonkeyPatch, step: str):
    def cut_off(*_: object) -> None:
        raise Killed

    before = everything(any_app)
    monkeypatch.setattr(RosterWriter, step, cut_off)
    with pytest.raises(Killed):
        importing(any_app, V11)
    assert everything(any_app) == before
    monkeypatch.undo()
    assert counts(importing(any_app, V11)) == (3, 0, 0, 0)


def test_a_preview_reads_only(any_app):
    before = everything(any_app)
    with any_app.app_context():
        done = preview_roster(roster=read_roster(V11, TODAY), by=SYSTEM, on=TODAY)
        assert db.session.scalar(sa.select(sa.func.count()).select_from(Student)) == 0
    assert counts(done) == (3, 0, 0, 0)
    assert everything(any_app) == before
