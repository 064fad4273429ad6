"""Say an employer's answers in the reader's language."""

from __future__ import annotations

from datetime import datetime

from flask_babel import gettext as _

from app.core.filters import clock, day
from app.matches.models import MatchState
from app.matches.slate_models import Answer, Reason, ReferralAnswer
from app.matches.slate_queries import LEFT, Card

S = MatchState


def reasons() -> dict[str, str]:
    """Give the listed reasons to decline, by code."""
    return {
        Reason.SCHEDULE: _("The days or hours do not fit"),
        Reason.SKILLS: _("Other skills or experience are needed"),
        Reason.ANOTHER_CHOSEN: _("Another student was chosen"),
        Reason.NO_PLACE: _("We cannot take a student now"),
        Reason.AFTER_INTERVIEW: _("Not the right fit, after the interview"),
        Reason.OTHER: _("Another reason"),
    }


def answer_words(answer: ReferralAnswer) -> str:
    """Say an answer, such as `Interview: Mon, Nov 2, 3:00 pm`."""
    if answer.answer is Answer.OFFER:
        return _("A place is offered")
    if answer.answer is Answer.DECLINE:
        return _("Declined: %(reason)s", reason=reasons()[answer.reason or Reason.OTHER])
    times = "; ".join(time_words(each) for each in answer.times)
    return _("Interview: %(times)s", times=times or _("the school will arrange it"))


def said(card: Card) -> str:
    """Say how it stands with a student, for the employer."""
    if card.state in (S.ACCEPTED, S.ACTIVE, S.COMPLETED):
        return _("The student took the place")
    if card.state in LEFT:
        return _("The student is no longer available")
    if card.state is S.INTERVIEWING and (card.said is None or card.said.answer is Answer.OFFER):
        return _("Interview: %(times)s", times=_("the school will arrange it"))
    return answer_words(card.said) if card.said and not card.waiting else _("Not answered yet")


def time_words(local: str) -> str:
    """Say a proposed time, kept as it is local to the site."""
    at = datetime.fromisoformat(local)
    return f"{day(at.date())}, {clock(at.time())}"
