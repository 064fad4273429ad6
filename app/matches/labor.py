"""Read what the child-labor rules need to judge placements, for many of them at once."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

import sqlalchemy as sa

from app.core.db import db
from app.core.rows import AnyRow
from app.employers.models import Site
from app.labor import queries
from app.labor.models import LaborOverride
from app.labor.person import EMPLOYED
from app.labor.planning import Plan, Schooling, barred_births, bars
from app.labor.rules import Rule
from app.matches.eligibility import Slot
from app.placements.labor import plan_of, planned
from app.placements.models import Placement
from app.programs.models import Program
from app.students.models import Student

# the columns of a row that `Law.of_row` reads; the query joins site and program
COLUMNS: Final[tuple[Any, ...]] = (
    Placement.relationship_type,
    Placement.hazards,
    sa.func.coalesce(
        sa.func.nullif(Site.jurisdiction, ""), sa.func.nullif(Site.state, ""), Program.jurisdiction
    ).label("labor_state"),
)


@dataclass(frozen=True, slots=True)
class Law:
    """Be the district's own rules, and what is allowed against any rule at some placements."""

    own: tuple[Rule, ...] = ()
    standing: Sequence[LaborOverride] = ()

    def of_placement(self, placement: Placement) -> Plan | None:
        """Give the plan of a placement with site and program; None where nobody is employed."""
        if placement.relationship_type.value not in EMPLOYED:
            return None
        return plan_of(placement, self.own, self._at(placement.id))

    def of_row(self, row: AnyRow, slots: Sequence[Slot]) -> Plan | None:
        """Give the plan of a row that has COLUMNS; None where nobody is employed."""
        if row.relationship_type.value not in EMPLOYED:
            return None
        return Plan(
            row.start_date,
            row.end_date,
            planned(slots),
            tuple(row.hazards),
            row.labor_state,
            row.relationship_type.value,
            self.own,
            frozenset(each.rule for each in self._at(row.id) if each.student_id is None),
        )

    def allowed(self, placement_id: int) -> dict[int, frozenset[str]]:
        """Give the rules that are allowed against at a placement for one student, by student."""
        found: dict[int, frozenset[str]] = {}
        for each in self._at(placement_id):
            if each.student_id is not None:
                found[each.student_id] = found.get(each.student_id, frozenset()) | {each.rule}
        return found

    def _at(self, placement_id: int) -> list[LaborOverride]:
        return [each for each in self.standing if each.placement_id == placement_id]


def law(employing: Collection[int]) -> Law:
    """Read the law of placements that employ, by id; without any, nothing is read."""
    return Law(queries.own_rules(), queries.overrides(employing)) if employing else Law()


def law_of(placements: Collection[Placement]) -> Law:
    """Read the law of some placements."""
    return law([each.id for each in placements if each.relationship_type.value in EMPLOYED])


def law_of_rows(rows: Collection[AnyRow]) -> Law:
    """Read the law of rows that have COLUMNS."""
    return law(employing(rows))


def employing(rows: Collection[AnyRow]) -> list[int]:
    """Give the placements that employ, of rows that have COLUMNS."""
    return [row.id for row in rows if row.relationship_type.value in EMPLOYED]


def stretches(
    plan: Plan, schoolings: dict[int, Schooling]
) -> dict[tuple[tuple[date, date], ...], list[int]]:
    """Give which birth dates a plan is barred to, each with the schools of which that is so."""
    found: dict[tuple[tuple[date, date], ...], list[int]] = {}
    for school_id, schooling in schoolings.items():
        if barred := barred_births(plan, schooling):
            found.setdefault(barred, []).append(school_id)
    return found


def let_in(
    plan: Plan, allowed: dict[int, frozenset[str]], schoolings: dict[int, Schooling]
) -> list[int]:
    """Give the students whom nothing bars any longer, for what is allowed for them alone."""
    if not allowed:
        return []
    rows = db.session.execute(
        sa.select(Student.id, Student.birth_date, Student.school_id).where(
            Student.id.in_(sorted(allowed)), Student.birth_date.is_not(None)
        )
    )
    return [
        row.id
        for row in rows
        if row.school_id in schoolings
        and not bars(
            plan._replace(waived=plan.waived | allowed[row.id]),
            schoolings[row.school_id],
            row.birth_date,
        )
    ]
