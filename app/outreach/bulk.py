"""Nudge many people at once who have not answered, each once a day, whatever they were asked."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime

from app.core.access import Actor
from app.core.bulk import Action, Bulk, Item, Plan
from app.core.filters import day, instant
from app.core.rows import AnyRow
from app.core.states import words
from app.outreach import nudge_queries, request_queries
from app.outreach.boards import REQUESTS
from app.outreach.models import LinkRequest
from app.outreach.nudging import nudge, too_soon
from app.outreach.owners import owned_recipients

OTHERS = "another member of staff owns this partner"
NO_ADDRESS = "has no address; telephone instead"
NOT_WAITING = "nobody is asked about it at the moment"
DAILY = "gets one mail a day, about what waits longest first"


def plan(rows: Sequence[AnyRow], by: Actor, at: datetime) -> Plan:
    """Give one mail a recipient, about what is due first, and who gets none and why."""
    asked = nudge_queries.waiting({row.id for row in rows})
    open_ids = {each.id for each in asked}
    skipped = [
        (_name(row), f"the request is {words(row.state)}") for row in rows if row.id not in open_ids
    ]
    return _planned(asked, skipped, by, at)


def plan_about(named: Mapping[int, str], kind: str, by: Actor, at: datetime) -> Plan:
    """Give the same for the records that requests of a kind are about; `named` gives their names.

    A request that the actor may not see is not told from one that nobody sent.
    """
    asked = nudge_queries.waiting_about(kind, named, by)
    found = {each.subject_id for each in asked}
    skipped = [(name, NOT_WAITING) for key, name in named.items() if key not in found]
    return _planned(asked, skipped, by, at)


def _planned(
    asked: Sequence[AnyRow], skipped: list[tuple[str, str]], by: Actor, at: datetime
) -> Plan:
    own = owned_recipients(by, asked)
    items: list[Item] = []
    chosen: set[tuple[str, int]] = set()
    for each in asked:
        who = (each.recipient_kind, each.recipient_id)
        why = _why_not(each, at, mine=own is None or who in own, twice=who in chosen)
        if why:
            skipped.append((_name(each), why))
        else:
            chosen.add(who)
            last = f"last written to {instant(each.mailed_at)}" if each.mailed_at else ""
            items.append(Item(each.id, f"{_name(each)} <{each.to_address}>", last))
    return Plan(items, skipped)


def _why_not(asked: AnyRow, at: datetime, *, mine: bool, twice: bool) -> str:
    if not mine:
        return OTHERS
    if not asked.to_address:
        return NO_ADDRESS
    return too_soon(asked, at) or (DAILY if twice else "")


def _name(row: AnyRow) -> str:
    week = f", week of {day(row.subject_day)}" if row.subject_day else ""
    return f"{row.recipient_name}, {row.kind}{week}"


NUDGE = Action(
    path="nudge",
    label="Nudge",
    one="person",
    many="people",
    says="Each gets one mail with the link of what is due first.",
    done="nudged",
    record="request",
    noted=(nudge_queries.NUDGED,),
    plan=plan,
    act=nudge,
)
BULK = Bulk(
    board=REQUESTS,
    here="outreach.bulk",
    back="outreach.requests",
    query=request_queries.listed,
    key=LinkRequest.id.expression,
    actions=(NUDGE,),
)
