"""Move many placements at once: post, pause, close."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime

from app.core.access import Actor
from app.core.bulk import Bulk
from app.core.moving import moving
from app.core.rows import AnyRow, AnySelect
from app.placements import queries, services
from app.placements.board import BOARD
from app.placements.models import Placement, PlacementState

UNREADY = "it needs a day of its schedule, and a supervisor who is still there"


def _name(row: AnyRow) -> tuple[str, str]:
    return row.title, row.employer


def _by(service: Callable[..., object]) -> Callable[..., object]:
    def act(placement_id: int, *, by: Actor, at: datetime, reason: str = "") -> None:  # noqa: ARG001
        service(placement_id, by=by, at=at)

    return act


def _unready(rows: Sequence[AnyRow]) -> dict[int, str]:
    drafts = [row.id for row in rows if row.state is PlacementState.DRAFT]
    return dict.fromkeys(set(drafts) - queries.ready_to_post(drafts), UNREADY)


def _listed(_actor: Actor, filters: dict[str, str]) -> AnySelect:
    return queries.listed(filters)


BULK = Bulk(
    board=BOARD,
    here="placements.bulk",
    back="placements.index",
    query=_listed,
    key=Placement.id.expression,
    actions=(
        moving(
            Placement,
            "published",
            path="publish",
            label="Post",
            many="placements",
            says="Students can be matched with them from now on.",
            name=_name,
            act=_by(services.publish),
            undo=_by(services.unpublish),
            why_not=_unready,
        ),
        moving(
            Placement,
            "paused",
            path="pause",
            label="Pause",
            many="placements",
            says="Nobody new is matched with them for a while; who has a seat keeps it.",
            name=_name,
            act=_by(services.pause),
            undo=_by(services.reopen),
        ),
        moving(
            Placement,
            "closed",
            path="close",
            label="Close",
            many="placements",
            says="Nobody new is matched with them; who has a seat keeps it.",
            name=_name,
            act=_by(services.close),
            undo=_by(services.reopen),
        ),
    ),
)
