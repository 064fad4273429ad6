"""Compare the facts of a student's school year with what is stored of it."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from app.students.import_extras import Extras
from app.students.import_known import Known, KnownStudent, KnownYear
from app.students.import_plan import YearFacts
from app.students.roster import Attribute, StudentRow

FIRST_GRADE, LAST_GRADE = 9, 12
ELSEWHERE = frozenset({"cohort", "language", "courses"})  # they have columns of their own


class YearPlanner:
    """Gather the rows of `student_year` that an import writes."""

    def __init__(self, known: Known, year: int, extras: Extras) -> None:
        self._known = known
        self._year = year
        self._new = f"school_year {year}"
        self._extras = extras
        self._merged: dict[tuple[object, ...], dict[str, Any] | None] = {}
        self.planned: list[YearFacts] = []

    def compare(
        self,
        row: StudentRow,
        old: KnownStudent | None,
        school_id: int,
        grade: str,
        key: str | None = None,
    ) -> list[str]:
        """Plan the student's row of this year, and name what changes in it."""
        known = self._known.years.get(old.id) if old else None
        key = key or row.sourced_id
        more = self._extras.of(key)
        stored = known.attributes if known else "{}"
        attributes = self._attributes(stored, row.sex, row.races, more)
        cohort = self._cohort(old, grade, more)
        return self._note(key, known, (school_id, grade, cohort), attributes, stored)

    def compare_extras(self, old: KnownStudent) -> tuple[str, ...]:
        """Plan what only a supplement says of a student."""
        known = self._known.years.get(old.id)
        more = self._extras.of(old.sourced_id)
        stored = known.attributes if known else "{}"
        attributes = self._attributes(stored, None, None, more)
        school_id, grade = (known.school_id, known.grade) if known else (old.school_id, old.grade)
        facts = (school_id, grade, self._cohort(old, grade, more))
        return tuple(self._note(old.sourced_id, known, facts, attributes, stored))

    def _note(
        self,
        key: str,
        known: KnownYear | None,
        facts: tuple[int, str, int | None],
        attributes: dict[str, Any] | None,
        stored: str,
    ) -> list[str]:
        if known and attributes is None and facts == known[2:5]:
            return []
        before = json.loads(stored) if known else {}
        now = before if attributes is None else attributes
        self.planned.append(YearFacts(key, known.id if known else None, *facts, now))
        if known is None:
            return [self._new]
        names = [name for name in now if now[name] != before.get(name)]
        return names + ["cohort"] * (facts[2] != known.cohort)

    def _attributes(
        self,
        stored: str,
        sex: str | None,
        races: tuple[str, ...] | None,
        more: Mapping[str, Attribute] | None,
    ) -> dict[str, Any] | None:
        """Merge what is told into what is stored; None when nothing changes."""
        if more is not None:
            return _merge(stored, sex, races, more)
        key = (stored, sex, races)
        if key not in self._merged:
            self._merged[key] = _merge(stored, sex, races, {})
        return self._merged[key]

    def _cohort(
        self, old: KnownStudent | None, grade: str, more: Mapping[str, Attribute] | None
    ) -> int | None:
        """Keep a student's first cohort; else count four years from grade 9."""
        if more and "cohort" in more:
            return int(str(more["cohort"]))
        if old and (kept := self._known.cohorts.get(old.id)):
            return kept
        if grade.isdecimal() and FIRST_GRADE <= int(grade) <= LAST_GRADE:
            return self._year + LAST_GRADE - int(grade)
        return None


def _merge(
    stored: str,
    sex: str | None,
    races: tuple[str, ...] | None,
    more: Mapping[str, Attribute],
) -> dict[str, Any] | None:
    before: dict[str, Any] = json.loads(stored)
    now = dict(before)
    if sex is not None:
        now["sex"] = sex
    if races is not None:
        now["races"] = races
    for name, value in more.items():
        if name not in ELSEWHERE:
            now["races" if name == "race" else name] = value
    now = {name: list(value) if isinstance(value, tuple) else value for name, value in now.items()}
    return None if now == before else now
