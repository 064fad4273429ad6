"""Move matches from suggestion to completion; a seat is held from the offer on, by one UPDATE."""

from __future__ import annotations

from datetime import datetime

from app.core import journal
from app.core.access import Actor
from app.core.announce import announce
from app.core.clock import district_day
from app.core.db import db
from app.core.errors import Conflict
from app.core.use_case import use_case
from app.matches import documents, facts, offer_queries, queries
from app.matches.changes import MatchActivating, MatchLeaving, MatchMoved
from app.matches.eligibility import Failing
from app.matches.models import EXITS, HOLDING, LIVE, Match, MatchState
from app.placements import queries as placements
from app.placements import services as seats
from app.placements.models import PlacementState
from app.students import privacy

S = MatchState
SEATED = frozenset(HOLDING)
UNSHOWN = (S.SUGGESTED, S.SHORTLISTED)
UNDONE = "undone at once"
ANOTHER_ANSWER = "the employer changed the answer"


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
    return _move(queries.match_for(match_id, by), target, by, at, reason)


def _move(match: Match, target: MatchState, by: Actor, at: datetime, reason: str) -> MatchState:
    source = match.state
    if source is target:
        return source
    if target in (S.OFFERED, S.ACCEPTED):
        queries.hold_student(match.student_id)
    _require(match, target, at)
    _set(match, target, by, at, reason)
    if target is S.ACCEPTED and source is not S.ACTIVE:
        _close_overlapping(match, by, at)
    return source


def _set(match: Match, target: MatchState, by: Actor, at: datetime, reason: str) -> None:
    source = match.state
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


@use_case
def answer_for(
    match_id: int, target: MatchState, *, by: Actor, at: datetime, reason: str = ""
) -> None:
    """Move a match as its employer answered, over referred where no move leads there at once.

    Raises Conflict for what a rule forbids or when no seat is free.
    """
    match = queries.whole(match_id)
    if match.state is target:
        return
    if not any(row.target is target and match.state in row.sources for row in match.MOVES):
        _move(match, S.REFERRED, by, at, ANOTHER_ANSWER)
    _move(match, target, by, at, reason)


@use_case
def undo(match_id: int, *, version: int, by: Actor, at: datetime) -> MatchState:
    """Take a match's last move back; give the state that it is in again.

    What an acceptance closed comes back to the shortlist. Raises Conflict when the match changed
    since `version`, or when its last move has no inverse.
    """
    match = queries.match_for(match_id, by)
    if match.version != version:
        msg = (
            "This match was changed again meanwhile, so the earlier move cannot be undone at once."
        )
        raise Conflict(msg)
    last = queries.last_move(match)
    if last is None:
        msg = "This move cannot be undone at once. The match’s page has what is possible."
        raise Conflict(msg)
    accepted_at = match.moved_at if last.name == "accepted" else None
    _move(match, last.back, by, at, UNDONE)
    for other in queries.closed_at(match.student_id, accepted_at) if accepted_at else ():
        if not facts.failing_rules(other.student_id, other.placement):
            _set(other, S.SHORTLISTED, by, at, UNDONE)
    return last.back


@use_case
def take_back_withdrawal(match_id: int, *, by: Actor, at: datetime) -> None:
    """Shortlist a withdrawn match again; raises Conflict when it moved on, or a rule forbids it."""
    match = queries.match_for(match_id, by)
    if match.state is not S.WITHDRAWN:
        msg = "This match is no longer withdrawn."
        raise Conflict(msg)
    _move(match, S.SHORTLISTED, by, at, UNDONE)


@use_case
def refer_shortlist(placement_id: int, *, by: Actor, at: datetime) -> list[int]:
    """Refer all whom the specialists shortlisted for a placement; give the ids of their matches.

    Employer engagement refers for the employers that they own, a specialist their own students.
    Who may not be shown to a partner stays on the shortlist.
    """
    found = queries.shortlisted(placement_id, by)
    shown = privacy.grounds([match.student_id for match in found], district_day(at))
    found = [match for match in found if match.student_id in shown]
    for match in found:
        _move(match, S.REFERRED, by, at, "")
    return [match.id for match in found]


def _require(match: Match, target: MatchState, at: datetime) -> None:
    if target is S.REFERRED and match.state in UNSHOWN:
        _refuse_unshown(match, at)
    if match.state in EXITS:
        _refuse_failing(facts.failing_rules(match.student_id, match.placement))
    forward = match.state in LIVE and target in (S.OFFERED, S.ACCEPTED)
    if forward and match.state not in (S.ACCEPTED, S.ACTIVE):
        rules = facts.failing_rules(match.student_id, match.placement, but_matched=True)
        _refuse_failing(rules)
    if target is S.ACTIVE and match.state is S.ACCEPTED:
        documents.refuse_missing(match, at)
        needs = match.placement.program.rules.documents.agreement
        announce(MatchActivating(match.id, needs))
    if match.state is S.ACTIVE:
        announce(MatchLeaving(match.id, str(target)))


def _refuse_unshown(match: Match, at: datetime) -> None:
    if not privacy.grounds([match.student_id], district_day(at)):
        msg = f"Not possible: {privacy.OPTED_OUT}."
        raise Conflict(msg)


def _refuse_failing(rules: list[Failing]) -> None:
    if rules:
        msg = f"Not possible: {'; '.join(rule.words for rule in rules)}."
        raise Conflict(msg)


def _close_overlapping(match: Match, by: Actor, at: datetime) -> None:
    mine = match.placement
    for other in offer_queries.closed_by_accepting(match):
        reason = f"accepted {mine.title} at {mine.site.employer.name}, at the same time"
        _set(other, S.WITHDRAWN, by, at, reason)


@use_case
def put(student_id: int, placement_id: int, target: MatchState, *, by: Actor, at: datetime) -> int:
    """Suggest, shortlist or refer a student, beginning the match where there is none; give its id.

    Raises Conflict naming what forbids it.
    """
    match_id = queries.live_match(student_id, placement_id)
    if match_id is None:
        match_id = suggest(student_id, placement_id, by=by, at=at)
    elif target is S.SUGGESTED:
        msg = "Not possible: already matched with this placement."
        raise Conflict(msg)
    move(match_id, target, by=by, at=at)
    return match_id
