"""Read which reminders go out by themselves in the days to come."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any, Final

import sqlalchemy as sa

from app.core.access import Actor
from app.core.calendar import instant
from app.core.clock import district_time
from app.core.rows import AnySelect
from app.core.text import number
from app.outreach import queries
from app.outreach.models import LinkRequest, Reminder, RequestState
from app.outreach.outbox_queries import SEES_ALL
from app.outreach.pausing import not_paused
from app.outreach.posting import ASK, REMIND
from app.programs.mailing import KINDS, plan_for
from app.programs.models import Program
from app.programs.queries import all_programs

AHEAD: Final = timedelta(days=14)


def columns() -> dict[str, Any]:
    """Give the columns by which the list is sorted."""
    return {
        "due": Reminder.due_at,
        "recipient": LinkRequest.recipient_name,
        "kind": LinkRequest.kind,
        "program": Program.name,
        "id": Reminder.id,
    }


def coming(actor: Actor, filters: dict[str, str], at: datetime) -> AnySelect:
    """Give the query of the reminders of two weeks that an actor may know of.

    What is answered by then does not go out; what is switched off or paused is not among them.
    """
    query = (
        sa.select(
            Reminder.id,
            Reminder.action,
            Reminder.due_at,
            LinkRequest.id.label("request_id"),
            LinkRequest.recipient_name,
            LinkRequest.to_address,
            LinkRequest.kind,
            LinkRequest.zone,
            LinkRequest.subject_day,
            Program.name.label("program"),
        )
        .join(LinkRequest, LinkRequest.id == Reminder.request_id)
        .outerjoin(Program, Program.id == LinkRequest.program_id)
        .where(
            Reminder.action.in_((ASK, REMIND)),
            Reminder.done_at.is_(None),
            Reminder.due_at < LinkRequest.expires_at,
            Reminder.due_at <= at + AHEAD,
            LinkRequest.state == RequestState.OPEN,
            LinkRequest.to_address != "",
            not_paused(),
            sa.or_(LinkRequest.program_id.is_(None), _switched_on()),
        )
    )
    query = queries.seen_by(actor, query)
    if filters.get("kind"):
        query = query.where(LinkRequest.kind == filters["kind"])
    if (program_id := number(filters.get("program", ""))) is not None:
        query = query.where(LinkRequest.program_id == program_id)
    if filters.get("q"):
        query = query.where(LinkRequest.recipient_name.icontains(filters["q"], autoescape=True))
    return _on(query, filters.get("day", ""), at)


def may_read_letter(request_id: int, actor: Actor) -> bool:
    """Tell whether an actor may read a request's letter: all students it may name are theirs."""
    if actor.role in SEES_ALL:
        return True
    own = actor.school_ids if actor.role == "career_specialist" else frozenset[int]()
    return queries.schools_of(request_id) <= own


def _switched_on() -> sa.ColumnElement[bool]:
    pairs = [
        (program.id, kind)
        for program in all_programs()
        for kind in KINDS
        if plan_for(program, kind) is not None
    ]
    return sa.tuple_(LinkRequest.program_id, LinkRequest.kind).in_(pairs)


def _on(query: AnySelect, text: str, at: datetime) -> AnySelect:
    if not text:
        return query
    try:
        day = date.fromisoformat(text)
    except ValueError:
        return query.where(sa.false())
    zone = str(district_time(at).tzinfo)
    start = datetime.min.time()
    return query.where(
        Reminder.due_at >= instant(day, start, zone),
        Reminder.due_at < instant(day + timedelta(days=1), start, zone),
    )
