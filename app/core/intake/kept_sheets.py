"""Keep a sheet in the database between its preview and its import, and mend its cells there."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from app.core.access import Actor
from app.core.db import Base, db
from app.core.errors import NotFound, StaleView
from app.core.intake.problems import Problem, Problems
from app.core.intake.sheet import Sheet
from app.core.text import number
from app.core.use_case import use_case

KEEP: Final = timedelta(days=2)
LONGEST_CELL: Final = 4000
GONE = "This sheet is not here any more: it was imported, dropped, or is older than two days."
ELSEWHERE = "You changed this sheet in another window. Nothing of this page was kept; look again."
Place = tuple[int, int]


class KeptSheet(Base):
    """Be one sheet on its way in; `places` are the columns as a person chose them."""

    __tablename__ = "kept_sheet"
    __table_args__ = (sa.Index("ix_kept_sheet_purpose_kept_at", "purpose", "kept_at"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    purpose: Mapped[str]
    file: Mapped[str]
    header: Mapped[list[str]] = mapped_column(sa.JSON)
    rows: Mapped[list[Any]] = mapped_column(sa.JSON)
    warnings: Mapped[list[Any]] = mapped_column(sa.JSON)
    places: Mapped[dict[str, Any] | None]
    version: Mapped[int] = mapped_column(default=1)
    kept_by: Mapped[str]
    kept_at: Mapped[datetime]


@dataclass(frozen=True, slots=True)
class Kept:
    """Be a kept sheet as it is read: `version` goes along with the form that mends it."""

    id: int
    purpose: str
    sheet: Sheet
    places: dict[str, int] | None
    version: int

    def problems(self) -> Problems:
        """Begin to gather what is wrong, with the warnings of the file itself."""
        found = Problems()
        for warning in self.sheet.warnings:
            found.keep_warning(warning)
        return found


@use_case
def keep(purpose: str, sheet: Sheet, *, by: Actor, at: datetime) -> int:
    """Keep a sheet for its person and give its id; sheets older than two days are dropped."""
    old = (KeptSheet.purpose == purpose, KeptSheet.kept_at < at - KEEP)
    db.session.execute(sa.delete(KeptSheet).where(*old))
    kept = KeptSheet(
        purpose=purpose,
        file=sheet.file,
        header=sheet.header,
        rows=[[row, cells] for row, cells in sheet.rows],
        warnings=[[each.row, each.column, each.message] for each in sheet.warnings],
        kept_by=by.key,
        kept_at=at,
    )
    db.session.add(kept)
    db.session.flush()
    return kept.id


def find(sheet_id: int, *purposes: str, by: Actor) -> Kept:
    """Give a sheet that this actor kept for one of these; raise NotFound for any other."""
    kept = db.session.scalar(_own(sheet_id, purposes, by))
    if kept is None:
        raise NotFound(GONE)
    warnings = tuple(Problem(kept.file, *warning) for warning in kept.warnings)
    rows = [(row, cells) for row, cells in kept.rows]
    sheet = Sheet(kept.file, kept.header, rows, warnings)
    return Kept(kept.id, kept.purpose, sheet, kept.places, kept.version)


@use_case
def mend(
    sheet_id: int, purpose: str, edits: Mapping[Place, str], *, version: int | None, by: Actor
) -> None:
    """Keep cells as they were typed, by row number and place; raise StaleView for an old page."""
    kept = _one(sheet_id, purpose, by)
    if version is not None and version != kept.version:
        raise StaleView(ELSEWHERE)
    rows = {row: list(cells) for row, cells in kept.rows}
    changed = False
    for (row, place), text in edits.items():
        cells = rows.get(row)
        if cells is None or not 0 <= place < max(len(kept.header), len(cells)):
            continue
        cells.extend([""] * (place + 1 - len(cells)))
        changed = changed or cells[place] != text
        cells[place] = text
    if changed:
        kept.rows = [[row, cells] for row, cells in rows.items()]
        kept.version += 1


@use_case
def choose_places(sheet_id: int, purpose: str, places: dict[str, int], *, by: Actor) -> None:
    """Keep which column is which, as a person chose."""
    kept = _one(sheet_id, purpose, by)
    kept.places = dict(places)
    kept.version += 1


@use_case
def drop(sheet_id: int, purpose: str, *, by: Actor) -> None:
    """Drop a kept sheet, after its import or instead of it."""
    own = (KeptSheet.id == sheet_id, KeptSheet.purpose == purpose, KeptSheet.kept_by == by.key)
    db.session.execute(sa.delete(KeptSheet).where(*own))


def edits(form: Mapping[str, str]) -> dict[Place, str]:
    """Read the cells of a posted form: fields named `cell-ROW-PLACE`."""
    found: dict[Place, str] = {}
    for name, text in form.items():
        word, _, where = name.partition("-")
        row, _, place = where.partition("-")
        at = number(row), number(place)
        if word == "cell" and at[0] is not None and at[1] is not None:
            found[at[0], at[1]] = text.strip()[:LONGEST_CELL]
    return found


def _one(sheet_id: int, purpose: str, by: Actor) -> KeptSheet:
    kept = db.session.scalar(_own(sheet_id, (purpose,), by).with_for_update())
    if kept is None:
        raise NotFound(GONE)
    return kept


def _own(sheet_id: int, purposes: tuple[str, ...], by: Actor) -> sa.Select[KeptSheet]:
    return sa.select(KeptSheet).where(
        KeptSheet.id == sheet_id,
        KeptSheet.purpose.in_(purposes),
        KeptSheet.kept_by == by.key,
    )
