"""Say what the list of progress toward credit is."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from app.core.boards import Board, Column, Filter, in_hours, shown_name
from app.core.boards import said as said_of
from app.core.rows import AnyRow
from app.credit import queries
from app.credit.progress import Progress


@dataclass(frozen=True, slots=True)
class Line:
    """Be a line of the list: the match, its progress, what is awarded and what can be now."""

    match: AnyRow
    so_far: Progress
    awarded: int
    open: int

    @property
    def name(self) -> str:
        """Give the name by which the student is called."""
        return shown_name(self.match)


def with_progress(rows: Sequence[AnyRow]) -> Sequence[Line]:
    """Put their progress and their awards beside matches, in a fixed number of statements."""
    offers = queries.offers_of([row.id for row in rows])
    return [_line(row, offers[row.id]) for row in rows]


def _line(row: AnyRow, offer: queries.Offer) -> Line:
    return Line(row, offer.progress, offer.standing.credit, offer.credit)


def _missing(line: Line) -> str:
    return "; ".join(line.so_far.missing) or "Nothing"


def _credit(hundredths: int) -> Decimal:
    return Decimal(hundredths).scaleb(-2)


BOARD = Board(
    name="credit",
    filters=(Filter("q", "Student"), Filter("school", "School", "schools")),
    columns=(
        Column(
            "Student",
            sort="student",
            parts=(
                ("Given name", "name"),
                ("Family name", "match.family_name"),
                ("State", said_of("match.state")),
            ),
        ),
        Column("School", "match.school", sort="school"),
        Column(
            "Program",
            sort="program",
            parts=(("Program", "match.program"), ("Rule", "so_far.source")),
        ),
        Column(
            "Confirmed hours",
            parts=(
                ("Confirmed hours", in_hours("so_far.minutes")),
                ("Hours wanted", in_hours("so_far.target_minutes")),
            ),
        ),
        Column(
            "Credit",
            number=True,
            parts=(
                ("Credit", lambda line: _credit(line.so_far.earned)),
                ("Credit at most", lambda line: _credit(line.so_far.cap)),
            ),
        ),
        Column(
            "Awarded",
            number=True,
            parts=(
                ("Awarded", lambda line: _credit(line.awarded)),
                ("To award", lambda line: _credit(line.open)),
            ),
        ),
        Column("Still missing", _missing),
    ),
    enrich=with_progress,
)
