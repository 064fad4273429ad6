"""Read a sheet of results: one row a student and a credential, checked by row and column."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Final

from app.core.access import Actor
from app.core.intake.cells import CellError, shown, to_date
from app.core.intake.headers import Column, Layout
from app.core.intake.problems import FileRefusedError, Problem, Problems
from app.core.intake.row_cells import RowCells
from app.core.intake.sheet import Sheet
from app.core.rows import AnyRow
from app.core.text import fold
from app.credentials import catalogue_queries as catalogue
from app.credentials import queries
from app.credentials.facts import Result
from app.credentials.models import AwardState, Credential
from app.credentials.services import Noted

PURPOSE: Final = "credentials"
LAYOUT: Final = Layout(
    (
        Column("student_id", required=True, aliases=("student", "student number", "id")),
        Column("credential", required=True, aliases=("certification", "certificate", "exam")),
        Column("result", aliases=("outcome", "status", "passed")),
        Column("date", required=True, aliases=("earned on", "exam date", "issued", "test date")),
        Column("expires", aliases=("expires on", "expiration", "valid until")),
        Column("number", aliases=("certificate number", "license number")),
        Column("score", aliases=("points",)),
    )
)
RESULTS: Final = {
    **dict.fromkeys(("", "earned", "passed", "pass", "yes", "y"), AwardState.EARNED),
    **dict.fromkeys(("failed", "fail", "not passed", "no", "n"), AwardState.FAILED),
    **dict.fromkeys(("planned", "registered"), AwardState.PLANNED),
    **dict.fromkeys(("attempted", "taken", "awaited"), AwardState.ATTEMPTED),
}
COLUMN_OF: Final = {"on": "date", "expires_on": "expires"}


@dataclass(frozen=True, slots=True)
class Line:
    """Be one good row, and whether it is known already."""

    row: int
    student: str
    credential: str
    whose: Noted
    result: Result
    known: bool

    @property
    def what(self) -> str:
        """Say whether the row is new or known already."""
        return "Unchanged" if self.known else "New"


@dataclass(slots=True)
class Listed:
    """Be what a sheet says: its good rows, and what is wrong or odd with it."""

    file: str
    lines: list[Line] = field(default_factory=list)
    errors: tuple[Problem, ...] = ()
    warnings: tuple[Problem, ...] = ()

    @property
    def listed(self) -> Listed:
        """Give itself: reading and planning are one here."""
        return self

    def count(self, what: str) -> int:
        """Count the rows that are New, Updated or Unchanged."""
        return sum(each.what == what for each in self.lines)


def read_results(
    sheet: Sheet, actor: Actor, today: date, places: Mapping[str, int] | None = None
) -> Listed:
    """Read the rows of a sheet against the students whom an actor may see."""
    problems, listed = Problems(), Listed(sheet.file)
    try:
        table = sheet.table(LAYOUT, problems, places)
        rows = [(number, row) for number, row in table.rows() if row is not None]
        reader = _Reader(actor, today, [str(row[0] or "").strip() for _, row in rows])
        for number, row in rows:
            given = dict(zip((column.name for column in LAYOUT.columns), row, strict=True))
            texts = {name: (text or "").strip() for name, text in given.items()}
            line = reader.line(RowCells(table, number), number, texts)
            if line is not None:
                listed.lines.append(line)
    except FileRefusedError as refused:
        problems.refuse(refused)
    for warning in sheet.warnings:
        problems.keep_warning(warning)
    listed.errors, listed.warnings = problems.errors, problems.warnings
    return listed


class _Reader:
    def __init__(self, actor: Actor, today: date, numbers: list[str]) -> None:
        self._today = today
        self._catalogue = catalogue.by_name()
        self._students = queries.by_number(set(numbers), actor)
        self._had = queries.noted_of([row.id for row in self._students.values()])
        self._seen: dict[tuple[int, int, date | None], int] = {}

    def line(self, cells: RowCells, number: int, texts: dict[str, str]) -> Line | None:
        """Give the result of one row, or None with its errors noted."""
        student = cells.read("student_id", self._student, texts["student_id"])
        credential = cells.read("credential", self._credential, texts["credential"])
        result = self._result(cells, texts)
        if student is None or credential is None or result is None:
            return None
        key = (student.id, credential.id, result.on)
        first = self._seen.setdefault(key, number)
        if first != number:
            cells.refuse("student_id", f"has the same credential and day in row {first}.")
            return None
        name = f"{student.given_name} {student.family_name}"
        known = (*key, result.state) in self._had
        return Line(number, name, credential.name, Noted(*key[:2]), result, known)

    def _student(self, text: str) -> AnyRow:
        if text not in self._students:
            raise CellError(f"{shown(text)} is the number of no student of your schools.")
        return self._students[text]

    def _credential(self, text: str) -> Credential:
        found = self._catalogue.get(fold(text))
        if found is None:
            raise CellError(f"{shown(text)} is not in the catalogue. Add it there first.")
        return found

    def _result(self, cells: RowCells, texts: dict[str, str]) -> Result | None:
        state = cells.read("result", _state, texts["result"])
        on = cells.read("date", to_date, texts["date"])
        expires = cells.read("expires", to_date, texts["expires"])
        if cells.wrong or state is None:
            return None
        result = Result(
            state=state,
            on=on,
            expires_on=expires,
            number=texts["number"][:80],
            score=texts["score"][:80],
        )
        problems = result.problems(self._today)
        for name, sentence in problems.items():
            cells.refuse(COLUMN_OF.get(name, name), f"is wrong. {sentence}")
        return None if problems else result


def _state(text: str) -> AwardState:
    found = RESULTS.get(fold(text))
    if found is None:
        raise CellError(f"{shown(text)} is no result. Write earned, failed, planned or attempted.")
    return found
