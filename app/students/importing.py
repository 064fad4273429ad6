"""Plan an import against what is stored, and say what it does; reads only."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from app.accounts.policies import sees_every_student
from app.core.access import Actor
from app.core.intake.problems import Problem
from app.students import roster_queries
from app.students.import_plan import CREATED, LEFT, RETURNED, UPDATED, Change, Plan
from app.students.import_planner import plan_import
from app.students.oneroster_sessions import year_of
from app.students.roster import Roster, Supplement
from app.students.roster_reading import collector_paused

NO_SUPPLEMENT = Supplement("")


@dataclass(frozen=True, slots=True)
class Imported:
    """Say what an import wrote, or would write; counts are of students."""

    created: int
    updated: int
    unchanged: int
    removed: int
    school_year: int
    schools: int
    warnings: tuple[Problem, ...]
    errors: tuple[Problem, ...]
    changes: tuple[Change, ...]
    school_names: dict[int, str]
    batch_id: int | None = None


@collector_paused()
def preview_roster(
    *,
    roster: Roster,
    by: Actor,
    on: date,
    supplement: Supplement = NO_SUPPLEMENT,
    skip_bad_rows: bool = False,
) -> Imported:
    """Say what importing a roster on a day would write."""
    return imported(plan_for(roster, supplement, on, by=by, skip_bad_rows=skip_bad_rows))


def plan_for(
    roster: Roster, supplement: Supplement, on: date, *, by: Actor, skip_bad_rows: bool
) -> Plan:
    """Plan an import into the roster's school year, or that of the day, within `by`'s schools."""
    year = roster.school_year or year_of(on)
    known = roster_queries.known_for_import(
        year, _only(roster, supplement), courses="courses" in supplement.columns
    )
    schools = None if sees_every_student(by) else by.school_ids
    return plan_import(
        roster, supplement, known, year, skip_bad_rows=skip_bad_rows, schools=schools
    )


def imported(plan: Plan, batch_id: int | None = None) -> Imported:
    """Count what a plan does, or did as a batch."""
    return Imported(
        created=plan.count(CREATED),
        updated=plan.count(UPDATED, RETURNED),
        unchanged=plan.unchanged,
        removed=plan.count(LEFT),
        school_year=plan.school_year,
        schools=len(plan.schools.new) + len(plan.schools.changed),
        warnings=plan.warnings,
        errors=plan.errors,
        changes=tuple(plan.changes),
        school_names=plan.schools.names,
        batch_id=batch_id,
    )


def _only(roster: Roster, supplement: Supplement) -> set[str] | None:
    """Give the ids and numbers that matter, or None when all students do."""
    if roster.removes_missing:
        return None
    ids = {row.sourced_id for row in roster.students} | roster.left
    ids |= {row.identifier for row in roster.students if row.identifier}
    return ids | {student for _, student, _ in supplement.rows}
