"""Tell those concerned of an offer and of its answer: the student, the guardians, staff."""

from __future__ import annotations

from datetime import datetime

from flask_babel import gettext as _

from app.accounts.queries import specialist_address
from app.core.filters import day as day_words
from app.core.filters import instant
from app.core.language import speaking
from app.core.letters import compose
from app.core.outbox import To, post
from app.core.todos import open_todo
from app.matches.faces import short_name
from app.matches.models import Match, MatchState
from app.matches.offer_queries import guardians_to_tell
from app.outreach import posting
from app.outreach.models import LinkRequest


def tell_guardians_of_offer(asked: LinkRequest, match: Match, *, at: datetime) -> None:
    """Mail the guardians of a minor that an offer waits for the student's answer."""
    _tell_guardians("offer-guardian", asked, match, at)


def tell(asked: LinkRequest, match: Match, *, at: datetime) -> None:
    """Mail the student a receipt and the guardians what was answered; tell staff of a refusal."""
    if asked.to_address:
        with speaking(asked.language):
            letter = compose(
                "offer-receipt",
                asked.language,
                name=asked.recipient_name,
                answer=_answer(match),
                **_facts(match),
            )
        posting.mail(asked, letter, at=at)
    _tell_guardians("offer-answered-guardian", asked, match, at)
    if match.state is MatchState.DECLINED_BY_STUDENT:
        _tell_staff(match, at)


def _tell_guardians(kind: str, asked: LinkRequest, match: Match, at: datetime) -> None:
    student = match.student
    reply_to = specialist_address([student.school_id])
    for guardian in guardians_to_tell(match):
        with speaking(guardian.language):
            more = {"answer": _answer(match)} if "answered" in kind else {"until": _until(asked)}
            letter = compose(
                kind,
                guardian.language,
                name=guardian.name,
                student=short_name(match),
                **_facts(match),
                **more,
            )
        post(
            letter,
            To(guardian.email, guardian.name, reply_to),
            at=at,
            record="match",
            record_id=match.id,
        )


def _tell_staff(match: Match, at: datetime) -> None:
    place = match.placement
    open_todo(
        "offer_declined",
        "match",
        match.id,
        f"{match.student.shown_name} declined {place.title} at {place.site.employer.name}: "
        f"{match.reason}. The seat is free again.",
        url=f"/matches/{match.id}",
        role="career_specialist",
        school_id=match.student.school_id,
        at=at,
    )


def _answer(match: Match) -> str:
    return _("accepted") if match.state is MatchState.ACCEPTED else _("declined")


def _until(asked: LinkRequest) -> str:
    return instant(asked.expires_at, asked.zone)


def _facts(match: Match) -> dict[str, str]:
    place = match.placement
    return {
        "placement": place.title,
        "employer": place.site.employer.name,
        "first_day": day_words(place.start_date, year=True),
        "last_day": day_words(place.end_date, year=True),
    }
