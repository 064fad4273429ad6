"""Follow matches, contacts and corrections, as far as hours and their requests are concerned."""

from __future__ import annotations

from app.core.errors import Conflict
from app.hours import queries
from app.hours.services import ENTRY
from app.hours.weekly import KIND
from app.matches.changes import MatchLeaving, MatchMoved
from app.matches.models import MatchState
from app.outreach import queries as requests
from app.outreach import services as outreach
from app.placements import queries as placements

S = MatchState


def guard_leaving(change: MatchLeaving) -> None:
    """Refuse to complete a match with a week that waits, or to undo one with hours."""
    states = queries.states_of_match(change.match_id)
    if change.target == S.COMPLETED and any(state in queries.WAITING for state in states):
        msg = "A week still waits to be confirmed, or is disputed. Settle it first."
        raise Conflict(msg)
    if change.target in {S.ACCEPTED, S.NO_SHOW} and queries.has_minutes(change.match_id):
        msg = "Hours are entered for this match. End it early instead, or take the hours out."
        raise Conflict(msg)


def cancel_with_nobody_left(change: MatchMoved) -> None:
    """Cancel the weekly requests of who works there no more, and of who is left with nobody."""
    if change.source not in queries.WORKING or change.target in queries.WORKING:
        return
    supervisor_id = placements.supervisor_of(change.placement_id).id
    for asked in requests.unended_of_recipient("contact", supervisor_id):
        week = asked.subject_day if asked.kind == KIND else None
        if week and not queries.states_of_supervisor(supervisor_id, week):
            reason = "no student is left to be asked about"
            outreach.cancel(asked.id, reason=reason, by=change.by, at=change.at)
    for asked in requests.unended_of_subject(ENTRY, "match", change.match_id):
        reason = "the student does not work there"
        outreach.end_for_reader(asked.id, reason=reason, by=change.by, at=change.at)
