"""Find records of several rooms by name, each room's own query deciding who sees what."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from app.accounts import policies
from app.core.access import Actor
from app.core.db import db
from app.core.rows import AnyRow, AnySelect
from app.employers import queries as employers
from app.placements import queries as placements
from app.students import queries as students

SHOWN = 20


@dataclass(frozen=True, slots=True)
class Found:
    """Be what a search found, at most twenty of each."""

    students: Sequence[AnyRow]
    employers: Sequence[AnyRow]
    placements: Sequence[AnyRow]

    @property
    def nothing(self) -> bool:
        """Tell whether nothing was found at all."""
        return not (self.students or self.employers or self.placements)


def find(words: str, actor: Actor) -> Found:
    """Find students, employers and placements in an actor's scope: three statements."""
    wanted = {"q": words}
    return Found(
        _first(students.listed(actor, wanted), students.columns()["name"])
        if policies.can_see_students(actor)
        else (),
        _first(employers.listed(wanted), employers.columns()["name"])
        if policies.can_see_employers(actor)
        else (),
        _first(placements.listed(wanted), placements.columns()["title"])
        if policies.can_see_placements(actor)
        else (),
    )


def _first(query: AnySelect, by: sa.ColumnElement[Any]) -> Sequence[AnyRow]:
    return db.session.execute(query.order_by(by).limit(SHOWN)).all()
