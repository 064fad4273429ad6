"""What an import will write, as plain values: students, the facts of their year, guardians."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from typing import Any, NamedTuple

from app.core.intake.problems import Problem
from app.students.import_known import KnownStudent
from app.students.import_schools import SchoolPlan

CREATED, UPDATED, RETURNED, LEFT = "created", "updated", "returned", "left"


class Change(NamedTuple):
    """What happens to one student; `values` stand in the order of FIELDS."""

    kind: str
    sourced_id: str
    row: int | None
    values: tuple[Any, ...]
    old: KnownStudent | None
    fields: tuple[str, ...]


class YearFacts(NamedTuple):
    """The facts of one student in the year; `id` is None for a new row."""

    student: str
    id: int | None
    school_id: int
    grade: str
    cohort: int | None
    attributes: dict[str, Any]


class GuardianFacts(NamedTuple):
    """One guardian of one student; `id` is None for a new row."""

    student: str
    id: int | None
    sourced_id: str
    name: str
    email: str
    phone: str
    language: str


class CourseFacts(NamedTuple):
    """One course that a student completed; the day is None where it is not told."""

    student: str
    title: str
    on: date | None


@dataclass(slots=True)
class Plan:
    """All that an import will write, and what is to be said about it."""

    school_year: int
    schools: SchoolPlan = field(default_factory=SchoolPlan)
    changes: list[Change] = field(default_factory=list)
    years: list[YearFacts] = field(default_factory=list)
    guardians: list[GuardianFacts] = field(default_factory=list)
    courses: list[CourseFacts] = field(default_factory=list)
    unchanged: int = 0
    warnings: tuple[Problem, ...] = ()
    errors: tuple[Problem, ...] = ()

    def count(self, *kinds: str) -> int:
        """Count the students that change in one of these ways."""
        return sum(change.kind in kinds for change in self.changes)

    @property
    def is_empty(self) -> bool:
        """Tell whether there is nothing to write."""
        return not (self.changes or self.schools.new or self.schools.changed)
