"""The plain student CSV and the supplement."""

from datetime import date
from pathlib import Path

import pytest

from app.core.intake.cells import to_grade
from app.programs.forms import GRADES
from app.students.roster_reading import read_roster, read_supplement

FIXTURES = Path(__file__).parent / "fixtures"
TODAY = date(2026, 11, 20)


def test_a_plain_csv_is_read_as_it_stands() -> None:
    roster = read_roster(FIXTURES / "students.csv", TODAY)
    assert (roster.errors, roster.warnings) == ((), ())
    amara, diego, janae = roster.students
    assert (amara.sourced_id, amara.birth_date, amara.school) == ("70001", date(2010, 3, 14), "210")
    assert (diego.preferred_name, diego.language, diego.school) == (
        "Yego",
        "es",
        "Harbor High School",
    )
    assert (janae.given_name, janae.email) == ("Ja'Nae", "")


def test_a_plain_csv_removes_nobody() -> None:
    assert not read_roster(FIXTURES / "students.csv", TODAY).removes_missing


def test_every_wrong_cell_of_a_plain_csv_is_named() -> None:
    errors = read_roster(FIXTURES / "bad_students.csv", TODAY).errors
    assert [(error.row, error.column) for error in errors] == [
        (3, "family_name"),
        (3, "birth_date"),
        (3, "email"),
        (4, "student_id"),
        (5, "student_id"),
        (6, "grade"),
    ]


def test_headings_of_a_spreadsheet_are_understood(tmp_path: Path) -> None:
    file = tmp_path / "class list.csv"
    file.write_text("Student ID,First Name,Last Name,DOB,School\n7,Ana,Ruiz,5/09/2010,210\n")
    roster = read_roster(file, TODAY)
    assert roster.errors == ()
    (ana,) = roster.students
    assert (ana.sourced_id, ana.birth_date, ana.email) == ("7", date(2010, 5, 9), None)


def test_the_supplement_reads_the_words_districts_use() -> None:
    supplement = read_supplement(FIXTURES / "supplement.csv")
    assert supplement.errors == ()
    assert supplement.rows[0][2] == {
        "free_reduced_lunch": True,
        "english_learner": False,
        "section_504": True,
        "foster_care": False,
        "homeless": False,
        "race": ("hispanic", "white"),
        "zip": "98402",
        "pathway": "Health Science",
    }


def test_an_empty_cell_of_the_supplement_tells_nothing() -> None:
    _, _, second = (values for _, _, values in read_supplement(FIXTURES / "supplement.csv").rows)
    assert second == {"free_reduced_lunch": True}


def test_a_wrong_flag_in_the_supplement_is_named(tmp_path: Path) -> None:
    file = tmp_path / "supplement.csv"
    file.write_text("student_id,homeless\nU1,maybe\n")
    (error,) = read_supplement(file).errors
    assert (error.file, error.row, error.column) == ("supplement.csv", 2, "homeless")


def test_a_supplement_without_a_known_column_is_refused(tmp_path: Path) -> None:
    file = tmp_path / "supplement.csv"
    file.write_text("student_id,shoe size\nU1,38\n")
    (error,) = read_supplement(file).errors
    assert "no column but student_id" in error.message


@pytest.mark.parametrize("told", ["9", "09", "9th", "Grade 9"])
def test_a_grade_is_kept_as_programs_ask_for_it(told: str) -> None:
    assert to_grade(told) in GRADES
