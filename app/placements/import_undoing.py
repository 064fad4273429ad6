"""Put weekly schedules back that an import replaced, where nobody changed them since."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, time
from typing import Any

from app.core import journal
from app.core.access import Actor
from app.core.db import db
from app.core.errors import NotFound
from app.placements import queries
from app.placements.facts import SlotFacts
from app.placements.models import Placement, PlacementSlot


def put_schedules_back(schedules: Mapping[str, Any], *, by: Actor, at: datetime) -> None:
    """Put back the schedule of each placement that still has the imported one, in the use case."""
    for key, (before, after) in schedules.items():
        try:
            placement = queries.detail(int(key))
        except NotFound:
            continue
        if _slots(placement) != [_slot(each) for each in after]:
            continue
        placement.slots.clear()
        db.session.flush()
        placement.slots.extend(
            PlacementSlot(
                weekday=slot.weekday,
                start=slot.start,
                end=slot.end,
                break_minutes=slot.break_minutes,
            )
            for slot in map(_slot, before)
        )
        journal.record("changed", "placement", placement.id, by=by, at=at, fields=["schedule"])


def _slots(placement: Placement) -> list[SlotFacts]:
    return [
        SlotFacts(slot.weekday, slot.start, slot.end, slot.break_minutes)
        for slot in sorted(placement.slots, key=lambda each: each.weekday)
    ]


def _slot(kept: Mapping[str, Any]) -> SlotFacts:
    start, end = time.fromisoformat(kept["start"]), time.fromisoformat(kept["end"])
    return SlotFacts(kept["weekday"], start, end, kept["break_minutes"])
