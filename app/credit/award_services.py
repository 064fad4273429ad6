"""Award credit, approve it, take it back, and follow hours that were taken back."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

import msgspec

from app.accounts.policies import may
from app.core import clock, journal
from app.core.access import SYSTEM, Actor
from app.core.calendar import school_year_of
from app.core.db import db
from app.core.errors import Conflict, Invalid, Refused
from app.core.todos import open_todo
from app.core.use_case import use_case
from app.credit import award_queries, queries
from app.credit.award_models import SHORT, AwardState, CreditAward
from app.hours.changes import WeekSettled
from app.matches import queries as matches
from app.matches.models import Match
from app.programs.credit_rules import Granting, NoCredit, StatedCredit

TAKEN_BACK = "The hours that it stood on were taken back."
SECOND = "Somebody else must approve this award than the person who gave it."


@use_case
def award(
    match_id: int, *, shown: int, attested: Collection[str] = (), by: Actor, at: datetime
) -> CreditAward:
    """Give a match the credit that its hours have earned and no award holds yet.

    `shown` is the credit (hundredths) that the page offered. Raises NotFound for another school's
    match, Conflict when nothing is to be given or when it is not what was shown any more.
    """
    match = matches.match_for(match_id, by)
    matches.hold_student(match.student_id)
    offer = queries.offers_of([match_id], clock.district_day(at))[match_id]
    rule = offer.rule
    if isinstance(rule, NoCredit) or not offer.credit:
        raise Conflict(_nothing(offer.progress.missing))
    _check(rule, offer.credit, shown, attested)
    given = CreditAward(
        student_id=match.student_id,
        match_id=match.id,
        credit=shown,
        minutes=offer.minutes,
        credit_type=rule.credit_type,
        family=rule.capped_with,
        earned_on=offer.earned_on,
        school_year=school_year_of(offer.earned_on),
        rule=msgspec.to_builtins(rule),
        attested=list(rule.conditions.attested),
        needs_second=rule.approval,
        awarded_by=by.key,
        awarded_at=at,
        moved_at=at,
    )
    db.session.add(given)
    db.session.flush()
    told = {"credit": given.credit, "minutes": given.minutes}
    journal.record("awarded", CreditAward.NOUN, given.id, by=by, at=at, **told)
    journal.record("credit awarded", "match", match.id, by=by, at=at, award=given.id)
    if not rule.approval:
        _approve(given, by, at)
    return given


def _check(rule: Granting, offered: int, shown: int, attested: Collection[str]) -> None:
    if isinstance(rule, StatedCredit):
        if not 0 < shown <= offered or shown % rule.step:
            words = f"State up to {offered / 100:g} credit, in steps of {rule.step / 100:g}."
            raise Invalid(words, {"credit": words})
    elif offered != shown:
        raise Conflict("What these hours earn changed since you looked. Look again, then award it.")
    if set(rule.conditions.attested) - set(attested):
        sentence = "Say of each condition that it holds; else there is no credit yet."
        raise Invalid(sentence, {"attested": sentence})


def _nothing(missing: Collection[str]) -> str:
    if missing:
        return f"There is no credit to award yet. Still missing: {'; '.join(missing)}."
    return "There is no credit to award: all that these hours earn is awarded."


@use_case
def approve(award_id: int, *, by: Actor, at: datetime) -> None:
    """Approve an award. Approving it again changes nothing.

    Raises Refused for the person who gave it where the rule asks for a second one.
    """
    found = award_queries.award_for(award_id, by)
    if found.state == AwardState.APPROVED:
        return
    if found.needs_second and by.key == found.awarded_by:
        raise Refused(SECOND)
    if not may(by, "approve_credit" if found.needs_second else "award_credit"):
        raise Refused("Your role may not approve this award.")
    _approve(found, by, at)


def _approve(found: CreditAward, by: Actor, at: datetime) -> None:
    found.find_move(AwardState.APPROVED, by)
    found.approved_by, found.approved_at = by.key, at
    _move(found, AwardState.APPROVED, by, at)


@use_case
def take_approval_back(award_id: int, reason: str, *, by: Actor, at: datetime) -> None:
    """Take an approval back, so that the award waits again; it needs a reason."""
    found = award_queries.award_for(award_id, by)
    found.find_move(AwardState.ELIGIBLE, by)
    if found.state == AwardState.WITHDRAWN:
        raise Conflict("This award is withdrawn; take it up again instead.")
    found.approved_by = found.approved_at = None
    _move(found, AwardState.ELIGIBLE, by, at, reason)


@use_case
def withdraw(award_id: int, reason: str, *, by: Actor, at: datetime) -> None:
    """Withdraw an award with a reason; one that a transcript names stays in that file."""
    found = award_queries.award_for(award_id, by)
    _withdraw(found, reason, by, at)


def _withdraw(found: CreditAward, reason: str, by: Actor, at: datetime) -> None:
    _move(found, AwardState.WITHDRAWN, by, at, reason)
    found.reason = reason
    journal.record("credit withdrawn", "match", found.match_id, by=by, at=at, reason=reason)


@use_case
def take_up_again(award_id: int, reason: str, *, by: Actor, at: datetime) -> None:
    """Let a withdrawn award wait for approval again.

    Raises Conflict when hours and caps no longer give it, or when a transcript file names it.
    """
    found = award_queries.award_for(award_id, by)
    if found.state != AwardState.WITHDRAWN:
        found.find_move(AwardState.ELIGIBLE, by)
        raise Conflict("This award is not withdrawn.")
    if found.export_id is not None:
        msg = "A transcript file names this award; give a new one, so that a new file names it."
        raise Conflict(msg)
    matches.hold_student(found.student_id)
    offer = queries.offers_of([found.match_id])[found.match_id]
    if found.credit > offer.credit or found.minutes > offer.minutes:
        raise Conflict("The hours and caps no longer give this credit.")
    found.approved_by = found.approved_at = None
    found.reason = ""
    _move(found, AwardState.ELIGIBLE, by, at, reason)
    if not found.needs_second:
        _approve(found, by, at)


def _move(
    found: CreditAward, target: AwardState, by: Actor, at: datetime, reason: str | None = None
) -> None:
    if reason is not None and not reason.strip():
        raise Invalid("Give a reason.", {"reason": "Give a reason, so that others understand."})
    found.move_to(target, by=by, at=at, reason=reason)
    found.moved_at = at
    db.session.flush()


@use_case
def follow_week(change: WeekSettled) -> None:
    """Withdraw what settled hours no longer cover; a transcript that is out opens a task.

    The newest award goes first. One that a transcript names stands until a person decides.
    """
    awards = award_queries.standing_awards(change.match_id)
    if not awards:
        return
    covered = queries.minutes_of(change.match_id)
    over = sum(each.minutes for each in awards) - covered
    for each in awards:
        if over > 0 and each.state != AwardState.TRANSCRIPTED:
            over -= each.minutes
            _withdraw(each, TAKEN_BACK, SYSTEM, change.at)
    if over > 0:
        _ask_staff(awards[0].match_id, change.at)


def _ask_staff(match_id: int, at: datetime) -> None:
    match: Match = matches.match_for(match_id, SYSTEM)
    open_todo(
        SHORT,
        "match",
        match_id,
        (
            f"Hours of {match.student.shown_name} were taken back after their credit went on a "
            "transcript. Withdraw the award and tell the registrar, or have the hours confirmed."
        ),
        url=f"/students/{match.student_id}#credit",
        role="career_specialist",
        school_id=match.student.school_id,
        at=at,
    )
