"""Add and correct guardians of a student, who answer for them in their own language."""

from __future__ import annotations

import secrets
from datetime import datetime

from app.core import journal
from app.core.access import Actor
from app.core.db import db
from app.core.errors import Invalid, StaleView
from app.core.use_case import use_case
from app.outreach import services as outreach
from app.students.models import BY_STAFF, Guardian
from app.students.queries import guardian_for, student_for
from app.students.recipients import GUARDIAN, readdress

FIELDS = ("name", "email", "phone", "language")


@use_case
def add_guardian(student_id: int, values: dict[str, str], *, by: Actor, at: datetime) -> int:
    """Add a guardian whom the roster does not know, and give the id."""
    student = student_for(student_id, by)
    _check(values)
    added = Guardian(
        student_id=student.id, sourced_id=f"{BY_STAFF}{secrets.token_hex(8)}", **values
    )
    db.session.add(added)
    db.session.flush()
    journal.record("guardian_added", "student", student.id, by=by, at=at, guardian=added.id)
    return added.id


@use_case
def change_guardian(
    guardian_id: int, values: dict[str, str], *, version: int | None, by: Actor, at: datetime
) -> int:
    """Correct a guardian and give the student's id; raise StaleView when another did meanwhile."""
    guardian = guardian_for(guardian_id, by)
    if version is not None and version != guardian.version:
        now = ", ".join(filter(None, (guardian.name, guardian.email, guardian.phone)))
        raise StaleView(f"Somebody else changed this guardian meanwhile. It now reads: {now}.")
    _check(values)
    changed = [name for name in FIELDS if getattr(guardian, name) != values[name]]
    for name in changed:
        setattr(guardian, name, values[name])
    if changed:
        told = {"guardian": guardian.id, "fields": changed}
        journal.record("guardian_changed", "student", guardian.student_id, by=by, at=at, **told)
    if "email" in changed:
        db.session.flush()
        readdress(GUARDIAN, guardian.id, by=by, at=at)
    return guardian.student_id


@use_case
def remove_guardian(guardian_id: int, *, by: Actor, at: datetime) -> int:
    """Remove a guardian whom staff added, and give the student's id; the roster's stay."""
    guardian = guardian_for(guardian_id, by)
    if not guardian.by_staff:
        raise Invalid("This guardian comes from the roster; take them off there.")
    outreach.let_go(
        GUARDIAN, guardian.id, reason=f"{guardian.name} was taken off the record", by=by, at=at
    )
    db.session.delete(guardian)
    journal.record(
        "guardian_removed", "student", guardian.student_id, by=by, at=at, guardian=guardian.id
    )
    return guardian.student_id


def _check(values: dict[str, str]) -> None:
    if not values["name"]:
        sentence = "Enter the guardian’s name."
        raise Invalid(sentence, {"name": sentence})
