"""Ask partners to describe the placements of a season, by hand or for every pledged seat."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from app.core import journal
from app.core.access import SYSTEM, Actor
from app.core.errors import Conflict, NotFound
from app.core.language import speaking
from app.core.letters import Letter, compose
from app.core.rows import AnyRow
from app.core.sweeps import sweep
from app.core.todos import open_todo
from app.core.use_case import use_case
from app.employers import contact_queries
from app.employers import queries as employers
from app.employers.recipients import contact_recipient
from app.outreach import posting
from app.outreach import services as outreach
from app.outreach.models import LinkRequest, RequestState
from app.outreach.posting import may_write
from app.outreach.services import NOBODY
from app.outreach.shapes import Recipient, Subject
from app.placements import description_page
from app.placements import description_queries as queries
from app.placements.description_models import DescriptionState
from app.programs import queries as programs
from app.programs.mailing import plan_for
from app.programs.queries import mailing_programs
from app.programs.rules import ReminderPlan

KIND: Final = queries.KIND
PROGRAM: Final = "program"
OFF: Final = "This mail is off or paused for the program; an administrator switches it on."
ASKED: Final = "Somebody there was asked already and has not answered yet; see the request."
NO_SITE: Final = "Add a site first: what they describe stands at one of their places."
NOT_THEIRS: Final = "Choose one of this employer’s contacts."


def ask_for_descriptions(at: datetime, program_id: int | None = None) -> int:
    """Ask for every pledge with seats that no placement has yet; give how many were asked.

    Of one program only, if it is named. Each is asked in a transaction of its own.
    """
    ready = [
        (program.id, row)
        for program in mailing_programs(KIND)
        if program_id in (None, program.id)
        for row in queries.pledged_without_posting(program.id)
        if row.contact_id is not None and row.zone is not None
    ]
    return sweep(ready, lambda each: _ask_row(each[0], each[1], at))


@dataclass(frozen=True, slots=True)
class Choice:
    """Be one employer whose pledged seats no placement has yet, whom to ask, and why not."""

    row: AnyRow
    name: str
    why_not: str


def choices(program_id: int) -> list[Choice]:
    """Give the employers whom one press would ask about a program, and who is left out and why."""
    rows = queries.pledged_without_posting(program_id)
    ids = {row.contact_id for row in rows if row.contact_id is not None}
    names, silent = queries.addressees(ids), contact_queries.unmailable(ids)
    return [Choice(row, names.get(row.contact_id, ""), _why_not(row, silent)) for row in rows]


def _why_not(row: AnyRow, silent: Collection[int]) -> str:
    if row.zone is None:
        return "has no site yet"
    if row.contact_id is None:
        return "has no contact"
    return "has no address, or must not be written to" if row.contact_id in silent else ""


def ask_many(program_id: int, shown: Collection[int], *, by: Actor, at: datetime) -> int:
    """Ask those of the employers that were shown who still are to be asked; give how many were.

    Raises Conflict where this mail is off. Each is asked in a transaction of its own.
    """
    if plan_for(programs.program(program_id), KIND) is None:
        raise Conflict(OFF)
    ready = [each.row for each in choices(program_id) if each.row.id in shown and not each.why_not]
    return sweep(ready, lambda row: _ask_row(program_id, row, at, by))


@use_case
def _ask_row(program_id: int, row: AnyRow, at: datetime, by: Actor = SYSTEM) -> int:
    recipient = contact_recipient(row.contact_id, row.zone)
    plan = plan_for(programs.program(program_id), KIND)
    if recipient is None or plan is None or queries.live_of_employer(row.id, program_id):
        return 0
    if not may_write(KIND, recipient):
        return 0
    _ask(recipient, program_id, plan, by=by, at=at)
    return 1


@use_case
def ask_now(employer_id: int, program_id: int, contact_id: int, *, by: Actor, at: datetime) -> int:
    """Ask a contact to describe the placements of a season now; give the request's id.

    Who described some already is asked for more by the same link. Raises Conflict where this mail
    is off, nobody may be written to, the employer has no site, or somebody there was asked already.
    """
    plan = plan_for(programs.program(program_id), KIND)
    if plan is None:
        raise Conflict(OFF)
    recipient = recipient_at(employer_id, contact_id)
    if recipient is None or not may_write(KIND, recipient):
        raise Conflict(NOBODY)
    live = queries.live_of_employer(employer_id, program_id)
    if live is not None and live.state is RequestState.OPEN:
        raise Conflict(ASKED)
    if live is not None and live.recipient_id == contact_id:
        posting.reopen(live, by=by, at=at, reason="asked for more")
        posting.remind_anew(live, plan, at=at)
        posting.send(live, "ask", at=at)
        journal.record("asked", "employer", employer_id, by=by, at=at, program=program_id)
        return live.id
    journal.record("asked", "employer", employer_id, by=by, at=at, program=program_id)
    return _ask(recipient, program_id, plan, by=by, at=at)


def recipient_at(employer_id: int, contact_id: int) -> Recipient | None:
    """Give a contact of an employer as recipient, on the clock of the employer's first site.

    Raises Conflict without a site, or for somebody of another employer.
    """
    employer = employers.sheet(employer_id)
    if not employer.sites:
        raise Conflict(NO_SITE)
    if contact_id not in {each.id for each in employer.contacts}:
        raise Conflict(NOT_THEIRS)
    return contact_recipient(contact_id, employer.sites[0].timezone)


def _ask(
    recipient: Recipient, program_id: int, plan: ReminderPlan, *, by: Actor, at: datetime
) -> int:
    asked = outreach.ask(
        KIND,
        recipient,
        Subject(PROGRAM, program_id),
        plan=plan,
        program_id=program_id,
        by=by,
        at=at,
    )
    return asked.id


def preview(recipient: Recipient, program_id: int) -> Letter:
    """Give the letter that a contact would be mailed, before it is."""
    employer = contact_queries.employer_of_contact(recipient.id)
    with speaking(recipient.language):
        return compose(
            KIND,
            recipient.language,
            name=recipient.name,
            employer=employer.name,
            program=programs.program(program_id).name,
        )


def letter(asked: LinkRequest, step: str) -> Letter:
    """Compose the letter of a step: the first asking, a reminder, or a question sent back."""
    kind = {"ask": KIND, "back": f"{KIND}-back"}.get(step, f"{KIND}-reminder")
    values = {
        "name": asked.recipient_name,
        "employer": contact_queries.employer_of_contact(asked.recipient_id).name,
        "program": programs.program(asked.program_id or 0).name,
    }
    if step == "back":
        values |= _question(asked)
    with speaking(asked.language):
        return compose(kind, asked.language, **values)


def _question(asked: LinkRequest) -> dict[str, str]:
    back = [row for row in queries.of_request(asked.id) if row.state is DescriptionState.SENT_BACK]
    if not back:
        raise NotFound
    newest = max(back, key=lambda row: row.version)
    return {"placement": newest.said.get("title", ""), "comment": newest.comment}


def recipient(asked: LinkRequest) -> Recipient | None:
    """Give whom the request goes to, as their record is now."""
    return contact_recipient(asked.recipient_id, asked.zone)


def summary(asked: LinkRequest) -> str:
    """Say what the request is about, for staff."""
    return f"Placements of {programs.program(asked.program_id or 0).name}, described by the partner"


def escalate(asked: LinkRequest, at: datetime) -> None:
    """Open a to-do for employer engagement: nothing was described."""
    if description_page.is_done(asked):
        return
    employer = contact_queries.employer_of_contact(asked.recipient_id)
    open_todo(
        "placement_not_described",
        "request",
        asked.id,
        f"{asked.recipient_name} of {employer.name} has not described a placement. Telephone, and "
        "enter it for them.",
        url=f"/requests/{asked.id}/answer",
        role="employer_engagement",
        at=at,
    )
