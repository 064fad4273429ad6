"""Read the contact log: an employer's timeline, and the next steps that are due."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

import sqlalchemy as sa
from sqlalchemy.orm import aliased

from app.accounts.models import StaffUser
from app.core.db import db
from app.core.errors import NotFound
from app.core.rows import AnyRow, AnySelect, Sorts
from app.core.text import like, number
from app.employers.models import Contact, ContactLog, Employer

SHOWN = 10


def entry(log_id: int) -> ContactLog:
    """Give one entry of the log; raise NotFound."""
    found = db.session.get(ContactLog, log_id)
    if found is None:
        raise NotFound
    return found


def timeline(employer_id: int) -> AnySelect:
    """Give the query of an employer's log."""
    writer, assignee = aliased(StaffUser), aliased(StaffUser)
    return (
        sa.select(
            ContactLog.id,
            ContactLog.kind,
            ContactLog.day,
            ContactLog.said,
            ContactLog.next_step,
            ContactLog.due_on,
            ContactLog.done_at,
            Contact.name.label("contact"),
            writer.name.label("writer"),
            assignee.name.label("assignee"),
        )
        .outerjoin(Contact, Contact.id == ContactLog.contact_id)
        .outerjoin(writer, writer.id == ContactLog.by_id)
        .outerjoin(assignee, assignee.id == ContactLog.assignee_id)
        .where(ContactLog.employer_id == employer_id)
    )


def newest(employer_id: int) -> Sequence[AnyRow]:
    """Give the newest entries of an employer's log, one more than a sheet shows."""
    query = timeline(employer_id).order_by(ContactLog.day.desc(), ContactLog.id.desc())
    return db.session.execute(query.limit(SHOWN + 1)).all()


def timeline_columns() -> Sorts:
    """Give the columns by which the log is sorted."""
    return {"day": ContactLog.day, "id": ContactLog.id.desc()}


def step_columns() -> Sorts:
    """Give the columns by which the list of next steps is sorted."""
    return {
        "due": ContactLog.due_on,
        "employer": Employer.search,
        "assignee": sa.func.coalesce(StaffUser.name, ""),
        "id": ContactLog.id,
    }


def steps(filters: dict[str, str], own_id: int | None, today: date) -> AnySelect:
    """Give the query of the next steps: one's own and open ones unless the filters say else."""
    query = (
        sa.select(
            ContactLog.id,
            ContactLog.next_step,
            ContactLog.due_on,
            ContactLog.done_at,
            ContactLog.kind,
            ContactLog.day,
            Employer.id.label("employer_id"),
            Employer.name.label("employer"),
            Contact.name.label("contact"),
            StaffUser.name.label("assignee"),
        )
        .join(Employer, Employer.id == ContactLog.employer_id)
        .outerjoin(Contact, Contact.id == ContactLog.contact_id)
        .outerjoin(StaffUser, StaffUser.id == ContactLog.assignee_id)
        .where(ContactLog.next_step != "")
    )
    assignee_id = number(filters.get("who", ""))
    if filters.get("who") != "all":
        query = query.where(ContactLog.assignee_id == (assignee_id or own_id))
    when = filters.get("when", "")
    done = ContactLog.done_at
    query = query.where(done.is_not(None) if when == "done" else done.is_(None))
    if when == "overdue":
        query = query.where(ContactLog.due_on < today)
    if when == "due":
        query = query.where(ContactLog.due_on <= today)
    if filters.get("q"):
        query = query.where(Employer.search.like(like(filters["q"]), escape="\\"))
    return query


def due_for(user_id: int | None, today: date, few: int) -> Sequence[AnyRow]:
    """Give the first few next steps due for a member of staff, each with the count of all."""
    query = steps({"when": "due"}, user_id, today).add_columns(sa.func.count().over().label("all"))
    return db.session.execute(query.order_by(ContactLog.due_on, ContactLog.id).limit(few)).all()
