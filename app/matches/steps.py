"""Name the moves of a match as pages offer them, and tell of one with its Undo."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from flask import url_for

from app.core import respond
from app.core.access import Actor
from app.core.states import words
from app.matches import queries, slate_preview
from app.matches.models import Match, MatchState

S = MatchState
UNREFERRED = (S.SUGGESTED, S.SHORTLISTED)


@dataclass(frozen=True, slots=True)
class Step:
    """Be a target as pages offer it: the sub-path that leads there, and its button."""

    path: str
    label: str
    target: MatchState


STEPS = (
    Step("shortlist", "Shortlist", S.SHORTLISTED),
    Step("unlist", "Take off the shortlist", S.SUGGESTED),
    Step("refer", "Refer", S.REFERRED),
    Step("interview", "Note an interview", S.INTERVIEWING),
    Step("offer", "Offer", S.OFFERED),
    Step("accept", "Accept", S.ACCEPTED),
    Step("activate", "Activate", S.ACTIVE),
    Step("complete", "Complete", S.COMPLETED),
    Step("decline-by-employer", "Employer declines", S.DECLINED_BY_EMPLOYER),
    Step("decline-by-student", "Student declines", S.DECLINED_BY_STUDENT),
    Step("withdraw", "Withdraw", S.WITHDRAWN),
    Step("no-show", "Did not show up", S.NO_SHOW),
    Step("end-early", "End early", S.ENDED_EARLY),
)
UNDO = {
    "unlisted": "Take off the shortlist",
    "recalled": "Take the referral back",
    "returned_to_referred": "Back to referred",
    "offer_taken_back": "Take the offer back",
    "acceptance_undone": "Undo the acceptance",
    "activation_undone": "Undo the activation",
    "completion_undone": "Undo the completion",
    "decline_taken_back": "Take the decline back",
    "reinstated": "Reinstate on the shortlist",
    "no_show_undone": "Undo the no-show",
    "end_undone": "Undo the early end",
}
BY_PATH = {step.path: step for step in STEPS}
BY_TARGET = {step.target: step for step in STEPS}
# the way from suggestion to completion, by the state that each step leaves
FORWARD = {
    S.SUGGESTED: "shortlist",
    S.SHORTLISTED: "refer",
    S.REFERRED: "interview",
    S.INTERVIEWING: "offer",
    S.OFFERED: "accept",
    S.ACCEPTED: "activate",
}


def steps_for(match: Match, actor: Actor) -> list[tuple[str, str, bool]]:
    """Give the moves that an actor may make: sub-path, button, whether with a reason."""
    steps = []
    for move in match.moves_for(actor.role):
        step = BY_TARGET[MatchState(move.target)]
        steps.append((step.path, UNDO.get(move.name) or step.label, move.reason))
    return steps


def tell_moved(match_id: int, source: MatchState, target: MatchState, at: datetime) -> None:
    """Say that a match moved, what else that closed, and offer to undo it where MOVES can."""
    said = f"The match is now {words(target)}."
    if target is S.ACCEPTED and (closed := queries.closed_by(match_id, at)):
        said += f" Closed, because at the same time: {', '.join(closed)}."
    if target is S.REFERRED and source in UNREFERRED:
        said += f" {slate_preview.told_of(queries.whole(match_id).placement)}"
    undo = url_for("matches.undo", match_id=match_id) if can_undo(source, target) else ""
    respond.tell(said, undo=undo, version=queries.versions_of([match_id])[match_id])


def can_undo(source: MatchState, target: MatchState) -> bool:
    """Tell whether a move from one state to another has an inverse."""
    rows = [row for row in Match.MOVES if row.target is target and source in row.sources]
    return source is not target and any(row.inverse is not None for row in rows)
