"""Give students and guardians as recipients of requests, and follow their addresses."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

import sqlalchemy as sa
from flask import current_app

from app.accounts.queries import specialist_address
from app.core.access import Actor
from app.core.db import db
from app.outreach import services as outreach
from app.outreach.models import LinkRequest, RequestState
from app.outreach.shapes import Recipient
from app.students.models import Guardian, Student

STUDENT, GUARDIAN = "student", "guardian"
S = RequestState


def student_recipient(student_id: int) -> Recipient | None:
    """Give a student as a recipient, or None when there is none or they left the school."""
    student = db.session.get(Student, student_id)
    if student is None or student.left_at is not None:
        return None
    return Recipient(
        STUDENT,
        student.id,
        student.shown_name,
        student.email,
        student.language,
        str(current_app.config["TIMEZONE"]),
        reply_to=specialist_address([student.school_id]),
    )


def guardian_recipient(guardian_id: int) -> Recipient | None:
    """Give a guardian as a recipient, or None when there is none or their student left."""
    guardian = db.session.get(Guardian, guardian_id)
    student = db.session.get(Student, guardian.student_id) if guardian else None
    if guardian is None or student is None or student.left_at is not None:
        return None
    return Recipient(
        GUARDIAN,
        guardian.id,
        guardian.name,
        guardian.email,
        guardian.language,
        str(current_app.config["TIMEZONE"]),
        reply_to=specialist_address([student.school_id]),
    )


RECIPIENTS = {STUDENT: student_recipient, GUARDIAN: guardian_recipient}
MODELS: dict[str, type[Student | Guardian]] = {STUDENT: Student, GUARDIAN: Guardian}


def readdress(kind: str, person_id: int, *, by: Actor, at: datetime) -> None:
    """Void the links of a person whose address was corrected; open ones are mailed there anew."""
    recipient = RECIPIENTS[kind](person_id)
    if recipient is not None:
        outreach.readdress(recipient, by=by, at=at)


def follow_roster(*, by: Actor, at: datetime) -> int:
    """Let links follow the addresses on file, inside the open use case; give of how many people.

    Those of people who are no longer on the roster are cancelled.
    """
    moved = [(kind, each) for kind in MODELS for each in _elsewhere(kind)]
    for kind, person_id in moved:
        readdress(kind, person_id, by=by, at=at)
    gone = [(kind, each) for kind in MODELS for each in _gone(kind)]
    for kind, person_id in gone:
        outreach.let_go(kind, person_id, reason="no longer on the roster", by=by, at=at)
    return len(moved) + len(gone)


def _elsewhere(kind: str) -> Sequence[int]:
    person = MODELS[kind]
    return db.session.scalars(
        sa.select(LinkRequest.recipient_id)
        .join(person, person.id == LinkRequest.recipient_id)
        .where(
            LinkRequest.recipient_kind == kind,
            LinkRequest.state.in_((S.OPEN, S.ANSWERED, S.EXPIRED)),
            person.email != LinkRequest.to_address,
        )
        .distinct()
        .order_by(LinkRequest.recipient_id)
    ).all()


def _gone(kind: str) -> Sequence[int]:
    there = sa.select(Student.id).where(Student.left_at.is_(None))
    if kind == GUARDIAN:
        there = sa.select(Guardian.id).where(Guardian.student_id.in_(there))
    return db.session.scalars(
        sa.select(LinkRequest.recipient_id)
        .where(
            LinkRequest.recipient_kind == kind,
            LinkRequest.state.in_((S.OPEN, S.EXPIRED)),
            LinkRequest.recipient_id.not_in(there),
        )
        .distinct()
        .order_by(LinkRequest.recipient_id)
    ).all()
