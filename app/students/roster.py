"""What a roster says, as frozen values, and what is wrong with its files."""

from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

from app.core.intake.problems import Problem

Attribute = str | bool | tuple[str, ...]


class SchoolRow(NamedTuple):
    """A school as orgs.csv names it; `code` is the district's own code, or empty."""

    sourced_id: str
    name: str
    code: str
    row: int


class SessionRow(NamedTuple):
    """A school year or term of academicSessions.csv; `school_year` is the year it ends in."""

    sourced_id: str
    title: str
    kind: str
    starts: date
    ends: date
    school_year: int
    parent: str


class StudentRow(NamedTuple):
    """A student as told: None was not told (keep what is stored), empty was told to be empty.

    A tuple, not a dataclass: 50,000 of them are built and compared in bulk.
    """

    sourced_id: str
    identifier: str | None
    given_name: str
    family_name: str
    preferred_name: str | None
    birth_date: date | None
    sex: str | None
    races: tuple[str, ...] | None
    grade: str | None
    school: str
    email: str | None
    phone: str | None
    language: str | None
    row: int


class GuardianRow(NamedTuple):
    """A guardian with the sourced ids of the students they stand for."""

    sourced_id: str
    given_name: str
    family_name: str
    relation: str
    email: str | None
    phone: str | None
    student_ids: tuple[str, ...]
    row: int


@dataclass(frozen=True, slots=True)
class Roster:
    """Everything that was read; `file` is the unit that is written whole or not at all."""

    file: str
    kind: str
    users_file: str = ""
    schools: tuple[SchoolRow, ...] = ()
    students: tuple[StudentRow, ...] = ()
    guardians: tuple[GuardianRow, ...] = ()
    sessions: tuple[SessionRow, ...] = ()
    school_year: int | None = None
    removes_missing: bool = False
    left: frozenset[str] = frozenset()
    mentioned: frozenset[str] = frozenset()
    warnings: tuple[Problem, ...] = ()
    errors: tuple[Problem, ...] = ()


@dataclass(frozen=True, slots=True)
class Supplement:
    """Attributes of students that OneRoster has no place for, by sourced id or district number."""

    file: str
    columns: tuple[str, ...] = ()
    rows: tuple[tuple[int, str, dict[str, Attribute]], ...] = ()
    warnings: tuple[Problem, ...] = ()
    errors: tuple[Problem, ...] = ()
