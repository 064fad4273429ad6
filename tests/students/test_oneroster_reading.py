"""Reading OneRoster 1.1 and 1.2 as real student systems write it."""

import shutil
import zipfile
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from app.core.intake.problems import Problem
from app.students.roster import Roster, StudentRow
from app.students.roster_reading import read_roster

FIXTURES = Path(__file__).parent / "fixtures"
TODAY = date(2026, 11, 20)


def read(name: str) -> Roster:
    return read_roster(FIXTURES / name, TODAY)


def student(roster: Roster, sourced_id: str) -> StudentRow:
    return next(row for row in roster.students if row.sourced_id == sourced_id)


def messages(problems: tuple[Problem, ...]) -> str:
    return "\n".join(map(str, problems))


@pytest.fixture
def export(tmp_path: Path) -> Path:
    """A copy of the clean 1.1 export, to be spoiled."""
    return Path(shutil.copytree(FIXTURES / "v11", tmp_path / "export"))


@pytest.fixture
def edit(export: Path) -> Callable[[str, str, str], Roster]:
    """Replace one text in one file of the clean export and read it."""

    def replace(file: str, old: str, new: str) -> Roster:
        text = (export / file).read_text(encoding="utf-8")
        assert old in text
        (export / file).write_text(text.replace(old, new, 1), encoding="utf-8")
        return read_roster(export, TODAY)

    return replace


@pytest.mark.parametrize("version", ["v11", "v12"])
def test_a_clean_export_is_read_without_a_word(version: str) -> None:
    roster = read(version)
    assert (roster.errors, roster.warnings) == ((), ())
    assert roster.school_year == 2027
    assert roster.removes_missing
    assert [school.name for school in roster.schools] == [
        "Foothill High School",
        "Harbor High School",
    ]


@pytest.mark.parametrize("version", ["v11", "v12"])
def test_names_stand_as_given(version: str) -> None:
    names = [(row.given_name, row.family_name) for row in read(version).students]
    assert names == [("Sofía", "Ibáñez Núñez"), ("Liam", "O'Brien"), ("Nhi", "Nguyễn")]


def test_a_student_has_what_three_files_say() -> None:
    sofia = student(read("v11"), "U1")
    assert (sofia.birth_date, sofia.sex, sofia.races) == (
        date(2010, 2, 28),
        "female",
        ("white", "hispanic"),
    )
    assert (sofia.grade, sofia.school, sofia.identifier) == ("11", "S10", "90001")


def test_a_district_beside_the_school_is_passed_over() -> None:
    assert student(read("v11"), "U2").school == "S20"


def test_the_primary_role_of_1_2_gives_the_school() -> None:
    assert student(read("v12"), "U1").school == "S10"


def test_a_role_that_has_ended_gives_no_school() -> None:
    assert student(read("v12"), "U2").school == "S20"


def test_guardians_are_tied_from_either_side() -> None:
    tied = {row.sourced_id: row.student_ids for row in read("v11").guardians}
    assert tied == {"G1": ("U1",), "G2": ("U1",), "G3": ("U2",)}


def test_the_preferred_name_of_1_2_is_read() -> None:
    assert student(read("v12"), "U1").preferred_name == "Sofi"


def test_a_delta_removes_only_what_it_names() -> None:
    roster = read("delta")
    assert roster.left == {"U3"}
    assert not roster.removes_missing
    assert student(roster, "U1").school == "S20"


def test_facts_of_a_missing_file_are_not_told_rather_than_empty() -> None:
    sofia = student(read("delta"), "U1")
    assert (sofia.birth_date, sofia.sex, sofia.races, sofia.preferred_name) == (
        None,
        None,
        None,
        None,
    )


def test_the_faults_of_real_exports_are_read_with_warnings() -> None:
    roster = read("faulty")
    assert roster.errors == ()
    assert [row.family_name for row in roster.students] == ["de la Cruz", "Ng", "St. John-Smythe"]
    assert [row.grade for row in roster.students] == ["10", "09", "12"]
    assert student(roster, "U1").birth_date == date(2010, 1, 5)
    assert student(roster, "U2").races == ("pacific_islander",)


@pytest.mark.parametrize(
    "sentence",
    [
        "ORGS.CSV was read as orgs.csv.",
        "manifest.csv is missing",
        "begins with a byte order mark",
        "famlyName was read as familyName.",
        "another order than the standard",
        "columns that are not read: locker.",
        "birthdate holds dates like 1/05/2023; they were read as month/day/year.",
        "words other than true and false",
        "Row 4 has fewer cells than the header",
        "role is not a role of OneRoster",
        "names people who are not in this file",
        "is no address of a guardian",
    ],
)
def test_each_tolerance_is_told(sentence: str) -> None:
    assert sentence in messages(read("faulty").warnings)


def test_windows_1252_is_read_with_a_warning(export: Path) -> None:
    file = export / "users.csv"
    text = file.read_text(encoding="utf-8").replace("Nguyễn", "Nguyen")
    file.write_bytes(text.encode("cp1252"))
    roster = read_roster(export, TODAY)
    assert student(roster, "U1").family_name == "Ibáñez Núñez"
    assert "Windows-1252" in messages(roster.warnings)


def test_utf_16_and_semicolons_of_a_spreadsheet_are_read(export: Path) -> None:
    file = export / "orgs.csv"
    file.write_text(file.read_text().replace(",", ";"), encoding="utf-16")
    roster = read_roster(export, TODAY)
    assert len(roster.schools) == 2
    assert "semicolons" in messages(roster.warnings)


@pytest.mark.parametrize(
    ("file", "old", "new", "where", "sentence"),
    [
        ("users.csv", "Sofía,", ",", (2, "givenName"), "is empty"),
        ("users.csv", "liam@students", "liam students", (3, "email"), "is not an email address"),
        ("users.csv", "G3,09", "G3,19", (3, "grades"), "is not a grade"),
        ("users.csv", "U2,,", "U1,,", (3, "sourcedId"), "is the same as in row 2"),
        ("users.csv", "U3,,", ",,", (4, "sourcedId"), "is empty"),
        ("users.csv", "false,S20", "false,S99", (4, "orgSourcedIds"), "no school of orgs.csv"),
        ("users.csv", "false,S20", "false,D1", (4, "orgSourcedIds"), "is a district"),
        ("users.csv", "O'Brien", "O\x00Brien", (3, "familyName"), "control character (U+0000)"),
        ("users.csv", "O'Brien", "O\u202eBrien", (3, "familyName"), "control character (U+202E)"),
        ("users.csv", "O'Brien", '"O\r\nBrien"', (3, "familyName"), "control character (U+000D)"),
        ("users.csv", "O'Brien", "O" * 300, (3, "familyName"), "300 characters long"),
        ("users.csv", '"G1,G2",11,\nU2', ',"G1,G2",11,pw\nU2', (2, None), "has 19 cells"),
        (
            "demographics.csv",
            "2010-02-28",
            "2010-02-30",
            (2, "birthDate"),
            "not a day of the calendar",
        ),
        ("demographics.csv", "2010-02-28", "28.2.2010", (2, "birthDate"), "is not a date"),
        ("demographics.csv", "2010-02-28", "2031-02-28", (2, "birthDate"), "in the future"),
        ("demographics.csv", "2010-02-28", "1910-02-28", (2, "birthDate"), "older than 30"),
        ("demographics.csv", ",female,", ",woman,", (2, "sex"), "is not one of"),
        ("academicSessions.csv", "2026-06-18", "2025-06-18", (2, "endDate"), "is before startDate"),
    ],
)
def test_an_error_names_file_row_and_column(  # noqa: PLR0913, PLR0917 - one table
    edit: Callable[[str, str, str], Roster],
    file: str,
    old: str,
    new: str,
    where: tuple[int, str | None],
    sentence: str,
) -> None:
    (error,) = edit(file, old, new).errors
    assert (error.file, error.row, error.column) == (file, *where)
    assert sentence in error.message


def test_a_bad_row_leaves_the_other_students(edit: Callable[[str, str, str], Roster]) -> None:
    roster = edit("users.csv", "liam@students", "liam students")
    assert [row.sourced_id for row in roster.students] == ["U1", "U3"]
    assert "U2" in roster.mentioned


def test_a_row_without_an_id_stops_removing(edit: Callable[[str, str, str], Roster]) -> None:
    assert not edit("users.csv", "U3,,", ",,").removes_missing


def test_a_file_without_students_is_an_error(export: Path) -> None:
    header = (export / "users.csv").read_text(encoding="utf-8").splitlines()[0]
    (export / "users.csv").write_text(header + "\n", encoding="utf-8")
    assert "holds no student" in messages(read_roster(export, TODAY).errors)


def test_a_missing_required_column_is_named(edit: Callable[[str, str, str], Roster]) -> None:
    error = edit("users.csv", "familyName", "house").errors[0]
    assert (error.file, error.row, error.column) == ("users.csv", 1, "familyName")
    assert "has no column familyName" in error.message


def test_a_promised_file_that_is_missing_is_an_error(export: Path) -> None:
    (export / "demographics.csv").unlink()
    assert "demographics.csv is missing" in messages(read_roster(export, TODAY).errors)


def test_a_missing_optional_file_is_a_warning(export: Path) -> None:
    (export / "manifest.csv").unlink()
    (export / "demographics.csv").unlink()
    roster = read_roster(export, TODAY)
    assert roster.errors == ()
    assert "demographics.csv is missing" in messages(roster.warnings)


def test_a_zip_with_a_folder_in_it_reads_like_the_folder(tmp_path: Path) -> None:
    target = tmp_path / "export.zip"
    with zipfile.ZipFile(target, "w") as archive:
        for file in (FIXTURES / "v11").iterdir():
            archive.write(file, f"my export/{file.name}")
            archive.writestr(f"__MACOSX/my export/._{file.name}", b"\x00")
    roster, folder = read_roster(target, TODAY), read("v11")
    assert (roster.students, roster.guardians) == (folder.students, folder.guardians)
    assert roster.warnings == ()


class Counting:
    """Progress that only counts."""

    def __init__(self) -> None:
        self.total = 0
        self.done = 0

    def begin(self, total: int) -> None:
        self.total += total

    def step(self, rows: int) -> None:
        self.done += rows


@pytest.mark.parametrize("name", ["v11", "v12", "students.csv"])
def test_progress_hears_of_every_row(name: str) -> None:
    progress = Counting()
    read_roster(FIXTURES / name, TODAY, progress)
    assert progress.done == progress.total > 0
