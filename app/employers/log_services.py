"""Keep the contact log: what was said with a partner, and the next step until it is done."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import date, datetime

from app.core import journal
from app.core.access import Actor
from app.core.db import db
from app.core.errors import Conflict, Invalid
from app.core.use_case import use_case
from app.employers import log_queries, queries
from app.employers.models import ContactLog, Employer, LogKind


@dataclass(frozen=True, slots=True, kw_only=True)
class LogFacts:
    """Be what staff say of a talk; without an assignee the employer's owner takes the step."""

    kind: LogKind
    contact_id: int | None
    day: date
    said: str
    next_step: str
    due_on: date | None
    assignee_id: int | None


@use_case
def log(employer_id: int, facts: LogFacts, *, by: Actor, at: datetime, today: date) -> int:
    """Write a talk into the log; give its id.

    Raises Invalid for a day to come, a next step without a day, and a contact of another employer.
    """
    employer = queries.sheet(employer_id)
    _check(facts, employer, today)
    by_id = by.id if by.kind == "staff" else None
    values = asdict(facts) | {"assignee_id": _assignee(facts, employer, by)}
    entry = ContactLog(employer_id=employer.id, by_id=by_id, at=at, **values)
    db.session.add(entry)
    db.session.flush()
    journal.record("logged", "employer", employer.id, by=by, at=at, kind=str(facts.kind))
    journal.record("created", "contact_log", entry.id, by=by, at=at)
    return entry.id


@use_case
def correct(  # noqa: PLR0913 - a correction has these parts
    log_id: int,
    facts: LogFacts,
    *,
    by: Actor,
    at: datetime,
    today: date,
    version: int | None = None,
) -> int:
    """Correct an entry; give the id of its employer.

    Raises Invalid as `log` does, and Conflict when somebody changed it since `version`.
    """
    entry = log_queries.entry(log_id)
    employer = queries.sheet(entry.employer_id)
    if version is not None and version != entry.version:
        msg = (
            f"Somebody else changed this entry meanwhile: it is now “{entry.said[:200]}”, "
            f"next step “{entry.next_step or 'none'}”. Look at it, then change it again."
        )
        raise Conflict(msg)
    _check(facts, employer, today)
    values = asdict(facts) | {"assignee_id": _assignee(facts, employer, by)}
    if not facts.next_step:
        values |= {"done_at": None, "done_by_id": None}
    changed = [name for name, value in values.items() if getattr(entry, name) != value]
    for name in changed:
        setattr(entry, name, values[name])
    if changed:
        journal.record("changed", "contact_log", entry.id, by=by, at=at, fields=changed)
    return employer.id


@use_case
def finish_step(log_id: int, *, by: Actor, at: datetime) -> int:
    """Note that a next step is done; give the id of its employer."""
    entry = log_queries.entry(log_id)
    if not entry.next_step:
        raise Conflict("This entry has no next step.")
    if entry.done_at is None:
        entry.done_at, entry.done_by_id = at, by.id if by.kind == "staff" else None
        journal.record("done", "contact_log", entry.id, by=by, at=at)
    return entry.employer_id


@use_case
def reopen_step(log_id: int, *, by: Actor, at: datetime) -> int:
    """Undo that a next step is done; give the id of its employer."""
    entry = log_queries.entry(log_id)
    if entry.done_at is not None:
        entry.done_at = entry.done_by_id = None
        journal.record("reopened", "contact_log", entry.id, by=by, at=at)
    return entry.employer_id


def _check(facts: LogFacts, employer: Employer, today: date) -> None:
    problems: dict[str, str] = {}
    if facts.day > today:
        problems["day"] = "Choose today or a day before; what is to come is a next step."
    if facts.next_step and facts.due_on is None:
        problems["due_on"] = "Enter the day by which the next step is due."
    if facts.due_on is not None and not facts.next_step:
        problems["next_step"] = "Enter what is to be done by that day, or clear the day."
    if facts.contact_id is not None and facts.contact_id not in {
        contact.id for contact in employer.contacts
    }:
        problems["contact_id"] = "Choose a contact of this employer."
    if problems:
        raise Invalid("There is a problem.", problems)


def _assignee(facts: LogFacts, employer: Employer, by: Actor) -> int | None:
    if not facts.next_step:
        return None
    return facts.assignee_id or employer.owner_id or by.id
