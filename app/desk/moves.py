"""Give the MOVES tables of all records, for the help page."""

from __future__ import annotations

from app.core.outbox import OutboxMessage
from app.core.states import Move, Stateful
from app.employers.pledge_models import Pledge
from app.hours.models import Timesheet
from app.matches.models import Match
from app.outreach.models import LinkRequest
from app.placements.activity_models import Activity, ActivityStudent
from app.placements.models import Placement

RECORDS: tuple[type[Stateful], ...] = (
    Pledge,
    Placement,
    Activity,
    ActivityStudent,
    Match,
    Timesheet,
    LinkRequest,
    OutboxMessage,
)


def tables() -> list[tuple[str, tuple[Move, ...]]]:
    """Give each record's noun with its moves."""
    return [(record.NOUN, record.MOVES) for record in RECORDS]
