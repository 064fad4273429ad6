"""Take a partner's own word about their pledge, and take back that they were asked."""

from __future__ import annotations

from datetime import date, datetime
from typing import Final

from app.core import journal
from app.core.access import Actor
from app.core.clock import district_day
from app.core.db import db
from app.core.filters import day as day_words
from app.core.todos import open_todo
from app.core.use_case import use_case
from app.employers import pledge_queries, pledge_services
from app.employers.models import ContactLog, LogKind
from app.employers.pledge_models import Pledge, PledgeState
from app.employers.pledge_services import ENDED, PledgeFacts, check_seats
from app.outreach import services as outreach
from app.outreach.queries import request_of

S = PledgeState
OWN_WORD: Final = "the partner said so by link"


@use_case
def promise(pledge_id: int, seats: int, *, by: Actor, at: datetime) -> None:
    """Take a partner's own word for a number of seats, whatever was said before.

    One that staff confirmed with another number waits to be confirmed again. Raises Invalid for
    fewer seats than are posted.
    """
    pledge = pledge_queries.pledge(pledge_id)
    check_seats(seats, pledge.posted)
    if pledge.state in ENDED:
        pledge.move_to(S.ASKED, by=by, at=at, reason=OWN_WORD)
    if pledge.state is S.CONFIRMED and seats != pledge.seats:
        pledge.move_to(S.PLEDGED, by=by, at=at, reason=OWN_WORD)
    facts = PledgeFacts(seats=seats, answer_by=pledge.answer_by, note=pledge.note)
    pledge_services.change(pledge_id, facts, by=by, at=at)
    if pledge.state is S.ASKED:
        pledge.move_to(S.PLEDGED, by=by, at=at)


@use_case
def decline(  # noqa: PLR0913 - a refusal has these parts
    pledge_id: int,
    note: str,
    again_on: date | None,
    *,
    contact_id: int,
    by: Actor,
    at: datetime,
) -> None:
    """Take a partner's own word that they take nobody, and when they may be asked again.

    That day becomes a next step of the employer's owner. Raises Conflict while seats are posted.
    """
    pledge = pledge_queries.pledge(pledge_id)
    pledge_services.move_pledge(pledge_id, "decline", by=by, at=at, reason=note or "not this year")
    if again_on is not None:
        _ask_again_on(pledge, again_on, note, contact_id, at, by)


def _ask_again_on(  # noqa: PLR0913, PLR0917 - a next step has these parts
    pledge: Pledge, day: date, note: str, contact_id: int, at: datetime, by: Actor
) -> None:
    employer, words = pledge.employer, day_words(day, year=True)
    entry = ContactLog(
        employer_id=employer.id,
        contact_id=contact_id,
        kind=LogKind.NOTE,
        day=district_day(at),
        said=f"Not in {pledge.program.name}; ask again on {words}. {note}".strip(),
        next_step="Ask again for a pledge" if employer.owner_id else "",
        due_on=day if employer.owner_id else None,
        assignee_id=employer.owner_id,
        at=at,
    )
    db.session.add(entry)
    db.session.flush()
    journal.record("created", "contact_log", entry.id, by=by, at=at)
    if employer.owner_id is None:
        open_todo(
            "pledge_ask_again",
            "employer",
            employer.id,
            f"{employer.name} asks to be asked again on {words}, and has no owner to do so. "
            "Give it one, and note the step.",
            url=f"/employers/{employer.id}",
            role="employer_engagement",
            at=at,
        )


@use_case
def take_back_asking(request_id: int, reason: str, *, by: Actor, at: datetime) -> None:
    """Cancel the request about a pledge; one that was noted only to ask about it lapses."""
    asked = request_of(request_id)
    pledge = pledge_queries.pledge(asked.subject_id)
    outreach.cancel(asked.id, reason=reason, by=by, at=at)
    if pledge.state is S.ASKED and pledge.created_at == asked.created_at:
        pledge.move_to(S.LAPSED, by=by, at=at, reason=reason)
