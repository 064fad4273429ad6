"""Keep pledges: ask, take a promise, confirm or end it; never fewer seats than are posted."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final

import sqlalchemy as sa

from app.core import journal
from app.core.access import Actor
from app.core.db import db
from app.core.errors import Conflict, Invalid, NotFound
from app.core.use_case import use_case
from app.employers import pledge_queries, queries
from app.employers.pledge_models import MOST_SEATS, Pledge, PledgeState
from app.outreach import answers
from app.outreach.queries import unended_of_subject
from app.programs import queries as programs

S = PledgeState
KIND: Final = "pledge"
PLEDGE: Final = "pledge"
ENDED: Final = (S.DECLINED, S.LAPSED)
PROMISED: Final = (S.PLEDGED, S.CONFIRMED)
MOVES: Final = {
    "pledge": S.PLEDGED,
    "take-back": S.ASKED,
    "confirm": S.CONFIRMED,
    "unconfirm": S.PLEDGED,
    "decline": S.DECLINED,
    "lapse": S.LAPSED,
    "ask-again": S.ASKED,
}
POSTED_BEYOND: Final = "seats were posted"
IMPORT_UNDONE: Final = "the import that posted its seats was undone"


@dataclass(frozen=True, slots=True, kw_only=True)
class PledgeFacts:
    """Be what staff say of a pledge: the seats asked for or promised."""

    seats: int
    answer_by: date | None
    note: str


@use_case
def ask(  # noqa: PLR0913 - a pledge has these parts
    employer_id: int,
    program_id: int,
    facts: PledgeFacts,
    *,
    promised: bool,
    by: Actor,
    at: datetime,
) -> int:
    """Note that an employer was asked for seats, or has promised them already; give the id.

    Raises Invalid when the program has a pledge of this employer, or the number is not possible.
    """
    employer, program = queries.sheet(employer_id), programs.program(program_id)
    check_seats(facts.seats, 0)
    if pledge_queries.of_program(employer.id, program.id) is not None:
        sentence = "There is a pledge to this program already; change that one."
        raise Invalid(sentence, {"program_id": sentence})
    pledge = _made(employer.id, program.id, facts, by, at)
    if promised:
        pledge.move_to(S.PLEDGED, by=by, at=at)
    return pledge.id


@use_case
def change(
    pledge_id: int, facts: PledgeFacts, *, by: Actor, at: datetime, version: int | None = None
) -> int:
    """Change the seats of a pledge, the day of the answer or the note; give the employer's id.

    Raises Invalid for fewer seats than are posted, and Conflict when it changed since `version`.
    """
    pledge = pledge_queries.pledge(pledge_id)
    if version is not None and version != pledge.version:
        msg = (
            f"Somebody else changed this pledge meanwhile: it is now {pledge.seats} seats, "
            f"{pledge.posted} of them posted. Look at it, then change it again."
        )
        raise Conflict(msg)
    check_seats(facts.seats, pledge.posted)
    before = pledge.seats
    changed = [
        name
        for name in ("seats", "answer_by", "note")
        if getattr(pledge, name) != getattr(facts, name)
    ]
    for name in changed:
        setattr(pledge, name, getattr(facts, name))
    if changed:
        seats = {"before": before, "seats": facts.seats} if "seats" in changed else {}
        journal.record("changed", "pledge", pledge.id, by=by, at=at, fields=changed, **seats)
    return pledge.employer_id


@use_case
def move_pledge(
    pledge_id: int, name: str, *, by: Actor, at: datetime, reason: str | None = None
) -> int:
    """Move a pledge as the sub-path names it; give the employer's id.

    Raises NotFound for no such move, Conflict while seats are posted or from a wrong state, and
    Invalid without the reason that a move asks for.
    """
    pledge = pledge_queries.pledge(pledge_id)
    if name not in MOVES:
        raise NotFound
    target = MOVES[name]
    if target not in PROMISED and pledge.posted:
        msg = f"{_seats(pledge.posted)} of this pledge posted. Close or unpost them first."
        raise Conflict(msg)
    if (name == "unconfirm") != (target is S.PLEDGED and pledge.state is S.CONFIRMED):
        msg = f"This pledge is {pledge.state}, so it cannot become {target}."
        raise Conflict(msg)
    pledge.move_to(target, by=by, at=at, reason=reason)
    settle_requests(pledge.id, by=by, at=at)
    return pledge.employer_id


def settle_requests(pledge_id: int, *, by: Actor, at: datetime) -> None:
    """Let the request about a pledge follow what staff noted of it, inside the open use case."""
    for asked in unended_of_subject(KIND, PLEDGE, pledge_id):
        answers.settle(asked, by=by, at=at)


@use_case
def raise_pledge(
    employer_id: int, program_id: int, posted_seats: int, *, by: Actor, at: datetime
) -> None:
    """Count seats newly posted (negative: taken down) of an employer in a program.

    What is posted beyond the pledge raises it, and is itself a promise; both are journaled.
    """
    pledge = pledge_queries.of_program(employer_id, program_id)
    if pledge is None:
        if posted_seats <= 0:
            return
        facts = PledgeFacts(seats=posted_seats, answer_by=None, note="")
        pledge = _made(employer_id, program_id, facts, by, at)
    # by one conditional UPDATE: two who post at once are both counted
    posted = Pledge.posted + posted_seats
    beyond = posted > Pledge.seats
    if posted_seats > 0:
        # seats that were only asked for are promised by being posted, and no more than those
        beyond |= Pledge.state.not_in(PROMISED)
    db.session.execute(
        sa.update(Pledge)
        .where(Pledge.id == pledge.id)
        .values(
            posted=posted,
            seats=sa.case((beyond, posted), else_=Pledge.seats),
            version=Pledge.version + 1,
        )
        .execution_options(synchronize_session=False)
    )
    before = pledge.seats
    db.session.refresh(pledge)
    if pledge.seats != before:
        journal.record(
            "raised", "pledge", pledge.id, by=by, at=at, before=before, seats=pledge.seats
        )
    if posted_seats > 0 and pledge.state in ENDED:
        pledge.move_to(S.ASKED, by=by, at=at, reason=POSTED_BEYOND)
    if posted_seats > 0 and pledge.state is S.ASKED:
        pledge.move_to(S.PLEDGED, by=by, at=at, reason=POSTED_BEYOND)
        settle_requests(pledge.id, by=by, at=at)


@use_case
def recount(  # noqa: PLR0913 - what was is told beside what is
    employer_id: int,
    program_id: int,
    posted: int,
    raised: Mapping[str, Any],
    *,
    by: Actor,
    at: datetime,
) -> None:
    """Count the seats that are left posted once an import is undone.

    A pledge that still stands as the import raised it (`seats_after`, `state_after`) goes back to
    its `seats` and `state` before, or as far as posted seats let it.
    """
    pledge = pledge_queries.of_program(employer_id, program_id)
    if pledge is None:
        return
    raise_pledge(employer_id, program_id, posted - pledge.posted, by=by, at=at)
    db.session.refresh(pledge)
    now = {"seats_after": pledge.seats, "state_after": str(pledge.state)}
    if any(raised.get(name) != value for name, value in now.items()):
        return
    before, seats = pledge.seats, max(raised["seats"], posted)
    if seats and seats != before:
        pledge.seats = seats
        journal.record("lowered", "pledge", pledge.id, by=by, at=at, before=before, seats=seats)
    if not posted and raised["state"] in ("", S.ASKED) and pledge.state is S.PLEDGED:
        pledge.move_to(S.ASKED, by=by, at=at, reason=IMPORT_UNDONE)


def _made(employer_id: int, program_id: int, facts: PledgeFacts, by: Actor, at: datetime) -> Pledge:
    pledge = Pledge(
        employer_id=employer_id,
        program_id=program_id,
        seats=facts.seats,
        posted=0,
        state=S.ASKED,
        answer_by=facts.answer_by,
        note=facts.note,
        created_at=at,
    )
    db.session.add(pledge)
    db.session.flush()
    journal.record("created", "pledge", pledge.id, by=by, at=at, seats=facts.seats)
    return pledge


def check_seats(seats: int, posted: int) -> None:
    """Raise Invalid for a number of seats that no pledge can have, or fewer than are posted."""
    sentence = ""
    if not 1 <= seats <= MOST_SEATS:
        sentence = f"Enter a number of seats from 1 to {MOST_SEATS}."
    elif seats < posted:
        sentence = f"{_seats(posted)} posted already, so there cannot be fewer."
    if sentence:
        raise Invalid(sentence, {"seats": sentence})


def _seats(number: int) -> str:
    return "1 seat is" if number == 1 else f"{number} seats are"
