"""Give the MOVES tables of all records, for the help page."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from app.agreements.models import Agreement
from app.core.outbox import OutboxMessage
from app.core.states import Move, Stateful, words
from app.credentials.models import CredentialAward
from app.credit.award_models import CreditAward
from app.employers.pledge_models import Pledge
from app.hours.models import Timesheet
from app.matches.models import Match
from app.outreach.models import LinkRequest
from app.papers.models import SentDocument
from app.placements.activity_models import Activity, ActivityStudent
from app.placements.description_models import PlacementDescription
from app.placements.models import Placement
from app.stipends.batch_models import PayBatch, Payment

ROW, LEFT, RIGHT, WIDEST = 34, 150, 310, 145
RECORDS: tuple[type[Stateful], ...] = (
    Pledge,
    Placement,
    PlacementDescription,
    Activity,
    ActivityStudent,
    Match,
    SentDocument,
    Agreement,
    Timesheet,
    CreditAward,
    CredentialAward,
    PayBatch,
    Payment,
    LinkRequest,
    OutboxMessage,
)


@dataclass(frozen=True, slots=True)
class Arc:
    """Be one way from a state to another as it is drawn: an SVG path, and whether it leads back."""

    path: str
    back: bool


@dataclass(frozen=True, slots=True)
class Diagram:
    """Be the states of a record in a column with the ways between them; sizes in SVG units."""

    states: Sequence[tuple[int, str]]
    arcs: Sequence[Arc]
    height: int


@dataclass(frozen=True, slots=True)
class Table:
    """Be a record's noun with its moves, in a table and drawn."""

    noun: str
    moves: tuple[Move, ...]
    diagram: Diagram


def tables() -> list[Table]:
    """Give each record's moves."""
    return [Table(record.NOUN, record.MOVES, draw(record.MOVES)) for record in RECORDS]


def draw(moves: Sequence[Move]) -> Diagram:
    """Draw the states in the order of their enum, ways onward at the right, back at the left."""
    states = list(type(moves[0].target))
    place = {state: number for number, state in enumerate(states)}
    ways = dict.fromkeys((place[one], place[row.target]) for row in moves for one in row.sources)
    return Diagram(
        [(_middle(number), words(state)) for number, state in enumerate(states)],
        [_arc(*way) for way in ways],
        ROW * len(states),
    )


def _arc(source: int, target: int) -> Arc:
    back = target < source
    side = LEFT if back else RIGHT
    # the farther it leads, the wider it swings
    swing = side + (-1 if back else 1) * min(24 + 16 * abs(target - source), WIDEST)
    shift = 3 if back else -3
    begin, end = _middle(source) - shift, _middle(target) + shift
    return Arc(f"M{side} {begin} C{swing} {begin} {swing} {end} {side} {end}", back)


def _middle(number: int) -> int:
    return ROW * number + ROW // 2
