"""Ask many employers for the seats of a season at once."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from typing import Final

from app.accounts.models import Role
from app.core.access import Actor
from app.core.bulk import Action, Bulk, Item, Plan
from app.core.rows import AnyRow, AnySelect
from app.core.states import words
from app.employers import asked_queries, pledge_answering, pledge_asking, pledge_queries
from app.employers.models import Employer
from app.employers.pledge_board import BOARD
from app.employers.pledge_models import PledgeState
from app.employers.pledge_services import KIND
from app.outreach.bulk import NOT_WAITING, NUDGE, plan_about
from app.outreach.queries import open_by_subject
from app.programs.mailing import plan_for
from app.programs.models import Program

OTHERS: Final = "another member of staff owns this employer"
SILENT: Final = "must not be contacted"
NOBODY: Final = "nobody there has an address to write to"
ASKED: Final = "is asked already, and has not answered"
MISTAKE: Final = "asked by mistake"


def bulk_of(this: Program, last: Program | None) -> Bulk:
    """Give what can be done to many employers beside their pledges of a season."""

    def listed(_actor: Actor, filters: dict[str, str]) -> AnySelect:
        return pledge_queries.listed(filters, this.id, last.id if last else 0)

    def plan(rows: Sequence[AnyRow], by: Actor, _at: datetime) -> Plan:
        return _plan(rows, this, by)

    def plan_nudges(rows: Sequence[AnyRow], by: Actor, at: datetime) -> Plan:
        named = {row.pledge_id: row.name for row in rows if row.pledge_id}
        found = plan_about(named, KIND, by, at)
        unasked = [(row.name, NOT_WAITING) for row in rows if not row.pledge_id]
        return Plan(found.items, [*found.skipped, *unasked])

    def ask(employer_id: int, *, by: Actor, at: datetime, reason: str = "") -> None:  # noqa: ARG001 - as every bulk action
        pledge_asking.ask(employer_id, this.id, by=by, at=at)

    return Bulk(
        board=BOARD,
        here="employers.pledges_bulk",
        back="employers.pledges",
        query=listed,
        key=Employer.id.expression,
        actions=(
            Action(
                path="ask",
                label="Ask by mail",
                one="employer",
                many="employers",
                says="One person at each gets a mail in the name of the employer’s owner, with a "
                "link to pledge seats, to say “not this year”, or to pass it on. Whoever had a "
                "campaign mail lately gets it later; the calendar of coming mail says when.",
                done="asked",
                record="request",
                noted=("asked",),
                plan=plan,
                act=ask,
                undo=_take_back,
            ),
            replace(NUDGE, plan=plan_nudges),
        ),
    )


def _plan(rows: Sequence[AnyRow], program: Program, by: Actor) -> Plan:
    people = asked_queries.whom({row.id for row in rows})
    waiting = open_by_subject(KIND, {row.pledge_id for row in rows if row.pledge_id})
    is_on = plan_for(program, KIND) is not None
    items: list[Item] = []
    skipped: list[tuple[str, str]] = []
    for row in rows:
        person = people[row.id]
        if why := _why_not(row, person, by, is_on=is_on, asked=row.pledge_id in waiting):
            skipped.append((row.name, why))
        else:
            owner = f"for {person.owner}" if person.owner else "has no owner: nobody is named"
            items.append(Item(row.id, f"{row.name}: {person.contact} <{person.email}>", owner))
    return Plan(items, skipped)


def _why_not(row: AnyRow, person: AnyRow, by: Actor, *, is_on: bool, asked: bool) -> str:
    if not is_on:
        return "this mail is off or paused for the program"
    if person.do_not_contact:
        return SILENT
    if by.role == Role.EMPLOYER_ENGAGEMENT and person.owner_id not in (None, by.id):
        return OTHERS
    if row.state not in (None, PledgeState.ASKED):
        return f"has {words(row.state)} already"
    if asked:
        return ASKED
    return "" if person.contact_id else NOBODY


def _take_back(request_id: int, *, by: Actor, at: datetime) -> None:
    pledge_answering.take_back_asking(request_id, MISTAKE, by=by, at=at)
