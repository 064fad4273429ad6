"""Read a kept sheet as students or as a supplement, by the columns that a person chose."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Final

from app.core.access import Actor
from app.core.intake import kept_sheets
from app.core.intake.headers import Layout
from app.core.intake.kept_sheets import Kept
from app.core.intake.mapping import Asked, columns_asked
from app.students import plain_csv
from app.students.roster import Roster, Supplement

STUDENTS, SUPPLEMENT = "students", "supplement"
LAYOUTS: Final[dict[str, Layout]] = {
    STUDENTS: plain_csv.STUDENTS,
    SUPPLEMENT: plain_csv.SUPPLEMENT,
}


@dataclass(frozen=True, slots=True)
class Given:
    """Be what a kept sheet says, and which of its columns says what."""

    asked: Asked
    roster: Roster
    supplement: Supplement


def find(sheet_id: int, *, by: Actor) -> Kept:
    """Give a kept sheet of this actor, of whichever purpose; raise NotFound for any other."""
    return kept_sheets.find(sheet_id, *LAYOUTS, by=by)


def read_kept(kept: Kept, on: date) -> Given:
    """Read a kept sheet as of a day; what is wrong stands in the errors."""
    asked = columns_asked(kept, LAYOUTS[kept.purpose])
    # columns found by name are found again, so that it is said which was read as what
    places = asked.places if asked.chosen else None
    if kept.purpose == SUPPLEMENT:
        told = plain_csv.read_supplement(kept.sheet, places)
        return Given(asked, Roster(kept.sheet.file, "supplement"), told)
    return Given(asked, plain_csv.read_students(kept.sheet, on, None, places), Supplement(""))
