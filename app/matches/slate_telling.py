"""Tell those concerned what an employer answered: a receipt, the student, and the specialist."""

from __future__ import annotations

from datetime import datetime

from flask import current_app
from flask_babel import gettext as _

from app.core.language import speaking
from app.core.letters import compose
from app.core.outbox import To, post
from app.core.todos import open_todo
from app.matches import faces, ics, slate_words
from app.matches.models import Match, MatchState
from app.matches.slate_models import Answer, ReferralAnswer
from app.matches.slate_queries import Card, cards_of
from app.outreach import posting
from app.outreach.models import LinkRequest
from app.outreach.shapes import Evidence
from app.placements import queries as placements
from app.placements.models import Placement
from app.students.recipients import student_recipient


def tell(
    asked: LinkRequest, card: Card, answer: ReferralAnswer, evidence: Evidence, at: datetime
) -> None:
    """Mail and note what follows from an answer, inside the open use case.

    The answer about the last student who waited brings a receipt of all; an interview before that
    brings its own.
    """
    placement = placements.detail(asked.subject_id)
    interview = answer.answer is Answer.INTERVIEW
    cards = cards_of(placement.id)
    over = not any(each.waiting for each in cards)
    if asked.to_address and over:
        _receipt(asked, placement, cards, at)
    elif asked.to_address and interview:
        _interview_receipt(asked, placement, card, answer, at)
    if interview:
        _tell_student(placement, card, answer, at)
    _tell_specialist(placement, card, answer, evidence, at)


def tell_outcome(asked: LinkRequest, match: Match, *, at: datetime) -> None:
    """Mail an employer whether a student takes the place that it offered, in the open use case."""
    name = faces.short_name(match)
    with speaking(asked.language):
        outcome = (
            _("%(name)s takes the place. The school prepares the rest.", name=name)
            if match.state is MatchState.ACCEPTED
            else _("%(name)s does not take the place, so it is free again.", name=name)
        )
        letter = compose(
            "referral-outcome",
            asked.language,
            name=asked.recipient_name,
            student=name,
            placement=match.placement.title,
            outcome=outcome,
        )
    posting.mail(asked, letter, at=at)


def _receipt(asked: LinkRequest, placement: Placement, cards: list[Card], at: datetime) -> None:
    with speaking(asked.language):
        rows = [f"- {card.face.name}: {slate_words.said(card)}" for card in cards]
        letter = compose(
            "referral-receipt",
            asked.language,
            name=asked.recipient_name,
            placement=placement.title,
            answers="\n".join(rows),
        )
    message = posting.mail(asked, letter, at=at)
    met = {
        card.face.name: card.said
        for card in cards
        if card.state is MatchState.INTERVIEWING and card.said and card.said.times
    }
    if met:
        message.calendar = _calendar(placement, met, asked.language)


def _interview_receipt(
    asked: LinkRequest, placement: Placement, card: Card, answer: ReferralAnswer, at: datetime
) -> None:
    with speaking(asked.language):
        letter = compose(
            "interview-receipt",
            asked.language,
            name=asked.recipient_name,
            student=card.face.name,
            placement=placement.title,
            times=_times(answer),
        )
    message = posting.mail(asked, letter, at=at)
    if answer.times:
        message.calendar = _calendar(placement, {card.face.name: answer}, asked.language)


def _tell_student(placement: Placement, card: Card, answer: ReferralAnswer, at: datetime) -> None:
    student = student_recipient(card.student_id)
    if student is None or not student.address:
        return
    employer = placement.site.employer.name
    with speaking(student.language):
        letter = compose(
            "interview-student",
            student.language,
            name=student.name,
            employer=employer,
            placement=placement.title,
            times=_times(answer),
            note=answer.note or "–",
        )
    message = post(
        letter,
        To(student.address, student.name, student.reply_to),
        at=at,
        record="match",
        record_id=card.match_id,
    )
    if answer.times:
        message.calendar = _calendar(placement, {employer: answer}, student.language)


def _calendar(placement: Placement, met: dict[str, ReferralAnswer], language: str) -> str:
    with speaking(language):
        meetings = [
            ics.Meeting(
                f"interview-{answer.id}",
                _("Interview: %(times)s", times=f"{whom}, {placement.title}"),
                answer.times,
                answer.at,
            )
            for whom, answer in met.items()
        ]
    return ics.calendar_of_meetings(
        meetings,
        placement.site.timezone,
        place=", ".join(part for part in (placement.site.name, placement.site.address) if part),
        host=str(current_app.config["MAIL_FROM"]).rpartition("@")[2].rstrip(">"),
    )


def _times(answer: ReferralAnswer) -> str:
    said = [slate_words.time_words(each) for each in answer.times]
    return "\n".join(f"- {each}" for each in said or [_("the school will arrange it")])


def _tell_specialist(
    placement: Placement, card: Card, answer: ReferralAnswer, evidence: Evidence, at: datetime
) -> None:
    if evidence.by.kind == "staff":
        return
    with speaking("en"):
        words = slate_words.answer_words(answer)
    again = "changed the answer" if card.said else "answered"
    open_todo(
        "referral_answered",
        "match",
        card.match_id,
        f"{placement.site.employer.name} {again} about {card.face.name} for {placement.title}. "
        f"{words}.",
        url=f"/matches/{card.match_id}",
        role="career_specialist",
        school_id=card.school_id,
        at=at,
    )
