"""Find whom each row of a supplement speaks of."""

from __future__ import annotations

from app.core.intake.problems import Problems
from app.students.import_known import Known
from app.students.roster import Attribute, Roster, Supplement


class Extras:
    """What a supplement says, by the sourced id of students in the roster or stored."""

    def __init__(
        self,
        supplement: Supplement,
        roster: Roster,
        known: Known,
        problems: Problems,
        own: frozenset[int] | None = None,
    ) -> None:
        self._told: dict[str, dict[str, Attribute]] = {}
        students = known.students
        if own is not None:
            students = {key: one for key, one in students.items() if one.school_id in own}
        self._stored = students.keys()
        self._used: set[str] = set()
        if not supplement.rows:
            return
        keys = {one.student_number: key for key, one in students.items()}
        keys |= {row.identifier: row.sourced_id for row in roster.students if row.identifier}
        keys |= {key: key for key in students}
        keys |= {row.sourced_id: row.sourced_id for row in roster.students}
        for number, student, attributes in supplement.rows:
            if key := keys.get(student):
                self._told[key] = attributes
            else:
                message = "names students who are not here; their rows were passed over."
                problems.warn(supplement.file, number, "student_id", message)

    def of(self, key: str) -> dict[str, Attribute] | None:
        """Give what is said of a student, and remember that it was asked for."""
        found = self._told.get(key)
        if found is not None:
            self._used.add(key)
        return found

    def language(self, key: str) -> str | None:
        """Give the language that a supplement tells of a student."""
        return str(self._told.get(key, {}).get("language", "")) or None

    def courses(self, key: str) -> tuple[str, ...]:
        """Give the courses that a supplement says a student completed."""
        told = self._told.get(key, {}).get("courses", ())
        return told if isinstance(told, tuple) else ()

    def left_over(self) -> list[str]:
        """Give the stored students whom nobody asked for yet."""
        return [key for key in self._told if key not in self._used and key in self._stored]
