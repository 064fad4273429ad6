"""Move matches from suggestion to completion; a seat is held from the offer on, by one UPDATE."""

from __future__ import annotations

from datetime import datetime

from app.core import journal
from app.core.access import Actor
from app.core.announce import announce
from app.core.db import db
from app.core.errors import Conflict
from app.core.use_case import use_case
from app.matches import documents, facts, queries
from app.matches.changes import MatchLeaving, MatchMoved
from app.matches.eligibility import Failing, Slot, clash
from app.matches.models import HOLDING, LIVE, Match, MatchState
from app.placements import queries as placements
from app.placements import services as seats
from app.placements.models import Placement, PlacementState

S = MatchState
SEATED = frozenset(HOLDING)


@use_case
def suggest(student_id: int, placement_id: int, *, by: Actor, at: datetime) -> int:
    """Begin a match of a student with a placement; give its id.

    Raises Conflict naming the rule that forbids it, or when the placement is not open.
    """
    placement = placements.detail(placement_id)
    if placement.state is not PlacementState.OPEN:
        msg = f"This placement is {placement.state}, so nobody can be matched with it now."
        raise Conflict(msg)
    _refuse_failing(facts.failing_rules(student_id, placement))
    match = Match(
        student_id=student_id,
        placement_id=placement_id,
        state=S.SUGGESTED,
        created_at=at,
        moved_at=at,
    )
    db.session.add(match)
    db.session.flush()
    journal.record("suggested", "match", match.id, by=by, at=at, target=str(S.SUGGESTED))
    return match.id


@use_case
def move(
    match_id: int, target: MatchState, *, by: Actor, at: datetime, reason: str = ""
) -> MatchState:
    """Move a match, taking or giving back its seat; give the state that it came from.

    Raises Conflict for a move that MOVES or a rule forbids, and Invalid without a needed reason.
    """
    match = queries.match_for(match_id, by)
    source = match.state
    if source is target:
        return source
    _require(match, target, at)
    match.move_to(target, by=by, at=at, reason=reason or None)
    match.reason, match.moved_at = reason, at
    if source not in SEATED and target in SEATED:
        seats.take_seat(match.placement_id)
    elif source in SEATED and target not in SEATED:
        seats.give_back_seat(match.placement_id)
    db.session.flush()
    announce(
        MatchMoved(match.id, match.student_id, match.placement_id, str(source), str(target), by, at)
    )
    if target is S.ACCEPTED and source is not S.ACTIVE:
        _close_overlapping(match, by, at)
    return source


def _require(match: Match, target: MatchState, at: datetime) -> None:
    forward = match.state in LIVE and target in (S.OFFERED, S.ACCEPTED)
    if forward and match.state not in (S.ACCEPTED, S.ACTIVE):
        rules = facts.failing_rules(match.student_id, match.placement, but_matched=True)
        _refuse_failing(rules)
    if target is S.ACTIVE and match.state is S.ACCEPTED:
        documents.refuse_missing(match, at)
    if match.state is S.ACTIVE:
        announce(MatchLeaving(match.id, str(target)))


def _refuse_failing(rules: list[Failing]) -> None:
    if rules:
        msg = f"Not possible: {'; '.join(rule.words for rule in rules)}."
        raise Conflict(msg)


def _close_overlapping(match: Match, by: Actor, at: datetime) -> None:
    mine = match.placement
    for other in queries.live_of_student(match.student_id):
        if other.id == match.id or other.state not in LIVE or other.state is S.ACTIVE:
            continue
        if _clash(mine, other.placement):
            _withdraw_for(other, mine, by, at)


def _withdraw_for(other: Match, accepted: Placement, by: Actor, at: datetime) -> None:
    source = other.state
    reason = f"accepted {accepted.title} at {accepted.site.employer.name}, at the same time"
    other.move_to(S.WITHDRAWN, by=by, at=at, reason=reason)
    other.reason, other.moved_at = reason, at
    if source in SEATED:
        seats.give_back_seat(other.placement_id)
    db.session.flush()
    announce(
        MatchMoved(
            other.id, other.student_id, other.placement_id, str(source), str(S.WITHDRAWN), by, at
        )
    )


def _clash(first: Placement, second: Placement) -> bool:
    return clash(
        (first.start_date, first.end_date),
        [Slot(each.weekday, each.start, each.end) for each in first.slots],
        (second.start_date, second.end_date),
        [Slot(each.weekday, each.start, each.end) for each in second.slots],
    )


@use_case
def shortlist_new(student_id: int, placement_id: int, *, by: Actor, at: datetime) -> int:
    """Begin a match and shortlist it at once; give its id."""
    match_id = suggest(student_id, placement_id, by=by, at=at)
    move(match_id, S.SHORTLISTED, by=by, at=at)
    return match_id
