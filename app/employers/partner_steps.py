"""Note what a partner said by link in the contact log, with a next step for their owner."""

from __future__ import annotations

from datetime import date, datetime

from app.core import journal
from app.core.access import Actor
from app.core.clock import district_day
from app.core.db import db
from app.core.filters import day as day_words
from app.core.todos import open_todo
from app.employers.models import ContactLog, Employer, LogKind


def note(  # noqa: PLR0913 - a talk has these parts
    employer: Employer,
    *,
    said: str,
    step: str,
    due_on: date,
    contact_id: int,
    by: Actor,
    at: datetime,
) -> None:
    """Note it inside the open use case; where an employer has no owner, a to-do asks for one."""
    owned = employer.owner_id is not None
    entry = ContactLog(
        employer_id=employer.id,
        contact_id=contact_id,
        kind=LogKind.NOTE,
        day=district_day(at),
        said=said,
        next_step=step if owned else "",
        due_on=due_on if owned else None,
        assignee_id=employer.owner_id,
        at=at,
    )
    db.session.add(entry)
    db.session.flush()
    journal.record("created", "contact_log", entry.id, by=by, at=at)
    if not owned:
        open_todo(
            "partner_without_owner",
            "employer",
            employer.id,
            f"{employer.name}: {step.lower()}, by {day_words(due_on, year=True)}. It has no owner: "
            "give it one, and note the step.",
            url=f"/employers/{employer.id}",
            role="employer_engagement",
            at=at,
        )
