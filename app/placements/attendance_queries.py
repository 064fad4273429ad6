"""Read the roster as its host may see it, what the host said, and which hosts are to be asked."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

import sqlalchemy as sa

from app.accounts.policies import sees_every_student
from app.core.access import Actor
from app.core.db import db
from app.core.errors import NotFound
from app.core.rows import AnyRow
from app.outreach import queries as requests
from app.outreach.models import LinkRequest
from app.outreach.shapes import Subject
from app.placements.activity_models import Activity, ActivityStudent, SignUpState
from app.placements.activity_queries import RUNNING
from app.placements.attendance_models import ActivityGuest, HostReport
from app.schools.models import School
from app.students import privacy
from app.students.models import Student
from app.students.queries import in_scope

KIND: Final = "shadow-attendance"
ACTIVITY: Final = "activity"
U = SignUpState


@dataclass(slots=True)
class Listed:
    """Be one student on the roster as the host sees them, and what is being said of them."""

    id: int
    student_id: int
    school_id: int
    name: str
    state: SignUpState
    version: int
    note: str
    basis: str
    absent: bool = False

    @property
    def waiting(self) -> bool:
        """Tell whether nobody has said yet whether they came."""
        return self.state is U.SIGNED_UP


def roster_of(activity: Activity, staff: Actor | None = None) -> list[Listed]:
    """Give the roster of an activity, by first name, as its host may see it.

    Who may not be shown outside is left out: staff mark them. Staff who enter what a host told them
    see the students of their own schools, whoever they are.
    """
    query = (
        sa.select(
            ActivityStudent.id,
            ActivityStudent.student_id,
            ActivityStudent.state,
            ActivityStudent.version,
            ActivityStudent.host_note,
            Student.school_id,
            Student.given_name,
            Student.preferred_name,
            Student.family_name,
        )
        .join(Student, Student.id == ActivityStudent.student_id)
        .where(
            ActivityStudent.activity_id == activity.id,
            ActivityStudent.state != U.WITHDRAWN,
        )
    )
    rows = db.session.execute(in_scope(query, staff) if staff else query).all()
    grounds = privacy.grounds([row.student_id for row in rows], activity.day)
    found = [_listed(row, grounds) for row in rows if staff or row.student_id in grounds]
    return sorted(found, key=lambda each: (each.name.casefold(), each.id))


def _listed(row: AnyRow, grounds: dict[int, privacy.Basis]) -> Listed:
    return Listed(
        row.id,
        row.student_id,
        row.school_id,
        f"{row.preferred_name or row.given_name} {row.family_name[:1]}.",
        row.state,
        row.version,
        row.host_note,
        grounds.get(row.student_id, privacy.Basis.PLACEMENT),
        absent=row.state in (U.ABSENT, U.EXCUSED),
    )


def digest(roster: list[Listed]) -> str:
    """Give a short mark of a roster as it was shown; another one means that something changed."""
    said = ",".join(f"{each.id}:{each.version}" for each in sorted(roster, key=lambda one: one.id))
    return hashlib.sha256(said.encode()).hexdigest()[:16]


def schools_signed_up(activity_id: int) -> Sequence[AnyRow]:
    """Give the schools (id, name) whose students have places at an activity, by name."""
    return db.session.execute(
        sa.select(School.id, School.name)
        .join(Student, Student.school_id == School.id)
        .join(ActivityStudent, ActivityStudent.student_id == Student.id)
        .where(ActivityStudent.activity_id == activity_id, ActivityStudent.state != U.WITHDRAWN)
        .distinct()
        .order_by(School.name, School.id)
    ).all()


def report_of(activity_id: int) -> HostReport | None:
    """Give what the host said of an activity last, None while they said nothing."""
    return db.session.scalar(sa.select(HostReport).where(HostReport.activity_id == activity_id))


def guests_of(activity_id: int) -> list[ActivityGuest]:
    """Give whom the host named besides the roster, and nobody has seen to yet."""
    query = sa.select(ActivityGuest).where(
        ActivityGuest.activity_id == activity_id, ActivityGuest.settled_at.is_(None)
    )
    return list(db.session.scalars(query.order_by(ActivityGuest.id)))


def guests_for(activity_id: int, actor: Actor) -> Sequence[AnyRow]:
    """Give whom the host named besides the roster, as far as an actor may see their schools.

    Of an unknown school they are named to those who see every student only.
    """
    query = (
        sa.select(ActivityGuest.id, ActivityGuest.name, School.name.label("school"))
        .outerjoin(School, School.id == ActivityGuest.school_id)
        .where(ActivityGuest.activity_id == activity_id, ActivityGuest.settled_at.is_(None))
        .order_by(ActivityGuest.id)
    )
    if not sees_every_student(actor):
        query = query.where(ActivityGuest.school_id.in_(actor.school_ids))
    return db.session.execute(query).all()


def guest_for(activity_id: int, guest_id: int, actor: Actor) -> ActivityGuest:
    """Give one whom the host named, if the actor may see them; raise NotFound."""
    seen = {row.id for row in guests_for(activity_id, actor)}
    found = db.session.get(ActivityGuest, guest_id)
    if found is None or found.id not in seen:
        raise NotFound
    return found


def request_for(activity_id: int, actor: Actor) -> LinkRequest | None:
    """Give the newest request of an activity's host that an actor may see, or None."""
    query = sa.select(LinkRequest).where(
        LinkRequest.kind == KIND,
        LinkRequest.subject_kind == ACTIVITY,
        LinkRequest.subject_id == activity_id,
    )
    newest = requests.seen_by(actor, query).order_by(LinkRequest.id.desc()).limit(1)
    return db.session.scalar(newest)


def to_ask(program_id: int, since: date, until: date) -> Sequence[AnyRow]:
    """Give the activities of a program in some days whose host nobody asked yet who came.

    Each has a contact, and at least one student of whom nothing is noted.
    """
    waiting = sa.exists().where(
        ActivityStudent.activity_id == Activity.id, ActivityStudent.state == U.SIGNED_UP
    )
    asked = sa.exists().where(
        LinkRequest.kind == KIND,
        LinkRequest.subject_kind == ACTIVITY,
        LinkRequest.subject_id == Activity.id,
    )
    return db.session.execute(
        sa.select(Activity.id, Activity.day, Activity.end, Activity.timezone)
        .where(
            Activity.program_id == program_id,
            Activity.contact_id.is_not(None),
            Activity.state.in_(RUNNING),
            Activity.day >= since,
            Activity.day <= until,
            waiting,
            ~asked,
        )
        .order_by(Activity.day, Activity.id)
    ).all()


def live_of(activity_id: int) -> Sequence[LinkRequest]:
    """Give the open and answered requests about an activity."""
    return requests.live(KIND, Subject(ACTIVITY, activity_id))
