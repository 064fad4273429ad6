"""What is stored already, as an import compares with it: rows, never entities."""

from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, NamedTuple


class KnownSchool(NamedTuple):
    """A school as it is stored."""

    id: int
    sourced_id: str | None
    code: str
    name: str


class KnownStudent(NamedTuple):
    """A student as they are stored; `sourced_id` to `language` are FIELDS."""

    id: int
    sourced_id: str
    student_number: str
    school_id: int
    given_name: str
    family_name: str
    preferred_name: str
    birth_date: date | None
    grade: str
    email: str
    phone: str
    language: str
    left_at: datetime | None


class KnownYear(NamedTuple):
    """The facts of one student in the school year; attributes as the stored JSON text."""

    id: int
    student_id: int
    school_id: int
    grade: str
    cohort: int | None
    attributes: str


class KnownGuardian(NamedTuple):
    """A guardian as they are stored."""

    id: int
    student_id: int
    sourced_id: str
    name: str
    email: str
    phone: str


FIELDS = KnownStudent._fields[1:-1]
EMPTY: tuple[Any, ...] = ("", "", 0, "", "", "", None, "", "", "", "en")


@dataclass(frozen=True, slots=True)
class Known:
    """Everything stored that an import may touch."""

    schools: list[KnownSchool] = field(default_factory=list)
    students: dict[str, KnownStudent] = field(default_factory=dict)
    years: dict[int, KnownYear] = field(default_factory=dict)
    cohorts: dict[int, int] = field(default_factory=dict)
    guardians: dict[tuple[int, str], KnownGuardian] = field(default_factory=dict)
    courses: set[tuple[int, str]] = field(default_factory=set)
