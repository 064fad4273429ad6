"""Take an employer's answer about one student of a slate, or their order of preference."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any, Final

import sqlalchemy as sa
from flask_babel import gettext as _
from werkzeug.datastructures import MultiDict

from app.core.clock import today
from app.core.db import db
from app.core.errors import AppError, Conflict
from app.core.language import speaking
from app.core.text import number, one_line
from app.employers import passing
from app.matches import services, slate_telling, slate_words
from app.matches.models import MatchState
from app.matches.slate_models import Answer, EmployerRank, Reason, ReferralAnswer
from app.matches.slate_page import FORM, RECEIPT, page_of
from app.matches.slate_queries import Card, cards_of
from app.outreach.models import LinkRequest
from app.outreach.shapes import AskAgain, Evidence, Reply, Shown
from app.placements import queries as placements
from app.placements.services import FULL
from app.programs.mailing import plan_in

UNPROCESSABLE, STALE = 422, 409
MOST_TIMES, FURTHEST, LONGEST_NOTE = 3, timedelta(days=366), 200
TARGETS: Final = {
    Answer.INTERVIEW: MatchState.INTERVIEWING,
    Answer.OFFER: MatchState.OFFERED,
    Answer.DECLINE: MatchState.DECLINED_BY_EMPLOYER,
}
Typed = MultiDict[str, str]


def apply(asked: LinkRequest, typed: Typed, evidence: Evidence, at: datetime) -> Reply:
    """Do what the pressed button says; raises AskAgain with what was typed when it cannot be."""
    cards = cards_of(asked.subject_id, evidence.by if evidence.by.kind == "staff" else None)
    shown = [card for card in cards if f"v-{card.match_id}" in typed and card.changeable]
    for card in shown:
        _read(card, typed)
    if evidence.by.kind != "staff" and (passed := _pass(asked, cards, typed, evidence, at)):
        return passed
    if typed.get("answer") == "rank":
        return _rank(asked, cards, shown, at)
    button, _dash, match_id = typed.get("answer", "").partition("-")
    if button not in set(Answer):
        problem = "" if button == "update" else _("Press one of the buttons.")
        raise AskAgain(_form(asked, cards, shown, problem=problem))
    pressed = [each for each in cards if str(each.match_id) == match_id and each.changeable]
    if not pressed:
        raise _stale(asked, cards, shown, _("This student is no longer to be answered here."))
    return _answer(asked, cards, shown, pressed[0], Answer(button), typed, evidence, at)


def _answer(  # noqa: PLR0913, PLR0917 - an answer has these parts
    asked: LinkRequest,
    cards: list[Card],
    shown: list[Card],
    card: Card,
    answer: Answer,
    typed: Typed,
    evidence: Evidence,
    at: datetime,
) -> Reply:
    times = [each for each in card.times if each] if answer is Answer.INTERVIEW else []
    reason = card.reason if answer is Answer.DECLINE else None
    note = card.note if answer is Answer.INTERVIEW else ""
    figures = {"match": card.match_id, "times": times, "reason": reason, "note": note}
    rest = {str(each.match_id): _kept(each) for each in shown if each is not card}
    if _repeats(card, answer, times, reason, note):
        return Reply(str(answer), figures, rest=rest)
    if number(typed.get(f"v-{card.match_id}", "")) != card.version:
        sentence = _(
            "Something changed about %(name)s since you looked. Nothing was noted; look again.",
            name=card.face.name,
        )
        raise _stale(asked, cards, shown, sentence)
    if answer is Answer.DECLINE and reason not in set(Reason):
        card.errors["reason"] = _("Choose a reason first.")
    if answer is Answer.INTERVIEW:
        _check_times(card, asked.zone)
    if card.errors:
        raise AskAgain(_form(asked, cards, shown, status=UNPROCESSABLE))
    kept = ReferralAnswer(
        match_id=card.match_id,
        request_id=asked.id,
        answer=answer,
        reason=Reason(reason) if reason else None,
        times=sorted(times),
        note=note,
        method=evidence.method,
        by=evidence.by.key,
        name=evidence.name,
        evidence=evidence.note,
        at=at,
    )
    try:
        with speaking("en"):
            words = slate_words.reasons()[kept.reason] if kept.reason else ""
        services.answer_for(card.match_id, TARGETS[answer], by=evidence.by, at=at, reason=words)
    except Conflict as conflict:
        problem = _refusal(card, conflict, evidence)
        page = _form(asked, cards, shown, status=STALE, problem=problem)
        raise AskAgain(page) from conflict
    db.session.add(kept)
    db.session.flush()
    slate_telling.tell(asked, card, kept, evidence, at)
    more = any(each.waiting for each in cards if each is not card)
    return Reply(str(answer), figures | {"shown": card.version}, rest=rest, more=more)


def _pass(
    asked: LinkRequest, cards: list[Card], typed: Typed, evidence: Evidence, at: datetime
) -> Reply | None:
    plan = plan_in(placements.detail(asked.subject_id).program.rules, asked.kind)
    matter = passing.Matter("the referred students", "no longer choose the students", plan)
    if typed.get("answer") == "gone":
        return passing.no_longer_here(asked, evidence, at, matter=matter)
    if typed.get("answer") != "pass":
        return None

    def again(problem: str, to: passing.Typed) -> AskAgain:
        shown = [card for card in cards if card.waiting and card.changeable]
        return AskAgain(
            page_of(asked, cards, shown, FORM, status=UNPROCESSABLE, problem=problem, passing_to=to)
        )

    return passing.pass_on(asked, typed, evidence, at, again=again, matter=matter)


def _refusal(card: Card, conflict: AppError, evidence: Evidence) -> str:
    if evidence.by.kind == "staff":
        return conflict.sentence
    if conflict.sentence == FULL:
        return _("All places are taken now, so nothing was noted. Your other answers stand.")
    # what forbids it may be the student's age or another placement, which is not the partner's
    return _(
        "%(name)s cannot be offered this place any more; the school knows why. Nothing was noted.",
        name=card.face.name,
    )


def _read(card: Card, typed: Typed) -> None:
    key = card.match_id
    card.times = [
        one_line(typed.get(f"time-{key}-{each}", ""), 20) for each in range(1, MOST_TIMES + 1)
    ]
    card.note = one_line(typed.get(f"note-{key}", ""), LONGEST_NOTE)
    card.reason = typed.get(f"reason-{key}", "")[:40]
    if f"rank-{key}" in typed:
        card.rank = number(typed[f"rank-{key}"]) or None


def _kept(card: Card) -> dict[str, Any]:
    typed = {"times": card.times, "note": card.note, "reason": card.reason, "rank": card.rank}
    return {name: value for name, value in typed.items() if value and value != ["", "", ""]}


def _check_times(card: Card, zone: str) -> None:
    first = today(zone)
    for index, text in enumerate(card.times):
        if not text:
            continue
        try:
            at = datetime.fromisoformat(text)
        except ValueError:
            card.errors["times"] = _("Enter a day and a time, or leave it empty.")
            return
        if at.tzinfo or not first <= at.date() <= first + FURTHEST:
            card.errors["times"] = _("Propose a day from today on, within a year.")
            return
        card.times[index] = at.isoformat(timespec="minutes")


def _repeats(card: Card, answer: Answer, times: list[str], reason: str | None, note: str) -> bool:
    """Tell whether this answer was taken already, as by a button pressed twice."""
    last = card.said
    return (
        last is not None
        and card.state is TARGETS[answer]
        and (last.answer, last.times, last.reason, last.note)
        == (answer, sorted(times), reason, note)
    )


def _rank(asked: LinkRequest, cards: list[Card], shown: list[Card], at: datetime) -> Reply:
    ranks = [card.rank for card in shown if card.rank]
    if len(set(ranks)) < len(ranks):
        problem = _("Give each place in your order to one student only.")
        raise AskAgain(_form(asked, cards, shown, status=UNPROCESSABLE, problem=problem))
    ids = [card.match_id for card in shown]
    db.session.execute(sa.delete(EmployerRank).where(EmployerRank.match_id.in_(ids)))
    db.session.add_all(
        EmployerRank(match_id=card.match_id, rank=card.rank, at=at) for card in shown if card.rank
    )
    rest = {str(card.match_id): _kept(card) for card in shown}
    figures = {str(card.match_id): card.rank for card in shown}
    return Reply("ranked", figures, rest=rest, more=any(card.waiting for card in cards))


def _stale(asked: LinkRequest, cards: list[Card], shown: list[Card], sentence: str) -> AskAgain:
    now = [card for card in cards if card in shown or (card.waiting and card.changeable)]
    return AskAgain(_form(asked, cards, now, status=STALE, problem=sentence))


def _form(
    asked: LinkRequest,
    cards: list[Card],
    shown: list[Card],
    *,
    status: int = 200,
    problem: str = "",
) -> Shown:
    template = FORM if shown else RECEIPT
    return page_of(asked, cards, shown, template, status=status, problem=problem)
