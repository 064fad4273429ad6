"""Note who came to an activity as its host says it; a mark of theirs is journaled as theirs."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa

from app.core import journal
from app.core.access import Actor
from app.core.db import db
from app.core.todos import close_todo, open_todo
from app.core.use_case import use_case
from app.outreach.shapes import Evidence
from app.placements import activity_queries
from app.placements import attendance_queries as queries
from app.placements.activity_models import Activity, ActivityState, ActivityStudent, SignUpState
from app.placements.attendance_models import ActivityGuest, HostReport

A, U = ActivityState, SignUpState
GUEST_TODO, NOT_HELD_TODO = "guest_came", "not_held"


@dataclass(frozen=True, slots=True)
class Mark:
    """Be what a host says of one student: whether they came, and a note."""

    came: bool
    note: str = ""


@dataclass(frozen=True, slots=True)
class Other:
    """Be a student who came and was not listed; the school is None when the host does not know."""

    name: str
    school_id: int | None


@use_case
def receive(  # noqa: PLR0913 - an answer has these parts
    activity_id: int,
    request_id: int,
    marks: Mapping[int, Mark],
    others: Sequence[Other],
    *,
    evidence: Evidence,
    at: datetime,
) -> None:
    """Note who came, by sign-up, and who came besides; the activity is held from then on."""
    activity = activity_queries.detail(activity_id)
    for sign_up_id, mark in marks.items():
        _mark(db.session.get_one(ActivityStudent, sign_up_id), mark, evidence.by, at)
    if activity.state is not A.HELD:
        activity.move_to(A.HELD, by=evidence.by, at=at)
    _report(activity, request_id, evidence, at, took_place=True)
    close_todo(NOT_HELD_TODO, "activity", activity.id, by=evidence.by, at=at)
    _name_others(activity, others, at)


def _mark(place: ActivityStudent, mark: Mark, by: Actor, at: datetime) -> None:
    # who is excused did not come either, and staff know more of it
    missing = place.state if place.state is U.EXCUSED else U.ABSENT
    target = U.ATTENDED if mark.came else missing
    if place.state is not target:
        place.move_to(target, by=by, at=at)
    if place.host_note != mark.note:
        place.host_note = mark.note
        journal.record("noted", "sign-up", place.id, by=by, at=at, fields=["host_note"])


@use_case
def say_not_held(
    activity_id: int, request_id: int, words: str, *, evidence: Evidence, at: datetime
) -> None:
    """Note that it did not take place, as its host says; staff cancel it, or plan it again."""
    activity = activity_queries.detail(activity_id)
    _report(activity, request_id, evidence, at, took_place=False, words=words)
    open_todo(
        NOT_HELD_TODO,
        "activity",
        activity.id,
        f"{activity.title} did not take place, says its host: {words} Cancel it, or plan it again.",
        url=f"/activities/{activity.id}",
        role="employer_engagement",
        at=at,
    )


def _report(  # noqa: PLR0913 - a report has these parts
    activity: Activity,
    request_id: int,
    evidence: Evidence,
    at: datetime,
    *,
    took_place: bool,
    words: str = "",
) -> None:
    report = queries.report_of(activity.id)
    if report is None:
        report = HostReport(activity_id=activity.id)
        db.session.add(report)
    report.request_id, report.said_at = request_id, at
    report.said_by, report.method = evidence.name or evidence.by.name, evidence.method
    report.took_place, report.words = took_place, words
    db.session.flush()
    journal.record(
        "attendance_said" if took_place else "not_held_said",
        "activity",
        activity.id,
        by=evidence.by,
        at=at,
        method=evidence.method,
    )


def _name_others(activity: Activity, others: Sequence[Other], at: datetime) -> None:
    known = {(each.name, each.school_id): each for each in queries.guests_of(activity.id)}
    said = {(each.name, each.school_id) for each in others}
    gone = [each.id for key, each in known.items() if key not in said]
    db.session.execute(sa.delete(ActivityGuest).where(ActivityGuest.id.in_(gone)))
    db.session.add_all(
        ActivityGuest(activity_id=activity.id, name=name, school_id=school_id, said_at=at)
        for name, school_id in sorted(said - set(known), key=str)
    )
    db.session.flush()
    for school_id in sorted({school for _name, school in said}, key=lambda each: each or 0):
        open_todo(
            f"{GUEST_TODO}_{school_id or 0}",
            "activity",
            activity.id,
            f"Somebody came to {activity.title} who is not on the roster. See who, and sign them"
            " up.",
            url=f"/activities/{activity.id}",
            role="career_specialist" if school_id else "administrator",
            school_id=school_id,
            at=at,
        )


@use_case
def settle_guest(activity_id: int, guest_id: int, *, by: Actor, at: datetime) -> None:
    """Say that staff have seen to somebody who came and was not listed."""
    guest = queries.guest_for(activity_id, guest_id, by)
    guest.settled_at, guest.settled_by = at, by.key
    db.session.flush()
    journal.record("guest_settled", "activity", activity_id, by=by, at=at)
    if not any(each.school_id == guest.school_id for each in queries.guests_of(activity_id)):
        todo = f"{GUEST_TODO}_{guest.school_id or 0}"
        close_todo(todo, "activity", activity_id, by=by, at=at)
