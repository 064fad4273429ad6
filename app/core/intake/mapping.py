"""Let a person say which column is which, and remember it for the same set of headings."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from app.core.access import Actor
from app.core.db import Base, db
from app.core.errors import Invalid
from app.core.intake import kept_sheets
from app.core.intake.headers import Column, Layout, guess_columns, plain
from app.core.intake.kept_sheets import Kept
from app.core.text import number
from app.core.use_case import use_case


class ColumnMapping(Base):
    """Remember which heading stood for which column, for one purpose and set of headings."""

    __tablename__ = "column_mapping"
    __table_args__ = (sa.UniqueConstraint("purpose", "headings"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    purpose: Mapped[str]
    headings: Mapped[str]
    titles: Mapped[dict[str, Any]]
    chosen_by: Mapped[str]
    chosen_at: Mapped[datetime]


@dataclass(frozen=True, slots=True)
class Asked:
    """Say which column is which, as chosen, remembered or guessed, and which are still missing."""

    places: dict[str, int]
    missing: tuple[Column, ...]
    chosen: bool

    @property
    def needed(self) -> bool:
        """Tell whether a person has to say which column is which."""
        return bool(self.missing)

    def at(self, name: str) -> int | None:
        """Give the place of a column, None where there is none."""
        return self.places.get(name)


def columns_asked(kept: Kept, layout: Layout) -> Asked:
    """Say which column of a kept sheet is which: as chosen for it, as remembered, else by name."""
    places = kept.places if kept.places is not None else _remembered(kept, layout)
    chosen = places is not None
    if places is None:
        places = guess_columns(kept.sheet.header, layout)[0]
    missing = [each for each in layout.columns if each.required and each.name not in places]
    return Asked(places, tuple(missing), chosen)


@use_case
def choose_columns(
    kept: Kept, layout: Layout, answers: Mapping[str, str], *, by: Actor, at: datetime
) -> None:
    """Keep the answers (a place for each column's name) and remember them for these headings.

    Raises Invalid for a required column without one, and for one heading chosen twice.
    """
    header = kept.sheet.header
    places: dict[str, int] = {}
    wrong: dict[str, str] = {}
    for column in layout.columns:
        place = number(answers.get(column.name, ""))
        if place is None or place >= len(header):
            if column.required:
                wrong[column.name] = f"Choose the column that holds “{column.title}”."
        elif place in places.values():
            wrong[column.name] = f"“{header[place]}” is chosen twice. Choose it once."
        else:
            places[column.name] = place
    if wrong:
        raise Invalid("Some columns are not clear yet.", wrong)
    kept_sheets.choose_places(kept.id, kept.purpose, places, by=by)
    _remember(kept, places, by=by, at=at)


def _remember(kept: Kept, places: dict[str, int], *, by: Actor, at: datetime) -> None:
    header = kept.sheet.header
    found = db.session.scalar(_mapping(kept))
    if found is None:
        found = ColumnMapping(purpose=kept.purpose, headings=headings_of(header))
        db.session.add(found)
    found.titles = {name: plain(header[place]) for name, place in places.items()}
    found.chosen_by, found.chosen_at = by.key, at


def _remembered(kept: Kept, layout: Layout) -> dict[str, int] | None:
    found = db.session.scalar(_mapping(kept))
    if found is None:
        return None
    titles: dict[str, int] = {}
    for place, title in enumerate(kept.sheet.header):
        titles.setdefault(plain(title), place)
    names = {column.name for column in layout.columns}
    return {
        name: titles[title]
        for name, title in found.titles.items()
        if name in names and title in titles
    }


def _mapping(kept: Kept) -> sa.Select[ColumnMapping]:
    return sa.select(ColumnMapping).where(
        ColumnMapping.purpose == kept.purpose,
        ColumnMapping.headings == headings_of(kept.sheet.header),
    )


def headings_of(header: list[str]) -> str:
    """Give a short name of a set of headings, whatever their order and spelling of case."""
    words = "\x1f".join(sorted(plain(title) for title in header))
    return hashlib.sha256(words.encode()).hexdigest()
