"""Hold what every part of the demo adds to: the rows, the journal, the season and the chances."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Final

from app.core.journal import Entry, Event, chained
from app.core.states import Stateful
from app.desk.demo.draw import Draw
from app.desk.demo.rows import Rows
from app.desk.demo.season import Season


@dataclass(frozen=True, slots=True)
class Scale:
    """Be the size of a demo district."""

    name: str
    schools: int
    students: int
    employers: int
    placements: int


SMALL: Final = Scale("small", schools=11, students=400, employers=50, placements=80)
DISTRICT: Final = Scale("district", schools=24, students=12_000, employers=600, placements=1_500)
SCALES: Final = {scale.name: scale for scale in (SMALL, DISTRICT)}
PLANNED: Final = ("metro",)


@dataclass(slots=True)
class Making:
    """Be a demo district in the making."""

    seed: int
    season: Season
    scale: Scale
    mail_domain: str
    rows: Rows = field(default_factory=Rows)
    entries: list[Entry] = field(default_factory=list)

    def draw(self, topic: str) -> Draw:
        """Give the stream of chance of a topic."""
        return Draw(self.seed, topic)

    def note(
        self, action: str, record: str, record_id: int, *, by: str, at: datetime, **changes: object
    ) -> None:
        """Put a line into the journal, in the order in which things happened to the record."""
        told = {name: value for name, value in changes.items() if value is not None}
        self.entries.append(Entry(record, record_id, action, by, at, told))

    def move(  # noqa: PLR0913 - a move has these parts
        self,
        model: type[Stateful],
        row_id: int,
        target: StrEnum,
        *,
        by: str,
        at: datetime,
        reason: str | None = None,
    ) -> None:
        """Move a row to a state as `move_to` would: only as MOVES allows, with its journal line."""
        row = self.rows.row(model, row_id)  # type: ignore[arg-type]
        source = row["state"]
        name = next(
            each.name for each in model.MOVES if each.target == target and source in each.sources
        )
        row["state"] = target
        self.note(
            *(name, model.NOUN, row_id),
            by=by,
            at=at,
            source=str(source),
            target=str(target),
            reason=reason,
        )

    def close_journal(self) -> None:
        """Chain the journal, in order of time."""
        for line in chained(sorted(self.entries, key=lambda entry: entry.at), {}):
            self.rows.add(Event, **line)
