"""Sign students up for an activity, take attendance, and take either back."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa

from app.core import journal
from app.core.access import Actor
from app.core.db import db
from app.core.errors import Conflict, Invalid, NotFound
from app.core.rows import AnySelect
from app.core.use_case import use_case
from app.outreach import answers
from app.placements import activity_queries as queries
from app.placements import attendance_queries
from app.placements.activity_models import (
    MARKED,
    Activity,
    ActivityState,
    ActivityStudent,
    SignUpState,
)
from app.students.models import Student
from app.students.queries import in_scope, listed

A, U = ActivityState, SignUpState
TAKING = (A.OPEN, A.HELD)
CHUNK = 500


@dataclass(frozen=True, slots=True)
class SignedUp:
    """Count who was signed up, and who had a place already."""

    new: int
    already: int


@use_case
def sign_up(activity_id: int, student_ids: Collection[int], *, by: Actor, at: datetime) -> SignedUp:
    """Sign students up, all of them or none; who has a place already keeps it.

    Raises NotFound for a student who is not the actor's, Invalid for one of a school that the
    activity is not for, and Conflict when there are not enough places.
    """
    activity = queries.detail(activity_id)
    places = queries.places_of(activity.id, by)
    wanted = set(student_ids)
    again = [
        places[each] for each in wanted if each in places and places[each].state is U.WITHDRAWN
    ]
    new = _fitting(activity, sorted(wanted - set(places)), by)
    if new or again:
        _take(activity, len(new) + len(again))
        for place in again:
            place.move_to(U.SIGNED_UP, by=by, at=at)
        _add(activity, new, by, at)
    return SignedUp(len(new) + len(again), len(wanted) - len(new) - len(again))


def _fitting(activity: Activity, student_ids: list[int], by: Actor) -> list[int]:
    schools = {school.id for school in activity.schools}
    found: dict[int, int] = {}
    for start in range(0, len(student_ids), CHUNK):
        query = sa.select(Student.id, Student.school_id).where(
            Student.id.in_(student_ids[start : start + CHUNK]), Student.left_at.is_(None)
        )
        found |= {row.id: row.school_id for row in db.session.execute(in_scope(query, by))}
    if len(found) != len(student_ids):
        raise NotFound
    outside = sum(school not in schools for school in found.values()) if schools else 0
    if outside:
        who = "1 student is" if outside == 1 else f"{outside} students are"
        names = ", ".join(school.name for school in activity.schools)
        raise Invalid(f"{who} not of a school that this is for: {names}. Nobody was signed up.")
    return student_ids


def _take(activity: Activity, number: int) -> None:
    """Take places by one conditional UPDATE; raise Conflict when there are not so many."""
    taken = db.session.execute(
        sa.update(Activity)
        .where(
            Activity.id == activity.id,
            Activity.places_taken + number <= Activity.capacity,
            Activity.state.in_(TAKING),
        )
        .values(places_taken=Activity.places_taken + number)
        .execution_options(synchronize_session=False)
    )
    if taken.rowcount == 1:  # type: ignore[attr-defined]
        return
    if activity.state not in TAKING:
        raise Conflict(f"This activity is {activity.state}: open its sign-ups first.")
    left = db.session.scalar(
        sa.select(Activity.capacity - Activity.places_taken).where(Activity.id == activity.id)
    )
    free = "no place is left" if not left else f"{left} of {activity.capacity} places are left"
    who = "1 more student" if number == 1 else f"{number} more students"
    raise Conflict(f"There is no room for {who}: {free}. Nobody was signed up.")


def _add(activity: Activity, student_ids: list[int], by: Actor, at: datetime) -> None:
    rows = [
        ActivityStudent(
            activity_id=activity.id, student_id=each, state=U.SIGNED_UP, signed_up_at=at
        )
        for each in student_ids
    ]
    db.session.add_all(rows)
    db.session.flush()
    for row in rows:
        journal.record("created", "sign-up", row.id, by=by, at=at)


@use_case
def sign_up_all(
    activity_id: int, filters: dict[str, str], shown: int, *, by: Actor, at: datetime
) -> SignedUp:
    """Sign up every student of the actor's whom a filter finds, if they are as many as was shown.

    Raises Conflict when they are more or fewer by now.
    """
    activity = queries.detail(activity_id)
    found = db.session.scalars(for_activity(activity, by, filters).with_only_columns(Student.id))
    ids = list(found)
    if len(ids) != shown:
        msg = f"This filter now finds {len(ids)} students, not {shown}. Look at them again."
        raise Conflict(msg)
    return sign_up(activity_id, ids, by=by, at=at)


def for_activity(activity: Activity, actor: Actor, filters: dict[str, str]) -> AnySelect:
    """Give the query of the actor's students whom an activity is for."""
    query = listed(actor, filters)
    schools = [school.id for school in activity.schools]
    return query.where(Student.school_id.in_(schools)) if schools else query


@use_case
def withdraw(activity_id: int, sign_up_id: int, *, by: Actor, at: datetime) -> None:
    """Give a student's place back."""
    place = queries.sign_up_for(activity_id, sign_up_id, by)
    place.move_to(U.WITHDRAWN, by=by, at=at)
    db.session.execute(
        sa.update(Activity)
        .where(Activity.id == activity_id, Activity.places_taken > 0)
        .values(places_taken=Activity.places_taken - 1)
        .execution_options(synchronize_session=False)
    )


@use_case
def sign_up_again(activity_id: int, sign_up_id: int, *, by: Actor, at: datetime) -> None:
    """Give a withdrawn student a place again, while one is free."""
    place = queries.sign_up_for(activity_id, sign_up_id, by)
    place.move_to(U.SIGNED_UP, by=by, at=at)
    _take(queries.detail(activity_id), 1)


@use_case
def take_back_mark(
    activity_id: int, sign_up_id: int, *, reason: str, by: Actor, at: datetime
) -> None:
    """Take a student's attendance back with a reason; the place stays."""
    place = queries.sign_up_for(activity_id, sign_up_id, by)
    place.move_to(U.SIGNED_UP, by=by, at=at, reason=reason)


@use_case
def take_attendance(
    activity_id: int,
    marks: Mapping[int, tuple[SignUpState, int | None]],
    *,
    by: Actor,
    at: datetime,
) -> int:
    """Mark who came, by sign-up with the version that was shown; give how many marks changed.

    The activity is held from then on. Raises Conflict before its day, and when somebody else marked
    one of these students meanwhile.
    """
    activity = queries.detail(activity_id)
    if not activity.begun(at):
        msg = "Its day has not come yet. Nothing was marked."
        raise Conflict(msg)
    places = {place.id: place for place in queries.places_of(activity.id, by).values()}
    changed = 0
    for sign_up_id, (state, version) in marks.items():
        place = places.get(sign_up_id)
        if place is None or state not in MARKED:
            raise NotFound
        changed += _mark(place, state, version, by, at)
    if activity.state is not A.HELD:
        activity.move_to(A.HELD, by=by, at=at)
    db.session.flush()
    for asked in attendance_queries.live_of(activity.id):
        answers.settle(asked, by=by, at=at)
    return changed


def _mark(
    place: ActivityStudent, state: SignUpState, version: int | None, by: Actor, at: datetime
) -> int:
    if place.state is state:
        return 0
    if place.version != version:
        name = place.student.shown_name
        now = str(place.state).replace("_", " ")
        msg = (
            f"Somebody else marked {name} “{now}” meanwhile. Nothing of yours was kept; look again."
        )
        raise Conflict(msg)
    place.move_to(state, by=by, at=at)
    return 1
