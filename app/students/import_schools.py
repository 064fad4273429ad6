"""Match a roster's schools with those stored, and find a school by what a file says."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from app.core.text import fold
from app.students.import_known import KnownSchool
from app.students.roster import SchoolRow

LISTED = 5


@dataclass(slots=True)
class SchoolPlan:
    """Schools to write; a new one has a negative id until it is written."""

    new: list[KnownSchool] = field(default_factory=list)
    changed: list[KnownSchool] = field(default_factory=list)
    named: list[int] = field(default_factory=list)
    names: dict[int, str] = field(default_factory=dict)
    _by_word: dict[str, int] = field(default_factory=dict)
    _codes: list[str] = field(default_factory=list)

    def find(self, word: str) -> int | None:
        """Find a school by sourced id, else code, else name regardless of case and accents."""
        found = self._by_word.get(word)
        return self._by_word.get(fold(word)) if found is None else found

    def why_not(self, word: str) -> str:
        """Say that there is no such school, and which there are."""
        codes = ", ".join(self._codes[:LISTED]) + (", …" if len(self._codes) > LISTED else "")
        have = f"Schools here: {codes}." if codes else "Import a OneRoster export or add schools."
        return f"“{word}” is no school here. {have}"

    def learn(self, schools: Sequence[KnownSchool]) -> None:
        """Learn the words by which schools are found; sourced ids win over codes and names."""
        for school in schools:
            self._codes.append(school.code)
            self.names[school.id] = school.name
            self._by_word.setdefault(fold(school.name), school.id)
        for school in schools:
            self._by_word[fold(school.code)] = school.id
            self._by_word[school.code] = school.id
        for school in schools:
            if school.sourced_id:
                self._by_word[school.sourced_id] = school.id


def plan_schools(told: Sequence[SchoolRow], known: Sequence[KnownSchool]) -> SchoolPlan:
    """Match by sourced id, else by code or name among schools that have no sourced id yet."""
    plan = SchoolPlan()
    by_id = {school.sourced_id: school for school in known if school.sourced_id}
    loose = [school for school in known if not school.sourced_id]
    codes = {school.code for school in known}
    result = {school.id: school for school in known}
    for row in told:
        old = by_id.get(row.sourced_id) or _same(row, loose)
        if old is None:
            code = row.code if row.code and row.code not in codes else row.sourced_id
            codes.add(code)
            new = KnownSchool(-1 - len(plan.new), row.sourced_id, code, row.name)
            plan.new.append(new)
        else:
            new = KnownSchool(old.id, row.sourced_id, old.code, row.name)
            if new != old:
                plan.changed.append(new)
        result[new.id] = new
        plan.named.append(new.id)
    plan.learn(list(result.values()))
    return plan


def _same(row: SchoolRow, loose: list[KnownSchool]) -> KnownSchool | None:
    for school in loose:
        if (row.code and school.code == row.code) or fold(school.name) == fold(row.name):
            loose.remove(school)
            return school
    return None
