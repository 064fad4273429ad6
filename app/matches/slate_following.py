"""Follow what becomes of referred students, and let unanswered places fall back by date."""

from __future__ import annotations

from datetime import datetime

from app.core.access import SYSTEM
from app.core.todos import close_todo, open_todo
from app.matches import queries, services, slate_telling
from app.matches.changes import MatchMoved
from app.matches.models import MatchState
from app.matches.slate_asking import ask
from app.matches.slate_models import Answer
from app.matches.slate_queries import KIND, cards_of, newest_answers, request_of_placement
from app.outreach import answers, posting
from app.outreach import queries as requests
from app.outreach import services as outreach
from app.outreach.models import LinkRequest, RequestState
from app.outreach.pausing import paused
from app.placements import queries as placements
from app.placements.models import PlacementState
from app.programs.mailing import plan_for

S = MatchState
UNREFERRED = (S.SUGGESTED, S.SHORTLISTED)
# how an offer of an employer ends without its doing
OUTCOMES = (S.ACCEPTED, S.DECLINED_BY_STUDENT, S.WITHDRAWN, S.EXPIRED)
NOBODY_LEFT = "no student is left to be asked about"
UNANSWERED = "the employer did not answer in time"


def follow(change: MatchMoved) -> None:
    """Ask about a student who was just referred; settle a request in which nobody waits any more.

    What a partner answers by link settles itself.
    """
    if change.by.kind == "staff":
        close_todo("referral_answered", "match", change.match_id, by=change.by, at=change.at)
    if change.target == S.REFERRED and change.source in UNREFERRED:
        ask(change.placement_id, by=change.by, at=change.at)
    elif change.source == S.REFERRED and change.by.request_id is None:
        _settle(change)
    elif change.source == S.OFFERED and change.target in OUTCOMES:
        _tell_outcome(change)


def _tell_outcome(change: MatchMoved) -> None:
    answer = newest_answers([change.match_id]).get(change.match_id)
    if answer is None or answer.answer is not Answer.OFFER:
        return
    asked = request_of_placement(change.placement_id)
    match = queries.whole(change.match_id)
    switched_on = plan_for(match.placement.program, KIND) is not None
    if asked is not None and switched_on and posting.may_mail(asked) and not paused(asked):
        slate_telling.tell_outcome(asked, match, at=change.at)


def _settle(change: MatchMoved) -> None:
    asked = request_of_placement(change.placement_id)
    if asked is None or asked.state is not RequestState.OPEN:
        return
    cards = cards_of(change.placement_id)
    if not cards:
        outreach.cancel(asked.id, reason=NOBODY_LEFT, by=change.by, at=change.at)
    elif not any(card.waiting for card in cards):
        answers.settle(asked, by=change.by, at=change.at)


def escalate(asked: LinkRequest, at: datetime) -> None:
    """Open to-dos that nobody answered; once the link ran out, let the places fall back.

    A match returns to the shortlist while its placement is open, else it expires.
    """
    placement = placements.detail(asked.subject_id)
    waiting = {card.match_id for card in cards_of(asked.subject_id) if card.waiting}
    if not waiting:
        return
    over = asked.state is RequestState.EXPIRED
    kind, then = "referral_not_answered", "Telephone, and enter the answer."
    if over:
        is_open = placement.state is PlacementState.OPEN
        target = S.SHORTLISTED if is_open else S.EXPIRED
        for match in queries.of_placement_in(asked.subject_id, (S.REFERRED,)):
            services.answer_for(match.id, target, by=SYSTEM, at=at, reason=UNANSWERED)
        kind = "referral_lapsed"
        then = "They are on the shortlist again." if is_open else "Their matches expired."
    for school_id in sorted(requests.schools_of(asked.id)):
        open_todo(
            f"{kind}_{school_id}",
            "request",
            asked.id,
            f"{asked.recipient_name} has not answered about the students referred for "
            f"{placement.title} at {placement.site.employer.name}. {then}",
            url=f"/placements/{placement.id}" if over else f"/requests/{asked.id}",
            role="career_specialist",
            school_id=school_id,
            at=at,
        )
