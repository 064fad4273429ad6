"""Find the students whom somebody pasted as numbers or names, among those of an actor."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import sqlalchemy as sa

from app.core.access import Actor
from app.core.db import db
from app.core.rows import AnyRow
from app.core.text import fold, like, one_line
from app.students.models import Student
from app.students.queries import in_scope

MOST_LINES: Final = 200
TOO_MANY: Final = f"Only the first {MOST_LINES} lines were read. Paste the rest afterwards."
NOBODY: Final = "None of your students has this number or name."
SEVERAL: Final = "{0} of your students have this name. Use the student number."


@dataclass(frozen=True, slots=True)
class Line:
    """Be one pasted line: whom it names, or why it names nobody."""

    text: str
    student: AnyRow | None = None
    problem: str = ""


def lines_of(text: str) -> list[str]:
    """Give the lines of what was pasted, empty ones left out; a cell's tab is a space."""
    found = (one_line(each, 120) for each in text.replace("\r", "\n").split("\n"))
    return list(dict.fromkeys(each for each in found if each))


def find(text: str, actor: Actor) -> list[Line]:
    """Give each line with its student: one statement. Reads 200 lines at most."""
    lines = lines_of(text)[:MOST_LINES]
    if not lines:
        return []
    names = {line: _name(line) for line in lines}
    query = sa.select(
        Student.id,
        Student.given_name,
        Student.family_name,
        Student.preferred_name,
        Student.student_number,
        Student.sourced_id,
        Student.search,
        Student.grade,
    ).where(
        Student.left_at.is_(None),
        Student.student_number.in_(lines)
        | Student.sourced_id.in_(lines)
        | Student.search.in_(names.values())
        | sa.or_(*(_begins(name) for name in names.values() if name)),
    )
    rows = db.session.execute(in_scope(query, actor)).all()
    return [_line(line, names[line], rows) for line in lines]


def _begins(name: str) -> sa.ColumnElement[bool]:
    # a preferred name stands behind the two others
    return Student.search.like(f"{like(name)[1:-1]} %", escape="\\")


def _name(line: str) -> str:
    """Give a line as a folded given and family name; `Reyes, Ana` is turned round."""
    family, comma, given = line.partition(",")
    return fold(given, family) if comma else fold(line)


def _line(line: str, name: str, rows: Sequence[AnyRow]) -> Line:
    numbered = [row for row in rows if line in (row.student_number, row.sourced_id)]
    found = numbered or [
        row for row in rows if name and (row.search == name or row.search.startswith(f"{name} "))
    ]
    if len(found) == 1:
        return Line(line, found[0])
    return Line(line, problem=SEVERAL.format(len(found)) if found else NOBODY)
