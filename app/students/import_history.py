"""Read what imports of students did: their list, one of them, and what its undo would do."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from typing import Any, Final, NamedTuple

import sqlalchemy as sa

from app.accounts.policies import can_import_students
from app.core.access import Actor
from app.core.db import db
from app.core.errors import NotFound
from app.core.intake import undoing
from app.core.intake.batches import ImportBatch, ImportChange, recent
from app.core.intake.undoing import UndoPlan
from app.core.listing import PAGE_SIZE, Page
from app.core.rows import AnyRow, AnySelect, Sorts
from app.schools.models import School
from app.students.import_show import LABELS, NONE
from app.students.import_writing import PURPOSE
from app.students.models import Student
from app.students.queries import in_scope

PARTS: Final = frozenset(
    {("guardian", "student"), ("student_year", "student"), ("course_completed", "student")}
)
QUIET: Final = frozenset({"search", "updated_at", "uid", "version"})
UNNAMED: Final = "A student of another school"


class ChangeRow(NamedTuple):
    """Be one student whom an import created or changed, as the page lists them."""

    student_id: int
    name: str
    what: str
    told: str


def listed(actor: Actor) -> AnySelect:
    """Give the query of imports: all for who may import any roster, else one's own."""
    return recent(PURPOSE, by=None if can_import_students(actor) else actor)


def columns() -> Sorts:
    """Give the columns by which the list is sorted."""
    return {"newest": -ImportBatch.id, "file": ImportBatch.file, "id": ImportBatch.id}


def batch_for(batch_id: int, actor: Actor) -> ImportBatch:
    """Give one import that an actor may see; raise NotFound for any other."""
    found = db.session.get(ImportBatch, batch_id)
    own = found is not None and (can_import_students(actor) or found.imported_by == actor.key)
    if found is None or found.purpose != PURPOSE or not (own or actor.kind == "system"):
        raise NotFound
    return found


def rows_of(batch_id: int, actor: Actor) -> int:
    """Count the students whom an import created, updated or marked as left."""
    counts = batch_for(batch_id, actor).counts
    return sum(counts.get(name, 0) for name in ("created", "updated", "removed"))


def undo_planned(batch_id: int, actor: Actor) -> UndoPlan:
    """Say what undoing an import would do."""
    batch_for(batch_id, actor)
    return undoing.plan_undo(batch_id, PURPOSE, PARTS)


def changes_of(batch_id: int, actor: Actor, number: int) -> Page:
    """Give one page of the students whom an import changed, then of those whom it created."""
    own = (ImportChange.batch_id == batch_id, ImportChange.record == Student.__tablename__)
    one = sa.and_(*own, ImportChange.record_id.is_not(None))
    changed = db.session.scalar(sa.select(sa.func.count(ImportChange.id)).where(one)) or 0
    many = sa.select(ImportChange.ids).where(*own, ImportChange.record_id.is_(None))
    created = [
        each for ids in db.session.scalars(many.order_by(ImportChange.id)) for each in ids or ()
    ]
    number = min(number, max(1, -(-(changed + len(created)) // PAGE_SIZE)))
    first = (number - 1) * PAGE_SIZE
    told = sa.select(ImportChange.record_id, ImportChange.before, ImportChange.after).where(one)
    here: list[tuple[int, AnyRow | None]] = [
        (row.record_id, row)
        for row in db.session.execute(told.order_by(ImportChange.id).offset(first).limit(PAGE_SIZE))
    ]
    start = max(0, first - changed)
    here += [(each, None) for each in created[start : start + PAGE_SIZE - len(here)]]
    return Page(_rows(here, actor), changed + len(created), number)


def _rows(here: list[tuple[int, AnyRow | None]], actor: Actor) -> list[ChangeRow]:
    names = names_of([student_id for student_id, _ in here], actor)
    schools = {row.id: row.name for row in db.session.execute(sa.select(School.id, School.name))}
    return [
        ChangeRow(
            student_id if student_id in names else 0,
            names.get(student_id, UNNAMED),
            "New" if change is None else "Updated",
            "; ".join(_differences(change, schools)) if change and student_id in names else NONE,
        )
        for student_id, change in here
    ]


def stays(plan: UndoPlan, actor: Actor) -> list[tuple[int, str, str]]:
    """Name the students whom an undo leaves as they are, wholly or in part, and why."""
    kept = plan.kept.get("student", set())
    changed = {each: names for table, each, names in plan.changed_since if table == "student"}
    names = names_of([*kept, *changed][:PAGE_SIZE], actor)
    told = [(each, names[each], "has other records here by now") for each in kept if each in names]
    for each, fields in changed.items():
        if each in names:
            said = ", ".join(_label(field).lower() for field in fields)
            told.append((each, names[each], f"changed since: {said}"))
    return told


def names_of(ids: Collection[int], actor: Actor) -> dict[int, str]:
    """Name the students among these whom an actor may see."""
    query = sa.select(Student.id, Student.given_name, Student.family_name)
    rows = db.session.execute(in_scope(query.where(Student.id.in_(ids)), actor))
    return {row.id: f"{row.given_name} {row.family_name}" for row in rows}


def _differences(change: AnyRow, schools: dict[int, str]) -> Iterator[str]:
    before: dict[str, Any] = change.before or {}
    shown = [name for name in before if name not in QUIET]
    for name in shown:
        if name == "left_at":
            yield "No longer enrolled" if change.after[name] else "Back again"
        else:
            old, new = (_text(name, each[name], schools) for each in (before, change.after))
            yield f"{_label(name)}: {old} → {new}"
    if not shown:
        yield "Facts of the school year, or guardians"


def _text(name: str, value: Any, schools: dict[int, str]) -> str:  # noqa: ANN401 - whatever JSON holds
    return schools.get(value, NONE) if name == "school_id" else str(value or NONE)


def _label(name: str) -> str:
    return LABELS.get(name, name.replace("_", " ").capitalize())
