"""Post placements, move them, and take or give back seats; a seat is never given twice."""

from __future__ import annotations

import uuid
from dataclasses import asdict
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

import sqlalchemy as sa

from app.core import journal
from app.core.access import Actor
from app.core.announce import announce
from app.core.db import db
from app.core.errors import Conflict, Invalid
from app.core.text import fold
from app.core.use_case import use_case
from app.placements import labor, queries
from app.placements.capacity import pledge_follows
from app.placements.changes import ProgramChanging, TermsChanged
from app.placements.checking import check, values
from app.placements.description_review import note_review
from app.placements.facts import PlacementFacts, SlotFacts
from app.placements.models import Placement, PlacementSlot, PlacementState
from app.programs import queries as programs

S = PlacementState
FULL = "The last seat was just filled."
# what an agreement about a placement says
TERMS = frozenset(
    {
        *("program_id", "site_id", "supervisor_id", "title", "start_date", "end_date"),
        *("schedule", "duties", "hazards", "pay_basis", "pay_cents", "relationship_type"),
    }
)
# what the child-labor rules are asked about
PLANNED = frozenset(
    {
        *("program_id", "site_id", "start_date", "end_date", "schedule", "hazards"),
        *("relationship_type", "minimum_age"),
    }
)
SEATABLE = (S.OPEN, S.PAUSED, S.CLOSED)


@use_case
def save(  # noqa: PLR0913 - a placement has these parts
    placement_id: int | None,
    facts: PlacementFacts,
    *,
    by: Actor,
    at: datetime,
    version: int | None = None,
    copied_from: int | None = None,
) -> int:
    """Create a placement as a draft, or change one; give its id.

    Raises Invalid with a sentence per field, and Conflict when somebody changed it since `version`.
    """
    program = programs.program(facts.program_id)
    check(facts, program)
    kept = values(facts, program)
    if placement_id is None:
        return _create(kept, facts.slots, copied_from, by, at)
    placement = queries.detail(placement_id)
    if version is not None and version != placement.version:
        msg = (
            f"Somebody else changed this placement meanwhile: it is now “{placement.title}” with "
            f"{placement.seats} seats. Look at it, then change it again."
        )
        raise Conflict(msg)
    with pledge_follows(placement, by=by, at=at):
        _change(placement, kept, facts.slots, by, at)
    return placement.id


def _create(
    kept: dict[str, Any],
    slots: tuple[SlotFacts, ...],
    copied_from: int | None,
    by: Actor,
    at: datetime,
) -> int:
    placement = Placement(
        **kept,
        uid=uuid.uuid4().hex,
        search=fold(kept["title"]),
        state=S.DRAFT,
        seats_taken=0,
        copied_from_id=copied_from,
        created_at=at,
    )
    placement.slots = [PlacementSlot(**asdict(slot)) for slot in slots]
    db.session.add(placement)
    db.session.flush()
    journal.record("created", "placement", placement.id, by=by, at=at, copied_from=copied_from)
    return placement.id


def _change(
    placement: Placement,
    kept: dict[str, Any],
    slots: tuple[SlotFacts, ...],
    by: Actor,
    at: datetime,
) -> None:
    if kept["seats"] < placement.seats_taken:
        sentence = f"{_taken(placement)}, so there cannot be fewer."
        raise Invalid(sentence, {"seats": sentence})
    changed = [name for name, value in kept.items() if getattr(placement, name) != value]
    if "program_id" in changed:
        announce(ProgramChanging(placement.id))
    for name in changed:
        setattr(placement, name, kept[name])
    if _slots_of(placement) != slots:
        changed.append("schedule")
        placement.slots.clear()
        db.session.flush()
        placement.slots.extend(PlacementSlot(**asdict(slot)) for slot in slots)
    if PLANNED.intersection(changed):
        labor.judge_again(placement, by=by, at=at)
    if changed:
        placement.search = fold(placement.title)
        journal.record("changed", "placement", placement.id, by=by, at=at, fields=changed)
    if terms := tuple(name for name in changed if name in TERMS):
        db.session.flush()
        announce(TermsChanged(placement.id, terms, by, at))


def _slots_of(placement: Placement) -> tuple[SlotFacts, ...]:
    return tuple(
        SlotFacts(slot.weekday, slot.start, slot.end, slot.break_minutes)
        for slot in sorted(placement.slots, key=lambda each: each.weekday)
    )


@use_case
def publish(placement_id: int, *, by: Actor, at: datetime) -> None:
    """Post a placement, so that students can be matched; it needs a schedule and a supervisor."""
    placement = queries.detail(placement_id)
    if not placement.slots:
        sentence = "Enter at least one day of the weekly schedule before you post it."
        raise Invalid(sentence, {"schedule": sentence})
    if placement.supervisor.left_at is not None:
        sentence = "Its supervisor is no longer there. Choose another one first."
        raise Invalid(sentence, {"supervisor_id": sentence})
    labor.check(placement)
    with pledge_follows(placement, by=by, at=at):
        placement.move_to(S.OPEN, by=by, at=at)
    placement.posted_at = at
    note_review(placement.id, by=by, at=at)


@use_case
def unpublish(placement_id: int, *, by: Actor, at: datetime) -> None:
    """Make a posted placement a draft again, while no seat is taken."""
    placement = _without_seats_taken(placement_id)
    with pledge_follows(placement, by=by, at=at):
        placement.move_to(S.DRAFT, by=by, at=at)


@use_case
def pause(placement_id: int, *, by: Actor, at: datetime) -> None:
    """Stop matching for a while; those who have a seat keep it."""
    queries.detail(placement_id).move_to(S.PAUSED, by=by, at=at)


@use_case
def reopen(placement_id: int, *, by: Actor, at: datetime) -> None:
    """Open a paused or closed placement again, unless the child-labor rules forbid it now."""
    placement = queries.detail(placement_id)
    labor.check(placement)
    placement.move_to(S.OPEN, by=by, at=at)


@use_case
def close(placement_id: int, *, by: Actor, at: datetime) -> None:
    """Close a placement to new students; those who have a seat keep it."""
    queries.detail(placement_id).move_to(S.CLOSED, by=by, at=at)


@use_case
def complete(placement_id: int, *, by: Actor, at: datetime) -> None:
    """Complete a closed placement once its last day is over."""
    placement = queries.detail(placement_id)
    today = at.astimezone(ZoneInfo(placement.site.timezone)).date()
    if placement.end_date >= today:
        msg = "Its last day is not over yet."
        raise Conflict(msg)
    placement.move_to(S.COMPLETED, by=by, at=at)


@use_case
def cancel(placement_id: int, *, reason: str, by: Actor, at: datetime) -> None:
    """Cancel a placement with a reason, while no seat is taken."""
    placement = _without_seats_taken(placement_id)
    with pledge_follows(placement, by=by, at=at):
        placement.move_to(S.CANCELLED, by=by, at=at, reason=reason)
    note_review(placement.id, by=by, at=at)


def _without_seats_taken(placement_id: int) -> Placement:
    placement = queries.detail(placement_id)
    if placement.seats_taken:
        msg = f"{_taken(placement)}. End or withdraw what holds them first."
        raise Conflict(msg)
    return placement


def _taken(placement: Placement) -> str:
    number = placement.seats_taken
    return "1 seat is taken" if number == 1 else f"{number} seats are taken"


@use_case
def take_seat(placement_id: int) -> None:
    """Take one seat by one conditional UPDATE; raise Conflict when none is free."""
    taken = db.session.execute(
        sa.update(Placement)
        .where(
            Placement.id == placement_id,
            Placement.seats_taken < Placement.seats,
            Placement.state.in_(SEATABLE),
        )
        .values(seats_taken=Placement.seats_taken + 1)
        .execution_options(synchronize_session=False)
    )
    if taken.rowcount != 1:  # type: ignore[attr-defined]
        raise Conflict(FULL)


@use_case
def give_back_seat(placement_id: int) -> None:
    """Give one seat back."""
    given = db.session.execute(
        sa.update(Placement)
        .where(Placement.id == placement_id, Placement.seats_taken > 0)
        .values(seats_taken=Placement.seats_taken - 1)
        .execution_options(synchronize_session=False)
    )
    if given.rowcount != 1:  # type: ignore[attr-defined]
        msg = "No seat of this placement is taken."
        raise Conflict(msg)


@use_case
def save_and_post(  # noqa: PLR0913 - a posting has these parts
    placement_id: int | None,
    facts: PlacementFacts,
    *,
    post: bool,
    by: Actor,
    at: datetime,
    version: int | None = None,
    copied_from: int | None = None,
) -> int:
    """Save a placement and, if asked, post it in the same transaction; give its id."""
    saved = save(placement_id, facts, by=by, at=at, version=version, copied_from=copied_from)
    note_review(saved, by=by, at=at)
    if post:
        publish(saved, by=by, at=at)
    return saved
