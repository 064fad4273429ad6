"""Write a plan with bulk SQL, in chunks that progress can be told of."""

from __future__ import annotations

import secrets
from collections.abc import Iterable
from datetime import datetime
from itertools import chain, islice
from typing import Any, cast

import sqlalchemy as sa

from app.core import clock, journal
from app.core.access import Actor
from app.core.bulk_ids import reserve_ids
from app.core.db import Base, db
from app.core.intake import batches
from app.core.intake.problems import Progress
from app.core.text import fold
from app.schools.models import School
from app.students.import_known import FIELDS, KnownSchool
from app.students.import_plan import (
    CREATED,
    LEFT,
    RETURNED,
    UPDATED,
    Change,
    GuardianFacts,
    Plan,
    YearFacts,
)
from app.students.models import CourseCompleted, Guardian, Student, StudentYear

CHUNK = 5_000
PURPOSE = "students"
Row = dict[str, Any]


class RosterWriter:
    """Write one plan inside the open use case."""

    def __init__(
        self, plan: Plan, *, file: str, by: Actor, at: datetime, progress: Progress | None
    ) -> None:
        self._plan = plan
        self._log = batches.begin(PURPOSE, file, by=by, at=at)
        self._file = file
        self._by = by
        self._at = at
        self._progress = progress
        self._schools: dict[int, int] = {}
        self._students: dict[str, int] = {}

    def write(self) -> int | None:
        """Write schools, then students, then what hangs on them, then the journal.

        Give the id of the batch by which it can be undone, None where there was nothing to write.
        """
        plan = self._plan
        if plan.is_empty:
            return None
        self._watch()
        if self._progress:
            self._progress.begin(len(plan.changes) + len(plan.years) + len(plan.guardians))
        self._write_schools()
        self._write_students()
        self._write_years()
        self._write_guardians()
        self._write_courses()
        for change in plan.changes:
            student_id = self._students[change.sourced_id]
            self._note(change.kind, "student", student_id, change.fields)
        return self._log.close(
            created=plan.count(CREATED),
            updated=plan.count(UPDATED, RETURNED),
            unchanged=plan.unchanged,
            removed=plan.count(LEFT),
        )

    def _watch(self) -> None:
        """Keep what is about to change as it is."""
        plan = self._plan
        self._log.watch(School, (school.id for school in plan.schools.changed))
        self._log.watch(Student, (change.old.id for change in plan.changes if change.old))
        self._log.watch(StudentYear, (one.id for one in plan.years if one.id is not None))
        self._log.watch(Guardian, (one.id for one in plan.guardians if one.id is not None))

    def _write_schools(self) -> None:
        schools = self._plan.schools
        self._update(School, (_school_values(one) | {"key": one.id} for one in schools.changed))
        for school in schools.changed:
            self._note(UPDATED, "school", school.id, ())
        for school in schools.new:
            added = School(**_school_values(school))
            db.session.add(added)
            db.session.flush()
            self._schools[school.id] = added.id
            self._log.created(School, [added.id])
            self._note(CREATED, "school", added.id, ())

    def _write_students(self) -> None:
        changes = self._plan.changes
        created = [change for change in changes if change.kind == CREATED]
        stored = [(change, change.old) for change in changes if change.old]
        stamp = {"updated_at": self._at}
        new = self._insert(Student, len(created), map(self._new_student, created), stamp)
        self._students = {row["sourced_id"]: row["id"] for row in new}
        self._update(
            Student,
            (
                self._student_values(change) | {"key": old.id, "left_at": None}
                for change, old in stored
                if change.kind != LEFT
            ),
        )
        leaving = {"left_at": self._at, "updated_at": self._at}
        self._update(
            Student,
            (leaving | {"key": old.id} for change, old in stored if change.kind == LEFT),
        )
        self._students |= {change.sourced_id: old.id for change, old in stored}

    def _write_years(self) -> None:
        years = self._plan.years
        year = {"school_year": self._plan.school_year}
        self._insert(
            StudentYear,
            sum(one.id is None for one in years),
            (
                year | {"student_id": self._students[one.student]} | self._year_values(one)
                for one in years
                if one.id is None
            ),
        )
        self._update(
            StudentYear,
            (self._year_values(one) | {"key": one.id} for one in years if one.id is not None),
        )

    def _write_guardians(self) -> None:
        guardians = self._plan.guardians
        new = [one for one in guardians if one.id is None]
        self._insert(Guardian, len(new), map(self._new_guardian, new), {"version": 1})
        self._update(
            Guardian,
            (
                {"key": one.id, "name": one.name, "email": one.email, "phone": one.phone}
                for one in guardians
                if one.id is not None
            ),
        )

    def _write_courses(self) -> None:
        """Write courses; one whose day is not told is noted as of today."""
        today, courses = clock.district_day(self._at), self._plan.courses
        rows = (
            {
                "student_id": self._students[one.student],
                "title": one.title,
                "completed_on": one.on or today,
            }
            for one in courses
        )
        self._insert(CourseCompleted, len(courses), rows)

    def _new_student(self, change: Change) -> Row:
        return self._student_values(change) | {
            "uid": secrets.token_hex(16),
            "directory_opt_out": False,
            "left_at": None,
        }

    def _student_values(self, change: Change) -> Row:
        values = dict(zip(FIELDS, change.values, strict=True))
        values["school_id"] = self._school(values["school_id"])
        names = values["given_name"], values["family_name"], values["preferred_name"]
        return values | {"search": fold(*names), "updated_at": self._at}

    def _year_values(self, year: YearFacts) -> Row:
        return {
            "school_id": self._school(year.school_id),
            "grade": year.grade,
            "cohort": year.cohort,
            "attributes": year.attributes,
        }

    def _new_guardian(self, guardian: GuardianFacts) -> Row:
        return {
            "student_id": self._students[guardian.student],
            "sourced_id": guardian.sourced_id,
            "name": guardian.name,
            "email": guardian.email,
            "phone": guardian.phone,
            "language": guardian.language,
            "version": 1,
        }

    def _school(self, school_id: int) -> int:
        return self._schools[school_id] if school_id < 0 else school_id

    def _insert(
        self, model: type[Base], count: int, rows: Iterable[Row], stamp: Row | None = None
    ) -> list[Row]:
        """Insert so many rows, which share a stamp; give them with their new ids."""
        if not count:
            return []
        ids = list(reserve_ids(model, count))
        self._log.created(model, ids, stamp)
        given = [row | {"id": new} for new, row in zip(ids, rows, strict=True)]
        self._execute(sa.insert(_table(model)), given)
        return given

    def _update(self, model: type[Base], rows: Iterable[Row]) -> None:
        """Update by id; each row holds its id as `key` and the same columns as the others."""
        rows = iter(rows)
        if (first := next(rows, None)) is None:
            return
        table = _table(model)
        columns: Row = {name: sa.bindparam(name) for name in first if name != "key"}
        if "version" in table.c:
            columns["version"] = table.c.version + 1
        statement = sa.update(table).where(table.c.id == sa.bindparam("key")).values(columns)
        self._execute(statement, chain([first], rows))

    def _execute(self, statement: sa.Insert | sa.Update, rows: Iterable[Row]) -> None:
        rows = iter(rows)
        while chunk := list(islice(rows, CHUNK)):
            db.session.execute(statement, chunk)
            if self._progress:
                self._progress.step(len(chunk))

    def _note(self, action: str, kind: str, record_id: int, fields: tuple[str, ...]) -> None:
        told = {"fields": list(fields)} if fields else {}
        journal.record(action, kind, record_id, by=self._by, at=self._at, file=self._file, **told)


def _table(model: type[Base]) -> sa.Table:
    return cast("sa.Table", model.__table__)


def _school_values(school: KnownSchool) -> Row:
    return {"sourced_id": school.sourced_id, "code": school.code, "name": school.name}
