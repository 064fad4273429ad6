"""Read a sheet of students and the supplement: one file, one row a student."""

import re
from collections.abc import Callable, Mapping
from datetime import date

from app.core.intake.cells import (
    CellError,
    shown,
    tidy,
    to_cohort,
    to_date,
    to_email,
    to_flag,
    to_grade,
    to_language,
    to_list,
    to_sex,
)
from app.core.intake.csv_table import Cells, SheetTable
from app.core.intake.headers import Column, Layout
from app.core.intake.problems import FileRefusedError, Problems, Progress
from app.core.intake.row_cells import RowCells
from app.core.intake.sheet import Sheet
from app.students.roster import Attribute, Roster, StudentRow, Supplement

STUDENTS = Layout(
    (
        Column("student_id", required=True, aliases=("id", "student number", "sis id", "student")),
        Column("given_name", required=True, aliases=("first name", "first")),
        Column("family_name", required=True, aliases=("last name", "last", "surname")),
        Column("preferred_name", aliases=("nickname", "goes by")),
        Column("birth_date", aliases=("date of birth", "dob", "birthday")),
        Column("grade", aliases=("grade level",)),
        Column("school", required=True, aliases=("school code", "school name")),
        Column("email", aliases=("email address", "e-mail")),
        Column("phone", aliases=("telephone", "mobile", "cell")),
        Column("language", aliases=("home language",)),
    ),
    (
        *("student_id", "given_name", "family_name", "preferred_name", "birth_date"),
        *("grade", "school", "email", "phone", "language"),
    ),
)
COURSE = re.compile(r"(.+)\(([\d/-]{8,10})\)")
FLAGS = {
    "free_reduced_lunch": (
        "frl",
        "free or reduced lunch",
        "low income",
        "economically disadvantaged",
    ),
    "english_learner": ("ell", "el", "english language learner"),
    "special_education": ("iep", "sped", "disability"),
    "section_504": ("504",),
    "foster_care": ("foster",),
    "homeless": ("mckinney vento",),
    "military_family": ("military", "military connected"),
    "migrant": (),
    "single_parent": (),
    "cte_concentrator": ("concentrator",),
    "work_authorization": ("work authorisation", "authorized to work"),
}
TEXTS = {
    "sex": ("gender",),
    "race": ("races", "ethnicity"),
    "pathway": ("academy", "cte program"),
    "cohort": ("graduation cohort", "graduation year"),
    "address": ("street",),
    "city": (),
    "state": (),
    "zip": ("zip code", "postal code"),
    "language": ("home language",),
    "bell_start": ("school starts",),
    "bell_end": ("school ends",),
    "courses": ("courses completed", "completed courses"),
}
SUPPLEMENT = Layout(
    (
        Column(
            "student_id", required=True, aliases=("id", "sourcedId", "student number", "sis id")
        ),
        *(Column(name, aliases=aliases) for name, aliases in (FLAGS | TEXTS).items()),
    )
)


def read_students(
    sheet: Sheet,
    on: date,
    progress: Progress | None = None,
    places: Mapping[str, int] | None = None,
) -> Roster:
    """Read a sheet of students; students it does not name are left as they are."""
    problems = Problems()
    for warning in sheet.warnings:
        problems.keep_warning(warning)
    students: list[StudentRow] = []
    try:
        table = sheet.table(STUDENTS, problems, places)
        if progress:
            progress.begin(table.lines)
        seen: dict[str, int] = {}
        for number, row in table.rows(progress):
            if (
                row
                and (student := _student(table, number, row, on))
                and _is_new(table, number, row[0], seen)
            ):
                students.append(student)
        if not students and not problems:
            table.error(1, None, "has a header but no students below it.")
    except FileRefusedError as refused:
        problems.refuse(refused)
    return Roster(
        file=sheet.file,
        kind="sheet of students",
        students=tuple(students),
        mentioned=frozenset(student.sourced_id for student in students),
        warnings=problems.warnings,
        errors=problems.errors,
    )


def read_supplement(sheet: Sheet, places: Mapping[str, int] | None = None) -> Supplement:
    """Read the attributes that OneRoster has no place for; an empty cell tells nothing."""
    problems = Problems()
    for warning in sheet.warnings:
        problems.keep_warning(warning)
    found: list[tuple[int, str, dict[str, Attribute]]] = []
    columns: tuple[str, ...] = ()
    try:
        table = sheet.table(SUPPLEMENT, problems, places)
        columns = tuple(column.name for column in SUPPLEMENT.columns[1:] if table.has(column.name))
        if not columns:
            table.error(1, None, "has no column but student_id that is known.")
        seen: dict[str, int] = {}
        for number, row in table.rows():
            values = _attributes(table, number, row) if row else None
            if row and values is not None and _is_new(table, number, row[0], seen):
                found.append((number, row[0] or "", values))
    except FileRefusedError as refused:
        problems.refuse(refused)
    return Supplement(sheet.file, columns, tuple(found), problems.warnings, problems.errors)


def _is_new(table: SheetTable, number: int, student: str | None, seen: dict[str, int]) -> bool:
    if not student:
        table.error(number, "student_id", "is empty.")
        return False
    if (earlier := seen.setdefault(student, number)) != number:
        table.error(number, "student_id", f"is the same as in row {earlier}.")
        return False
    return True


def _student(table: SheetTable, number: int, row: Cells, on: date) -> StudentRow | None:
    student, given, family, preferred, born, grade, school, email, phone, language = row
    cells = RowCells(table, number)
    found = StudentRow(
        sourced_id=cells.required("student_id", student),
        identifier=None,
        given_name=cells.required("given_name", given),
        family_name=cells.required("family_name", family),
        preferred_name=preferred and tidy(preferred),
        birth_date=cells.birth_date("birth_date", born, on),
        sex=None,
        races=None,
        grade=cells.read("grade", to_grade, grade),
        school=cells.required("school", school),
        email=cells.read("email", to_email, email),
        phone=phone,
        language=cells.read("language", to_language, language),
        row=number,
    )
    return None if cells.wrong else found


def _attributes(table: SheetTable, number: int, row: Cells) -> dict[str, Attribute] | None:
    """Give what the row tells; None when a cell is wrong."""
    cells = RowCells(table, number)
    values: dict[str, Attribute] = {}
    for column, text in zip(SUPPLEMENT.columns[1:], row[1:], strict=True):
        if text:
            value = cells.read(column.name, _TO_VALUE.get(column.name, tidy), text)
            if value is not None:
                values[column.name] = value
    return None if cells.wrong else values


def to_races(text: str) -> tuple[str, ...]:
    """Read one or several races, by the codes or names of OneRoster."""
    found: list[str] = []
    for part in to_list(text):
        word = re.sub(r"[^a-z]", "", part.lower())
        race = next((code for words, code in _RACE_WORDS if word in words), None)
        if race is None:
            message = f"{shown(part)} is not a race of the federal list."
            raise CellError(message)
        found.append(race)
    return tuple(found)


def to_courses(text: str) -> tuple[str, ...]:
    """Read courses separated by semicolons, each a title, or `title (2026-06-12)`."""
    for part in text.split(";"):
        course_of(part.strip())
    return tuple(part.strip() for part in text.split(";") if part.strip())


def course_of(text: str) -> tuple[str, date | None]:
    """Give a course's title and the day of its completion, None where it is not told."""
    found = COURSE.fullmatch(text)
    return (found[1].strip(), to_date(found[2])) if found else (text, None)


_RACE_WORDS = (
    ({"americanindian", "americanindianoralaskanative", "alaskanative"}, "american_indian"),
    ({"asian"}, "asian"),
    ({"black", "africanamerican", "blackorafricanamerican"}, "black"),
    (
        {"pacificislander", "nativehawaiian", "nativehawaiianorotherpacificislander"},
        "pacific_islander",
    ),
    ({"white"}, "white"),
    ({"twoormore", "twoormoreraces", "multiracial"}, "two_or_more"),
    ({"hispanic", "latino", "hispanicorlatino", "hispaniclatino", "latina"}, "hispanic"),
)
_TO_VALUE: dict[str, Callable[[str], Attribute]] = {
    **dict.fromkeys(FLAGS, to_flag),
    "cohort": to_cohort,
    "sex": to_sex,
    "race": to_races,
    "language": to_language,
    "courses": to_courses,
}
