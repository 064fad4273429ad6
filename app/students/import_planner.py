"""Compare a roster with what is stored, student by student: pure, no database."""

from __future__ import annotations

from typing import Any

from app.core.intake.problems import Problems
from app.students.import_extras import Extras
from app.students.import_guardians import GuardianPlanner
from app.students.import_known import EMPTY, FIELDS, Known, KnownStudent
from app.students.import_plan import CREATED, LEFT, RETURNED, UPDATED, Change, CourseFacts, Plan
from app.students.import_schools import plan_schools
from app.students.import_years import YearPlanner
from app.students.plain_csv import course_of
from app.students.roster import Roster, StudentRow, Supplement

ELSEWHERE = "belongs to a student of a school that is not yours; an administrator can move them."
MANY_LEAVE = 20
A_FIFTH = 5
SCHOOL = FIELDS.index("school_id")
GRADE = FIELDS.index("grade")
LANGUAGE = FIELDS.index("language")


def plan_import(  # noqa: PLR0913 - each has a name
    roster: Roster,
    supplement: Supplement,
    known: Known,
    year: int,
    *,
    skip_bad_rows: bool,
    schools: frozenset[int] | None = None,
) -> Plan:
    """Plan an import; of a file with an error nothing is planned, unless bad rows are skipped.

    `schools` are those whose students may be written, all where it is None.
    """
    problems = Problems()
    told = roster if skip_bad_rows or not roster.errors else _nothing_of(roster)
    more = supplement if skip_bad_rows or not supplement.errors else Supplement(supplement.file)
    plan = Planner(told, more, known, year, problems, schools).plan()
    if problems and not skip_bad_rows:
        plan = Planner(_nothing_of(roster), more, known, year, Problems(), schools).plan()
    plan.warnings = (*roster.warnings, *supplement.warnings, *problems.warnings)
    plan.errors = (*roster.errors, *supplement.errors, *problems.errors)
    return plan


def _nothing_of(roster: Roster) -> Roster:
    return Roster(roster.file, roster.kind)


class Planner:
    """Plan one import of one school year."""

    def __init__(  # noqa: PLR0913, PLR0917 - each has a name
        self,
        roster: Roster,
        supplement: Supplement,
        known: Known,
        year: int,
        problems: Problems,
        own: frozenset[int] | None = None,
    ) -> None:
        self._roster = roster
        self._known = known
        self._problems = problems
        self._own = own
        self._extras = Extras(supplement, roster, known, problems, own)
        self._years = YearPlanner(known, year, self._extras)
        self._guardians = GuardianPlanner(roster, known)
        self._plan = Plan(year)
        self._taken: dict[int, int] = {}
        self._by_number = _unique_numbers(known)

    def plan(self) -> Plan:
        """Compare every student, then find who is missing."""
        self._plan.schools = plan_schools(self._roster.schools, self._known.schools)
        for row in self._roster.students:
            self._compare(row)
        self._find_missing()
        self._plan_extras()
        self._plan.years = self._years.planned
        self._plan.guardians = self._guardians.planned
        return self._plan

    def _compare(self, row: StudentRow) -> None:
        school_id = self._plan.schools.find(row.school)
        if school_id is None:
            column = "school" if row.identifier is None else "orgSourcedIds"
            self._error(row, column, self._plan.schools.why_not(row.school))
            return
        if self._own is not None and school_id not in self._own:
            self._error(row, "school", f"“{row.school}” is not one of your schools.")
            return
        old = self._old(row)
        if old and self._own is not None and old.school_id not in self._own:
            self._error(row, "student_id", ELSEWHERE)
        elif old is None:
            self._create(row, school_id)
        elif (earlier := self._taken.setdefault(old.id, row.row)) != row.row:
            self._error(row, "student_id", f"is the student of row {earlier} again.")
        else:
            self._update(row, old, school_id)

    def _old(self, row: StudentRow) -> KnownStudent | None:
        """Find a stored student by sourced id, else by number.

        A student that came by a plain CSV has the number as sourced id, and a OneRoster export
        that knows the number takes them over; a plain CSV finds a OneRoster student by number.
        """
        if found := self._known.students.get(row.sourced_id):
            return found
        if row.identifier is None:
            return self._by_number.get(row.sourced_id)
        found = self._by_number.get(row.identifier) if row.identifier else None
        return found if found and found.sourced_id == found.student_number else None

    def _create(self, row: StudentRow, school_id: int) -> None:
        values = _kept(self._told(row, row.sourced_id, school_id), EMPTY)
        if row.identifier is None:
            values = (row.sourced_id, row.sourced_id, *values[2:])
        self._plan.changes.append(Change(CREATED, row.sourced_id, row.row, values, None, ()))
        self._courses(row.sourced_id, None)
        self._years.compare(row, None, school_id, values[GRADE])
        self._guardians.compare(row.sourced_id, row.sourced_id, None, values[LANGUAGE])

    def _update(self, row: StudentRow, old: KnownStudent, school_id: int) -> None:
        key = old.sourced_id if row.identifier is None else row.sourced_id
        before = old[1:-1]
        values = _kept(self._told(row, key, school_id), before)
        fields: list[str] = []
        if values != before:
            pairs = zip(FIELDS, values, before, strict=True)
            fields = [name for name, new, was in pairs if new != was]
        fields += self._years.compare(row, old, school_id, values[GRADE], key)
        fields += self._guardians.compare(row.sourced_id, key, old.id, values[LANGUAGE])
        fields += self._courses(key, old)
        if not fields and old.left_at is None:
            self._plan.unchanged += 1
            return
        kind = UPDATED if old.left_at is None else RETURNED
        self._plan.changes.append(Change(kind, key, row.row, values, old, tuple(fields)))

    def _find_missing(self) -> None:
        """Plan to mark as no longer enrolled who is missing from schools of a bulk export."""
        roster, schools = self._roster, self._plan.schools
        scope: set[int | None] = set(schools.named) or {
            schools.find(row.school) for row in roster.students if roster.removes_missing
        }
        enrolled = [one for one in self._known.students.values() if one.left_at is None]
        missing = [
            one
            for one in enrolled
            if one.sourced_id in roster.left
            or (
                roster.removes_missing
                and one.school_id in scope
                and one.id not in self._taken
                and one.sourced_id not in roster.mentioned
            )
        ]
        self._plan.changes += [
            Change(LEFT, one.sourced_id, None, one[1:-1], one, ()) for one in missing
        ]
        if len(missing) > MANY_LEAVE and len(missing) * A_FIFTH > len(enrolled):
            message = (
                f"lacks {len(missing):,} of {len(enrolled):,} students, "
                "who are then no longer enrolled. Is the export whole?"
            )
            self._problems.warn(roster.file, None, None, message)

    def _plan_extras(self) -> None:
        """Plan what a supplement says of stored students whom the roster does not name."""
        for key in self._extras.left_over():
            old = self._known.students[key]
            language = self._extras.language(key) or old.language
            fields = self._years.compare_extras(old) + ("language",) * (language != old.language)
            fields += tuple(self._courses(key, old))
            if fields:
                values = (*old[1:-2], language)
                self._plan.changes.append(Change(UPDATED, key, None, values, old, fields))
            else:
                self._plan.unchanged += 1

    def _courses(self, key: str, old: KnownStudent | None) -> list[str]:
        """Plan the courses that a student completed and that are not on file."""
        told = [CourseFacts(key, *course_of(text)) for text in self._extras.courses(key)]
        have = self._known.courses
        new = [each for each in told if old is None or (old.id, each.title) not in have]
        self._plan.courses += {each.title: each for each in new}.values()
        return ["courses"] if new else []

    def _told(self, row: StudentRow, key: str, school_id: int) -> tuple[Any, ...]:
        return (
            key,
            row.identifier,
            school_id,
            row.given_name,
            row.family_name,
            row.preferred_name,
            row.birth_date,
            row.grade,
            row.email,
            row.phone,
            row.language or self._extras.language(key),
        )

    def _error(self, row: StudentRow, column: str, message: str) -> None:
        file = self._roster.users_file or self._roster.file
        self._problems.error(file, row.row, column, message)


def _unique_numbers(known: Known) -> dict[str, KnownStudent]:
    """Give students by number; a number that two share finds neither."""
    found: dict[str, KnownStudent] = {}
    shared: set[str] = set()
    for student in known.students.values():
        number = student.student_number
        if number and found.setdefault(number, student) is not student:
            shared.add(number)
    return {number: student for number, student in found.items() if number not in shared}


def _kept(told: tuple[Any, ...], before: tuple[Any, ...]) -> tuple[Any, ...]:
    """Put what is stored where nothing was told."""
    if None not in told:
        return told
    return tuple([was if new is None else new for new, was in zip(told, before, strict=True)])
