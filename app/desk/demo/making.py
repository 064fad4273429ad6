"""Hold what every part of the demo adds to: the rows, the journal, the season and the chances."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Final

import sqlalchemy as sa

from app.core.bar import Bar
from app.core.db import Base
from app.core.journal import Entry, Event, chained
from app.core.letters import Letter
from app.core.states import Stateful
from app.desk.demo.draw import Draw
from app.desk.demo.rows import Rows
from app.desk.demo.season import Season


@dataclass(frozen=True, slots=True)
class Scale:
    """Be the size of a demo district; of more than one season, all but this are over."""

    name: str
    schools: int
    students: int
    employers: int
    placements: int
    seasons: int = 1
    seats: tuple[int, int] = (1, 4)

    def placements_of(self, ago: int) -> int:
        """Share the placements among the seasons: each has a little more than the one before."""
        shares = [self.seasons + 1 - back for back in range(self.seasons)]
        older = self.placements * sum(shares[ago + 1 :]) // sum(shares)
        return self.placements * sum(shares[ago:]) // sum(shares) - older

    def alumni_of(self, ago: int) -> int:
        """Give how many students left at the end of the school year so many years ago."""
        return self.students * ALUMNI // 100 // (self.seasons - 1) if ago else 0


ENDED: Final = ("week", "request")
# of a hundred students of a district with several seasons
ALUMNI: Final = 20
SMALL: Final = Scale("small", schools=11, students=400, employers=50, placements=80)
DISTRICT: Final = Scale(
    "district", 25, students=15_000, employers=600, placements=1_500, seasons=3, seats=(1, 6)
)
METRO: Final = Scale(
    "metro", 60, students=50_000, employers=2_000, placements=5_000, seasons=5, seats=(4, 12)
)
SCALES: Final = {scale.name: scale for scale in (SMALL, DISTRICT, METRO)}


@dataclass(slots=True)
class Making:
    """Be a demo district in the making.

    `part` names what is being made, so that each part has chances of its own. With a `connection`,
    what nothing reads any more is written to it and forgotten.
    """

    seed: int
    season: Season
    scale: Scale
    mail_domain: str
    connection: sa.Connection | None = None
    part: str = ""
    bar: Bar = field(default_factory=lambda: Bar("Loading the demo"))
    rows: Rows = field(default_factory=Rows)
    letters: dict[tuple[str, ...], Letter] = field(default_factory=dict)
    entries: list[Entry] = field(default_factory=list)
    tails: dict[tuple[str, int], tuple[int, str]] = field(default_factory=dict)

    def draw(self, topic: str) -> Draw:
        """Give the stream of chance of a topic in this part."""
        return Draw(self.seed, f"{topic}{self.part}")

    def let_go(self, *models: type[Base]) -> None:
        """Write what was made and forget the rows of these tables, where there is a connection."""
        if self.connection is not None:
            self.rows.write_new(self.connection)
            self.rows.forget(*models)

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
        """Chain what was noted so far, in order of time."""
        for line in chained(sorted(self.entries, key=lambda entry: entry.at), self.tails):
            self.rows.add(Event, **line)
        self.entries.clear()
        if self.connection is not None:
            # nothing is told of a week or a request in any later part
            self.tails = {key: tail for key, tail in self.tails.items() if key[0] not in ENDED}
