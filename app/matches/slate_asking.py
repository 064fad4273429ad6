"""Ask one person at an employer about all students referred to a placement, by one request."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from app.accounts.models import Role
from app.core.access import SYSTEM, Actor
from app.core.db import db
from app.core.errors import Conflict, NotFound
from app.core.filters import day as day_words
from app.core.language import speaking
from app.core.letters import Letter, compose
from app.core.sweeps import sweep
from app.core.text import many
from app.core.todos import close_todo, open_todo, was_opened
from app.core.use_case import use_case
from app.employers import contact_queries
from app.employers.recipients import contact_recipient
from app.matches import slate_queries
from app.matches.slate_models import ReferralReader
from app.matches.slate_queries import KIND, PLACEMENT, cards_of, request_of_placement
from app.outreach import posting
from app.outreach import queries as requests
from app.outreach import services as outreach
from app.outreach.models import LinkRequest, RequestState
from app.outreach.pausing import paused
from app.outreach.shapes import Recipient, Subject
from app.placements import queries as placements
from app.placements.models import Placement
from app.programs.mailing import plan_for, plan_in
from app.programs.queries import mailing_programs
from app.programs.rules import ReminderPlan

# so that students who are referred one after the other come with one more letter
GATHERS: Final = timedelta(minutes=15)
MORE: Final = "more"
ENDED: Final = "the placement is over or cancelled"
UNASKED: Final = "referral_unasked"
GONE: Final = "Choose a contact of this employer who is still there."


def ask_due(at: datetime, program_id: int | None = None) -> int:
    """Ask each employer whose referred students wait and who is not asked; give how many.

    Such as of students who were referred while this mail was off. Each in its own transaction.
    Requests about placements that ended meanwhile are cancelled.
    """
    sweep(slate_queries.open_of_ended(), lambda request_id: _cancel(request_id, at))
    due = [
        row.id
        for program in mailing_programs(KIND)
        if program_id in (None, program.id)
        for row in slate_queries.unasked_placements(
            program.id, at - timedelta(days=plan_in(program.rules, KIND).expire_after_days)
        )
    ]
    return sweep(due, lambda placement_id: _ask_due(placement_id, at))


def _cancel(request_id: int, at: datetime) -> int:
    outreach.cancel(request_id, reason=ENDED, by=SYSTEM, at=at)
    return 1


@use_case
def _ask_due(placement_id: int, at: datetime) -> int:
    if slate_queries.was_cancelled(placement_id):
        # somebody decided that, or whoever was asked is gone: a person must choose now
        return _tell_nobody_asked(placements.detail(placement_id), at)
    return ask(placement_id, by=SYSTEM, at=at)


@use_case
def ask(placement_id: int, *, by: Actor, at: datetime) -> int:
    """Ask about a placement's slate, or let who was asked already see it grown; 1 if asked.

    Nothing happens where the program does not mail this, nor without a student who may be shown.
    """
    placement = placements.detail(placement_id)
    plan = plan_for(placement.program, KIND)
    cards = [card for card in cards_of(placement_id) if card.waiting]
    if plan is None or not cards:
        return 0
    school_ids = frozenset(card.school_id for card in cards)
    asked = request_of_placement(placement_id)
    if asked is not None and _still_theirs(asked):
        return _grow(asked, plan, school_ids, by, at)
    recipient = contact_recipient(reader_id(placement), placement.site.timezone, school_ids)
    if recipient is None:
        return _tell_nobody_asked(placement, at)
    close_todo(UNASKED, PLACEMENT, placement.id, by=by, at=at)
    outreach.ask(
        KIND,
        recipient,
        Subject(PLACEMENT, placement.id),
        plan=plan,
        program_id=placement.program_id,
        school_ids=school_ids,
        by=by,
        at=at,
    )
    return 1


def _still_theirs(asked: LinkRequest) -> bool:
    there = contact_recipient(asked.recipient_id, asked.zone) is not None
    return there and (asked.state is not RequestState.EXPIRED or posting.may_mail(asked))


def _grow(
    asked: LinkRequest, plan: ReminderPlan, school_ids: frozenset[int], by: Actor, at: datetime
) -> int:
    for school_id in sorted(school_ids):
        outreach.concern(asked.id, school_id)
    if asked.state is not RequestState.OPEN:
        posting.reopen(asked, by=by, at=at, reason="more students are referred")
        posting.remind_anew(asked, plan, at=at)
        asked.expires_at = max(asked.expires_at, at + timedelta(days=plan.expire_after_days))
    waits = slate_queries.letter_waits(asked.id)
    if not waits and posting.may_mail(asked) and not paused(asked):
        posting.send(asked, MORE, at=at, not_before=at + GATHERS)
    return 1


def _tell_nobody_asked(placement: Placement, at: datetime) -> int:
    if not was_opened(UNASKED, PLACEMENT, placement.id, since=at - timedelta(days=7)):
        open_todo(
            UNASKED,
            PLACEMENT,
            placement.id,
            f"Nobody at {placement.site.employer.name} is asked about the students referred for "
            f"{placement.title}. Choose who answers, and ask.",
            url=f"/placements/{placement.id}/shortlist/refer",
            role="employer_engagement",
            at=at,
        )
    return 0


def reader_id(placement: Placement) -> int:
    """Give the contact who is asked about a placement's students: as staff chose, or supervisor."""
    chosen = slate_queries.reader_of(placement.id)
    return chosen.contact_id if chosen else placement.supervisor_id


@use_case
def choose_reader(placement_id: int, contact_id: int, *, by: Actor, at: datetime) -> None:
    """Let another contact of the employer answer; an open request is passed on to them.

    Raises Conflict for a contact who left or is somebody else's, and NotFound of engagement that
    does not own the employer.
    """
    placement = placements.detail(placement_id)
    owner = placement.site.employer.owner_id
    if by.role == Role.EMPLOYER_ENGAGEMENT and owner != by.id:
        raise NotFound
    if contact_id == reader_id(placement):
        return
    try:
        contact = contact_queries.contact(contact_id)
    except NotFound as error:
        raise Conflict(GONE) from error
    if contact.employer_id != placement.site.employer_id or contact.left_at is not None:
        raise Conflict(GONE)
    kept = slate_queries.reader_of(placement_id)
    if kept is None:
        db.session.add(ReferralReader(placement_id=placement_id, contact_id=contact_id))
    else:
        kept.contact_id = contact_id
    db.session.flush()
    asked = request_of_placement(placement_id)
    recipient = contact_recipient(contact_id, placement.site.timezone, _schools(placement_id))
    plan = plan_for(placement.program, KIND)
    if asked is not None and recipient is not None and plan is not None:
        if asked.state is RequestState.OPEN:
            outreach.pass_on(asked.id, recipient, plan=plan, by=by, at=at)
        else:
            asked.move_to(RequestState.REPLACED, by=by, at=at)


def _schools(placement_id: int) -> frozenset[int]:
    return frozenset(card.school_id for card in cards_of(placement_id))


def letter(asked: LinkRequest, step: str) -> Letter:
    """Compose the letter of a step: the first asking, more students, or a reminder."""
    kinds = {"ask": KIND, MORE: f"{KIND}-more"}
    placement = placements.detail(asked.subject_id)
    return words(
        placement,
        kinds.get(step, f"{KIND}-reminder"),
        asked.language,
        asked.recipient_name,
        asked.expires_at,
    )


def words(placement: Placement, kind: str, language: str, name: str, until: datetime) -> Letter:
    """Compose a letter about a placement's slate, also before anything is asked."""
    with speaking(language):
        return compose(
            kind,
            language,
            name=name,
            placement=placement.title,
            first_day=day_words(placement.start_date),
            last_day=day_words(placement.end_date),
            due=day_words(until.astimezone(ZoneInfo(placement.site.timezone)).date()),
        )


def recipient(asked: LinkRequest) -> Recipient | None:
    """Give whom the request goes to, as their record is now."""
    return contact_recipient(asked.recipient_id, asked.zone, requests.schools_of(asked.id))


def summary(asked: LinkRequest) -> str:
    """Say what the request is about, for staff: numbers, no names."""
    placement = placements.detail(asked.subject_id)
    cards = cards_of(asked.subject_id)
    waiting = sum(card.waiting for card in cards)
    said = f", {waiting} not answered yet" if waiting else ""
    return (
        f"Answer to {many(len(cards), 'referred student')}{said}: {placement.title} at "
        f"{placement.site.employer.name}"
    )
