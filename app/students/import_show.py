"""Say what an import does in the words of a page."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import NamedTuple

from app.core.intake.undoing import UndoPlan
from app.core.listing import PAGE_SIZE, Page, Wanted
from app.students.import_known import FIELDS
from app.students.import_plan import CREATED, LEFT, RETURNED, Change
from app.students.importing import Imported

NONE = "\N{EN DASH}"
KINDS = (
    ("created", "New"),
    ("updated", "Updated"),
    ("returned", "Back again"),
    ("left", "No longer enrolled"),
)
WORDS = {CREATED: "New", RETURNED: "Back again", LEFT: "No longer enrolled"}
LABELS = {
    "sourced_id": "Roster id",
    "student_number": "Student number",
    "school_id": "School",
    "birth_date": "Birth date",
    "races": "Race",
}
GIVEN, FAMILY = FIELDS.index("given_name"), FIELDS.index("family_name")
SCHOOL = FIELDS.index("school_id")


class ShownChange(NamedTuple):
    """One student who changes, as the preview lists them."""

    row: int | None
    name: str
    school: str
    what: str
    tone: str
    told: str


def shown_changes(done: Imported, wanted: Wanted) -> Page:
    """Give one page of the changes: leavers first, because they are the easiest to get wrong."""
    what = wanted.get("what")
    changes = [change for change in done.changes if what in ("", change.kind)]
    changes.sort(key=lambda change: change.kind != LEFT)
    number = min(wanted.page, max(1, -(-len(changes) // PAGE_SIZE)))
    here = changes[(number - 1) * PAGE_SIZE : number * PAGE_SIZE]
    return Page([_shown(change, done.school_names) for change in here], len(changes), number)


def summary(done: Imported) -> str:
    """Say in one sentence what an import wrote."""
    return (
        f"{done.created:,} new, {done.updated:,} updated, {done.unchanged:,} unchanged, "
        f"{done.removed:,} no longer enrolled."
    )


def undone(plan: UndoPlan) -> str:
    """Say in one sentence what an undo did."""
    back, gone, stay = plan.count("student")
    return (
        f"The import is undone. Students: {gone:,} removed again, {back:,} put back as they "
        f"were, {stay:,} left as they are."
    )


def _shown(change: Change, schools: dict[int, str]) -> ShownChange:
    return ShownChange(
        change.row,
        f"{change.values[GIVEN]} {change.values[FAMILY]}",
        schools.get(change.values[SCHOOL], ""),
        WORDS.get(change.kind, "Updated"),
        "stop" if change.kind == LEFT else "good" if change.kind == CREATED else "info",
        "; ".join(_differences(change, schools)) or NONE,
    )


def _differences(change: Change, schools: dict[int, str]) -> Iterator[str]:
    """Say what stands there and what will; private facts show neither."""
    for name in change.fields:
        label = LABELS.get(name, name.replace("_", " ").capitalize())
        if change.old is None or name not in FIELDS:
            yield label
        else:
            place = FIELDS.index(name)
            old, new = change.old[place + 1], change.values[place]
            yield f"{label}: {_text(name, old, schools)} → {_text(name, new, schools)}"


def _text(name: str, value: object, schools: dict[int, str]) -> str:
    if name == "school_id" and isinstance(value, int):
        return schools.get(value, NONE)
    if isinstance(value, date):
        return value.isoformat()
    return str(value or NONE)
