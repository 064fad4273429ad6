"""Read a sheet of placements of one program: one row a placement, checked by row and column."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any, Final

from app.core.intake.cells import shown
from app.core.intake.headers import Column, Layout
from app.core.intake.problems import FileRefusedError, Problem, Problems
from app.core.intake.row_cells import RowCells
from app.core.intake.sheet import Sheet
from app.core.text import fold
from app.placements import import_cells as cells_of
from app.placements.checking import season, shape_problems
from app.placements.facts import PlacementFacts
from app.placements.import_book import Book, Known
from app.placements.vocabulary import PayBasis
from app.programs.models import Program
from app.programs.rules import HourlyStipend

PURPOSE: Final = "placements"
LAYOUT: Final = Layout(
    (
        Column("employer", required=True, aliases=("company", "organization", "partner")),
        Column("site", aliases=("location", "worksite")),
        Column("title", required=True, aliases=("position", "job", "job title")),
        Column("kind", aliases=("type",)),
        Column("seats", required=True, aliases=("openings", "slots", "places")),
        Column("start_date", aliases=("start", "first day", "begins")),
        Column("end_date", aliases=("end", "last day", "ends")),
        Column("schedule", is_list=True, aliases=("hours", "weekly schedule")),
        Column("min_age", aliases=("minimum age", "age")),
        Column("career_field", aliases=("field",)),
        Column("soc", aliases=("soc code", "occupation"), label="SOC code"),
        Column("supervisor_email", aliases=("supervisor", "email")),
        Column("duties", is_list=True, aliases=("description", "tasks")),
        Column("credentials", is_list=True, aliases=("certifications",)),
        Column("relationship", aliases=("relationship type",)),
        Column("pay", aliases=("wage", "pay rate")),
    )
)
# how a fact is named in a sheet, where that differs
COLUMN_OF: Final = {"wage": "pay", "relationship_type": "relationship", "minimum_age": "min_age"}
READERS: Final[dict[str, tuple[str, Callable[[str], Any]]]] = {
    "kind": ("kind", cells_of.to_kind),
    "seats": ("seats", cells_of.to_seats),
    "start_date": ("start_date", cells_of.to_day),
    "end_date": ("end_date", cells_of.to_day),
    "schedule": ("slots", cells_of.to_schedule),
    "min_age": ("minimum_age", cells_of.to_age),
    "career_field": ("career_field", cells_of.to_field),
    "soc": ("soc", cells_of.to_soc),
    "credentials": ("credentials", cells_of.to_credentials),
    "relationship": ("relationship_type", cells_of.to_relationship),
}
YOUNGEST_BY_DEFAULT: Final = 16


@dataclass(frozen=True, slots=True)
class Line:
    """Be one good row: the whole facts of its placement, and the stored one it speaks of."""

    number: int
    employer: str
    employer_id: int
    facts: PlacementFacts
    known: Known | None


@dataclass(slots=True)
class Listed:
    """Be what a sheet says: its good rows, and what is wrong or odd with it."""

    file: str
    lines: list[Line] = field(default_factory=list)
    errors: tuple[Problem, ...] = ()
    warnings: tuple[Problem, ...] = ()


def read_placements(
    sheet: Sheet,
    program: Program,
    book: Book,
    places: Mapping[str, int] | None = None,
    problems: Problems | None = None,
) -> Listed:
    """Read the rows of a sheet; what is wrong stands in the errors, by row and column."""
    problems = problems or Problems()
    listed, reader = Listed(sheet.file), _Reader(program, book)
    try:
        table = _joined(sheet).table(LAYOUT, problems, places)
        for number, row in table.rows():
            if row is None:
                continue
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


def _joined(sheet: Sheet) -> Sheet:
    """Give a sheet whose cells of several lines are one line each."""
    rows = [
        (number, ["; ".join(cell.split("\n")) if "\n" in cell else cell for cell in cells])
        for number, cells in sheet.rows
    ]
    return replace(sheet, rows=rows)


@dataclass(slots=True)
class _Reader:
    program: Program
    book: Book
    seen: dict[tuple[int, str, object], int] = field(default_factory=dict)

    def line(self, cells: RowCells, number: int, texts: dict[str, str]) -> Line | None:
        """Give the placement of one row, or None with its errors noted."""
        title = cells.required("title", texts["title"])
        employer_id = cells.read("employer", self.book.employer, texts["employer"]) or 0
        if not employer_id:
            return None
        site_id = cells.read("site", lambda text: self.book.site(employer_id, text), texts["site"])
        values = self._values(cells, texts)
        known = self.book.placement(site_id or 0, title, values.get("start_date"))
        if known is None:
            cells.required("seats", texts["seats"])
        values["supervisor_id"] = cells.read(
            "supervisor_email",
            lambda text: self.book.supervisor(employer_id, text, known),
            texts["supervisor_email"],
        )
        if cells.wrong or site_id is None:
            return None
        facts = self._facts(site_id, title, values, known)
        wrong = self._problems(number, texts, facts)
        for column, message in wrong.items():
            cells.refuse(column, message)
        if wrong:
            return None
        return Line(number, self.book.names[employer_id], employer_id, facts, known)

    def _values(self, cells: RowCells, texts: dict[str, str]) -> dict[str, Any]:
        values = {
            name: cells.read(column, read, texts[column])
            for column, (name, read) in READERS.items()
            if texts[column]
        }
        if texts["pay"]:
            values |= self._pay(cells, texts["pay"])
        return values | ({"duties": texts["duties"]} if texts["duties"] else {})

    def _pay(self, cells: RowCells, text: str) -> dict[str, Any]:
        basis, cents = cells.read("pay", cells_of.to_pay, text) or (None, None)
        if cents is not None and basis is None:
            by_district = isinstance(self.program.rules.stipend, HourlyStipend)
            basis = PayBasis.DISTRICT_WAGE if by_district else PayBasis.EMPLOYER_WAGE
        return {"pay_basis": basis, "pay_cents": cents}

    def _facts(
        self, site_id: int, title: str, values: dict[str, Any], known: Known | None
    ) -> PlacementFacts:
        if known is not None:
            return replace(known.facts, **values)
        usual: dict[str, Any] = {
            "kind": self.program.kind,
            "start_date": self.program.start_date,
            "end_date": self.program.end_date,
            "minimum_age": YOUNGEST_BY_DEFAULT,
            "duties": "",
            "slots": (),
        }
        place = {"program_id": self.program.id, "site_id": site_id, "title": title}
        return PlacementFacts(**usual | place | values)

    def _problems(
        self, number: int, texts: dict[str, str], facts: PlacementFacts
    ) -> dict[str, str]:
        found = {}
        for name, sentence in shape_problems(facts, self.program).items():
            column = COLUMN_OF.get(name, name)
            found[column] = _told(texts.get(column, ""), sentence, self.program)
        key = (facts.site_id, fold(facts.title), facts.start_date)
        first = self.seen.setdefault(key, number)
        if first != number:
            found["title"] = f"is the same placement as row {first}."
        return found


def _told(text: str, sentence: str, program: Program) -> str:
    if sentence.startswith("Choose a day within"):
        sentence = f"It must lie within {program.name}: {season(program)}."
    return f"{shown(text)} does not fit. {sentence}" if text else f"is missing. {sentence}"
