"""Take a partner's own word about their pledge, and take back that they were asked."""

from __future__ import annotations

from datetime import date, datetime
from typing import Final

from app.core.access import Actor
from app.core.filters import day as day_words
from app.core.use_case import use_case
from app.employers import partner_steps, pledge_queries, pledge_services
from app.employers.pledge_models import PledgeState
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
        words = day_words(again_on, year=True)
        partner_steps.note(
            pledge.employer,
            said=f"Not in {pledge.program.name}; ask again on {words}. {note}".strip(),
            step="Ask again for a pledge",
            due_on=again_on,
            contact_id=contact_id,
            by=by,
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
