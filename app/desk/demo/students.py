"""Make students with their year, guardians, documents and courses."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from itertools import repeat
from typing import Any, Final

from app.core.calendar import school_year_of
from app.core.text import fold
from app.desk.demo.draw import Draw
from app.desk.demo.making import Making
from app.desk.demo.names import Addresses, Name, a_name, a_phone, of_the_family
from app.desk.demo.rows import CHUNK, Row
from app.desk.demo.season import last_school_day
from app.schools.models import School
from app.students.models import CourseCompleted, Guardian, Student, StudentDocument, StudentYear

GRADES: Final = (("09", 20), ("10", 26), ("11", 28), ("12", 26))
RACES: Final = (
    (("white",), 36),
    (("black",), 15),
    (("asian",), 11),
    (("pacific_islander",), 5),
    (("american_indian",), 3),
    (("asian", "white"), 5),
    (("black", "white"), 5),
)
SPANISH_HOMES, DOCUMENTS, COURSES, TWO_GUARDIANS, OPTED_OUT = 25, 55, 45, 60, 4
SPANISH_SPEAKING: Final = 85
FIRST_GRADE, LAST_GRADE = "09", "12"
YOUNGEST, DAYS_A_YEAR = 14, 365
DOMAIN: Final = "example.com"


def make_students(making: Making) -> None:
    """Make the students of all schools, a quarter of them from Spanish-speaking homes."""
    draw, addresses = making.draw("students"), Addresses(DOMAIN)
    schools = [row["id"] for row in making.rows.of(School)]
    left = list(_leavings(making))
    making.bar.begin(making.scale.students)
    for number in range(1, making.scale.students + 1):
        spanish = draw.chance(SPANISH_HOMES)
        name = a_name(draw, spanish=spanish)
        grade = draw.weighted(GRADES)
        ago = left[number - 1] if number <= len(left) else 0
        if ago:
            grade = LAST_GRADE
        # in turn, so that every school has about as many
        school_id = schools[number % len(schools)]
        student_id = making.rows.add(
            Student,
            uid=draw.hex(32),
            sourced_id=f"stu-{number:06d}",
            student_number=f"{700_000 + number}",
            school_id=school_id,
            given_name=name.given,
            family_name=name.family,
            preferred_name=name.preferred,
            search=fold(name.given, name.family, name.preferred),
            birth_date=_birth_date(draw, int(grade), making.season.school_year - ago),
            grade=grade,
            email=addresses.of(name),
            phone=a_phone(draw),
            language="es" if spanish else "en",
            directory_opt_out=draw.chance(OPTED_OUT),
            left_at=_left(making, ago),
            updated_at=making.season.loaded_at - timedelta(days=60),
        )
        _make_years(making, student_id, _attributes(draw, spanish=spanish), ago)
        for guardian in range(1, 3 if draw.chance(TWO_GUARDIANS) else 2):
            _make_guardian(making, draw, (student_id, guardian), name, addresses)
        _make_papers(making, draw, student_id)
        making.bar.step(1)
        if number % CHUNK == 0:
            making.let_go(StudentYear, Guardian, CourseCompleted)
    making.bar.end()


def grade_then(student: Row, ago: int, school_year: int) -> str | None:
    """Give the grade of a student so many school years ago; None before and after high school."""
    left = student["left_at"]
    since = ago - (school_year - school_year_of(left.date()) if left else 0)
    grade = f"{int(student['grade']) - since:02d}"
    return grade if since >= 0 and grade >= FIRST_GRADE else None


def _leavings(making: Making) -> Iterator[int]:
    """Say for each student who left how many school years ago; those who stay come after."""
    for ago in range(making.scale.seasons - 1, 0, -1):
        yield from repeat(ago, making.scale.alumni_of(ago))


def _left(making: Making, ago: int) -> datetime | None:
    last = last_school_day(making.season.school_year - ago)
    return making.season.moment(last, 16) if ago else None


def _birth_date(draw: Draw, grade: int, school_year: int) -> date:
    """Give a day on which a student of a grade can be born: 14 when grade 9 begins."""
    youngest = date(school_year - 1 - YOUNGEST - (grade - 9), 8, 31)
    return youngest - timedelta(days=draw.number(0, DAYS_A_YEAR - 1))


def _make_years(making: Making, student_id: int, attributes: dict[str, Any], left_ago: int) -> None:
    this_year, student = making.season.school_year, making.rows.row(Student, student_id)
    for ago in range(making.scale.seasons - 1, left_ago - 1, -1):
        grade = grade_then(student, ago, this_year)
        if grade is not None:
            making.rows.add(
                StudentYear,
                student_id=student_id,
                school_year=this_year - ago,
                school_id=student["school_id"],
                grade=grade,
                cohort=this_year - ago + 12 - int(grade),
                attributes=attributes,
            )


def _attributes(draw: Draw, *, spanish: bool) -> dict[str, Any]:
    races = ("hispanic",) if spanish else draw.weighted(RACES)
    return {
        "sex": draw.pick(("female", "male")),
        "races": list(races),
        "english_learner": draw.chance(40 if spanish else 6),
        "free_reduced_lunch": draw.chance(55),
        "special_education": draw.chance(14),
    }


def _make_guardian(
    making: Making, draw: Draw, place: tuple[int, int], child: Name, addresses: Addresses
) -> None:
    student_id, number = place
    spanish = making.rows.row(Student, student_id)["language"] == "es"
    name = of_the_family(draw, child, spanish=spanish)
    making.rows.add(
        Guardian,
        student_id=student_id,
        sourced_id=f"gua-{student_id:06d}-{number}",
        name=name.whole,
        email=addresses.of(name),
        phone=a_phone(draw),
        language="es" if spanish and draw.chance(SPANISH_SPEAKING) else "en",
    )


def _make_papers(making: Making, draw: Draw, student_id: int) -> None:
    if draw.chance(COURSES):
        making.rows.add(
            CourseCompleted,
            student_id=student_id,
            title="Next Move Intro",
            completed_on=making.season.today - timedelta(days=draw.number(20, 90)),
        )
    for kind in ("guardian_consent", "work_permit"):
        if draw.chance(DOCUMENTS):
            put_on_file(making, student_id, kind, draw.number(10, 80))


def put_on_file(making: Making, student_id: int, kind: str, days_ago: int) -> None:
    """Put a document of a student on file, good until the end of the next September."""
    year = making.season.school_year
    making.rows.add(
        StudentDocument,
        student_id=student_id,
        kind=kind,
        expires=date(year, 9, 30) if kind == "work_permit" else None,
        noted_at=making.season.loaded_at - timedelta(days=days_ago),
    )
