"""Compare the guardians of a roster with those that are stored."""

from __future__ import annotations

from app.students.import_known import Known, KnownGuardian
from app.students.import_plan import GuardianFacts
from app.students.models import BY_STAFF
from app.students.roster import GuardianRow, Roster


class GuardianPlanner:
    """Gather the guardians that an import writes.

    One who is no longer named in a bulk export keeps their name, because answers of theirs may be
    on file, but loses address and phone, so that nothing is sent to them.
    """

    def __init__(self, roster: Roster, known: Known) -> None:
        self._told: dict[str, list[GuardianRow]] = {}
        self._stored: dict[int, list[KnownGuardian]] = {}
        self._forgets = roster.removes_missing and bool(roster.guardians)
        self.planned: list[GuardianFacts] = []
        for row in roster.guardians:
            for student in row.student_ids:
                self._told.setdefault(student, []).append(row)
        for one in known.guardians.values():
            self._stored.setdefault(one.student_id, []).append(one)

    def compare(self, told_as: str, key: str, student_id: int | None, language: str) -> list[str]:
        """Plan the guardians of one student, and say whether any changes."""
        before = len(self.planned)
        told = self._told.get(told_as, [])
        stored = self._stored.get(student_id, []) if student_id else []
        have = {one.sourced_id: one for one in stored}
        for row in told:
            self._compare(row, have.pop(row.sourced_id, None), key, language)
        if self._forgets:
            for lost in have.values():
                if not lost.sourced_id.startswith(BY_STAFF) and (lost.email or lost.phone):
                    self.planned.append(
                        GuardianFacts(key, lost.id, lost.sourced_id, lost.name, "", "", language)
                    )
        return ["guardians"] if len(self.planned) > before else []

    def _compare(
        self, row: GuardianRow, old: KnownGuardian | None, key: str, language: str
    ) -> None:
        name = f"{row.given_name} {row.family_name}".strip()
        email, phone = row.email, row.phone
        if old:
            email = old.email if email is None else email
            phone = old.phone if phone is None else phone
            if (name, email, phone) == old[3:]:
                return
        self.planned.append(
            GuardianFacts(
                key,
                old.id if old else None,
                row.sourced_id,
                name,
                email or "",
                phone or "",
                language,
            )
        )
