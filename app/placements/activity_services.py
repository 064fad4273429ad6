"""Plan activities and move them; each change is journaled and the later writer is told."""

from __future__ import annotations

import uuid
from dataclasses import asdict
from datetime import datetime
from typing import Any, Final

import sqlalchemy as sa

from app.core import journal
from app.core.access import Actor
from app.core.db import db
from app.core.errors import Conflict, Invalid
from app.core.text import fold
from app.core.use_case import use_case
from app.employers import contact_queries
from app.employers import queries as employers
from app.placements import activity_queries as queries
from app.placements import attendance_asking
from app.placements.activity_facts import ActivityFacts
from app.placements.activity_models import Activity, ActivityState
from app.programs import queries as programs
from app.schools.models import School

A = ActivityState
# a host who was asked about something else is asked anew
ASKED_ABOUT: Final = frozenset({"day", "end", "timezone", "contact_id", "program_id"})


@use_case
def save(
    activity_id: int | None,
    facts: ActivityFacts,
    *,
    by: Actor,
    at: datetime,
    version: int | None = None,
) -> int:
    """Plan an activity, or change one; give its id.

    Raises Invalid with a sentence per field, and Conflict when somebody changed it since `version`.
    """
    _check(facts)
    values = asdict(facts)
    school_ids = values.pop("school_ids")
    if activity_id is None:
        return _create(values, school_ids, by, at)
    activity = queries.detail(activity_id)
    if version is not None and version != activity.version:
        msg = (
            f"Somebody else changed this activity meanwhile: it is now “{activity.title}” on "
            f"{activity.day:%b %d, %Y} with {activity.capacity} places. Look at it, then change it"
            " again."
        )
        raise Conflict(msg)
    _change(activity, values, school_ids, by, at)
    return activity.id


def _check(facts: ActivityFacts) -> None:
    problems: dict[str, str] = {}
    if facts.end <= facts.start:
        problems["end"] = "The end is not after the start."
    if facts.program_id is not None:
        program = programs.program(facts.program_id)
        if not program.start_date <= facts.day <= program.end_date:
            problems["day"] = f"{program.name} does not have this day; choose another one."
    if facts.site_id and employers.site(facts.site_id).employer_id != facts.employer_id:
        problems["site_id"] = "Choose a site of this employer."
    if facts.contact_id:
        contact = contact_queries.contact(facts.contact_id)
        if contact.employer_id != facts.employer_id or contact.left_at is not None:
            problems["contact_id"] = "Choose a contact of this employer who is still there."
    if not facts.site_id and not facts.place:
        problems["place"] = "Say where it is, or choose a site."
    if problems:
        raise Invalid("There is a problem.", problems)


def _create(values: dict[str, Any], schools: tuple[int, ...], by: Actor, at: datetime) -> int:
    activity = Activity(
        **values,
        uid=uuid.uuid4().hex,
        search=fold(values["title"]),
        state=A.PLANNED,
        places_taken=0,
        created_at=at,
    )
    activity.schools = _schools(schools)
    db.session.add(activity)
    db.session.flush()
    journal.record("created", "activity", activity.id, by=by, at=at)
    return activity.id


def _change(
    activity: Activity, values: dict[str, Any], schools: tuple[int, ...], by: Actor, at: datetime
) -> None:
    if values["capacity"] < activity.places_taken:
        sentence = f"{activity.places_taken} places are taken, so there cannot be fewer."
        raise Invalid(sentence, {"capacity": sentence})
    changed = [name for name, value in values.items() if getattr(activity, name) != value]
    for name in changed:
        setattr(activity, name, values[name])
    if {school.id for school in activity.schools} != set(schools):
        changed.append("schools")
        activity.schools = _schools(schools)
        # a change of schools alone is a change of the activity too
        sa.orm.attributes.flag_modified(activity, "title")
    if changed:
        activity.search = fold(activity.title)
        journal.record("changed", "activity", activity.id, by=by, at=at, fields=changed)
    if not ASKED_ABOUT.isdisjoint(changed):
        db.session.flush()
        attendance_asking.ask_anew(activity.id, by=by, at=at)


def _schools(ids: tuple[int, ...]) -> list[School]:
    found = db.session.scalars(sa.select(School).where(School.id.in_(ids)))
    return sorted(found, key=lambda school: school.name)


@use_case
def open_sign_ups(activity_id: int, *, by: Actor, at: datetime) -> None:
    """Let students be signed up."""
    queries.detail(activity_id).move_to(A.OPEN, by=by, at=at)


@use_case
def close_sign_ups(activity_id: int, *, by: Actor, at: datetime) -> None:
    """Let no more students be signed up; who has a place keeps it."""
    queries.detail(activity_id).move_to(A.PLANNED, by=by, at=at)


@use_case
def hold(activity_id: int, *, by: Actor, at: datetime) -> None:
    """Say that an activity was held, from its day on."""
    activity = queries.detail(activity_id)
    if not activity.begun(at):
        msg = "Its day has not come yet."
        raise Conflict(msg)
    activity.move_to(A.HELD, by=by, at=at)


@use_case
def take_back_held(activity_id: int, *, reason: str, by: Actor, at: datetime) -> None:
    """Say with a reason that an activity was not held after all; the marks stay."""
    queries.detail(activity_id).move_to(A.OPEN, by=by, at=at, reason=reason)


@use_case
def cancel(activity_id: int, *, reason: str, by: Actor, at: datetime) -> None:
    """Cancel an activity with a reason; its roster is kept, and counts for nobody."""
    queries.detail(activity_id).move_to(A.CANCELLED, by=by, at=at, reason=reason)
    attendance_asking.cancel_asked(activity_id, "the activity was cancelled", by=by, at=at)


@use_case
def take_up_again(activity_id: int, *, reason: str, by: Actor, at: datetime) -> None:
    """Plan a cancelled activity again, with a reason; its roster is as it was."""
    queries.detail(activity_id).move_to(A.PLANNED, by=by, at=at, reason=reason)


@use_case
def save_and_open(  # noqa: PLR0913 - an activity has these parts
    activity_id: int | None,
    facts: ActivityFacts,
    *,
    opened: bool,
    by: Actor,
    at: datetime,
    version: int | None = None,
) -> int:
    """Save an activity and, if asked, open its sign-ups in the same transaction; give its id."""
    saved = save(activity_id, facts, by=by, at=at, version=version)
    if opened:
        open_sign_ups(saved, by=by, at=at)
    return saved
