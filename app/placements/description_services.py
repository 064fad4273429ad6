"""Take what a partner wrote of a placement as a draft, and send it back with a question."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from app.core.access import Actor
from app.core.db import db
from app.core.errors import Conflict, Invalid, NotFound, StaleView
from app.core.todos import close_todo, open_todo
from app.core.use_case import use_case
from app.outreach import posting
from app.outreach.models import LinkRequest, RequestState
from app.outreach.posting import may_mail, remind_anew
from app.outreach.queries import request_of
from app.outreach.services import NOBODY
from app.outreach.shapes import Evidence
from app.placements import description_queries as queries
from app.placements import services
from app.placements.copying import facts_of
from app.placements.description_models import DescriptionState, PlacementDescription
from app.placements.description_review import TODO
from app.placements.facts import PlacementFacts
from app.placements.models import PlacementState
from app.placements.queries import detail
from app.programs import queries as programs
from app.programs.mailing import plan_in

D = DescriptionState
STALE = "Somebody changed this meanwhile. Look at it again."
TAKEN = "The school is working on it. Ask your contact there if something is to be changed."
ENDED = (
    "The request by which they described it is over, so it cannot be sent back. Change it yourself,"
    " or telephone."
)


@dataclass(frozen=True, slots=True)
class Written:
    """Be what a partner sent: its words, the form that it came from, and what it changes.

    `description_id` and `shown` name the description that is changed, and its version on the page.
    """

    said: dict[str, Any]
    key: str
    description_id: int | None = None
    shown: int | None = None
    copied_from: int | None = None


@use_case
def receive(
    request_id: int, facts: PlacementFacts, written: Written, *, evidence: Evidence, at: datetime
) -> int:
    """Keep what a partner wrote as a draft, or change the draft that they wrote before.

    Raises StaleView when it changed meanwhile, and Conflict once staff have reviewed it.
    """
    by = evidence.by
    if written.description_id is None:
        placement_id = services.save(None, facts, by=by, at=at, copied_from=written.copied_from)
        description = PlacementDescription(
            request_id=request_id, placement_id=placement_id, key=written.key, state=D.SENT
        )
        db.session.add(description)
    else:
        description = _changed(request_id, facts, written, by, at)
    description.said, description.said_at = written.said, at
    description.said_by = evidence.name or by.name
    if description.state is D.SENT_BACK:
        description.move_to(D.SENT, by=by, at=at)
    db.session.flush()
    _tell_staff(description.placement_id, by=by, at=at)
    return description.id


def _tell_staff(placement_id: int, *, by: Actor, at: datetime) -> None:
    if by.kind == "staff":
        return
    placement = detail(placement_id)
    open_todo(
        TODO,
        "placement",
        placement.id,
        f"{placement.site.employer.name} described {placement.title}. Look at it, then post it.",
        url=f"/placements/{placement.id}",
        role="employer_engagement",
        at=at,
    )


def _changed(
    request_id: int, facts: PlacementFacts, written: Written, by: Actor, at: datetime
) -> PlacementDescription:
    description = queries.description(written.description_id or 0)
    if description.request_id != request_id:
        raise NotFound
    placement = detail(description.placement_id)
    if description.version != written.shown:
        raise StaleView(STALE)
    if description.state is D.REVIEWED or placement.state is not PlacementState.DRAFT:
        raise StaleView(TAKEN)
    # what staff filled in besides stays
    kept = facts_of(placement)
    theirs = {name: getattr(facts, name) for name in PARTNERS_FIELDS}
    services.save(placement.id, replace(kept, **theirs), by=by, at=at)
    return description


PARTNERS_FIELDS = (
    *("site_id", "supervisor_id", "title", "seats", "start_date", "end_date", "minimum_age"),
    *("duties", "slots", "hazards", "pay_basis", "pay_cents", "bring"),
)


@use_case
def send_back(placement_id: int, comment: str, *, by: Actor, at: datetime) -> None:
    """Send a description back to the partner with a question, by mail; the same link opens it.

    Raises Invalid without a comment, and Conflict when the placement is posted, its request is
    over, or the partner must not be written to.
    """
    if not comment:
        raise Invalid("Say what is missing.", {"reason": "Say what the partner should change."})
    found = queries.of_placement(placement_id)
    if found is None:
        raise NotFound
    if detail(placement_id).state is not PlacementState.DRAFT:
        raise Conflict("It is posted already: change it yourself, or make it a draft again first.")
    asked = request_of(found.request_id)
    if asked.state in (RequestState.CANCELLED, RequestState.REPLACED):
        raise Conflict(ENDED)
    if not may_mail(asked):
        raise Conflict(NOBODY)
    found.move_to(D.SENT_BACK, by=by, at=at, reason=comment)
    close_todo(TODO, "placement", placement_id, by=by, at=at)
    found.comment = comment
    _ask_again(asked, by, at)


def _ask_again(asked: LinkRequest, by: Actor, at: datetime) -> None:
    if asked.state is not RequestState.OPEN:
        posting.reopen(asked, by=by, at=at, reason="sent back with a question")
    program = programs.program(asked.program_id or 0)
    remind_anew(asked, plan_in(program.rules, asked.kind), at=at)
    posting.send(asked, "back", at=at)
