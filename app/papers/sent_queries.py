"""Read the documents that came through links, and what became of them."""

from __future__ import annotations

from collections.abc import Sequence

import sqlalchemy as sa
from sqlalchemy.orm import contains_eager, undefer

from app.core.access import Actor
from app.core.db import db
from app.core.errors import NotFound
from app.core.files import File
from app.core.rows import AnyRow
from app.matches.models import Match
from app.papers.models import SentDocument, SentState
from app.students.models import Student
from app.students.queries import in_scope

S = SentState


def sent_for(sent_id: int, actor: Actor) -> SentDocument:
    """Give a sent document of a student in an actor's scope; raise NotFound."""
    query = (
        sa.select(SentDocument)
        .join(SentDocument.match)
        .join(Student, Student.id == Match.student_id)
        .options(contains_eager(SentDocument.match))
        .where(SentDocument.id == sent_id)
    )
    found = db.session.scalar(in_scope(query, actor))
    if found is None:
        raise NotFound
    return found


def content_of(file_id: int) -> File:
    """Give a file with its content."""
    return db.session.scalars(
        sa.select(File).where(File.id == file_id).options(undefer(File.content))
    ).one()


def waiting_of(match_ids: Sequence[int]) -> Sequence[SentDocument]:
    """Give the sent documents of some matches that staff have not looked at."""
    return db.session.scalars(
        sa.select(SentDocument)
        .where(SentDocument.match_id.in_(list(match_ids)), SentDocument.state == S.WAITING)
        .order_by(SentDocument.id)
    ).all()


def of_student(student_id: int) -> Sequence[AnyRow]:
    """Give what was sent for a student, the newest first, with its file's name: one statement."""
    return db.session.execute(
        sa.select(
            SentDocument.id,
            SentDocument.match_id,
            SentDocument.kind,
            SentDocument.sender,
            SentDocument.state,
            SentDocument.reason,
            SentDocument.at,
            SentDocument.settled_at,
            File.name.label("file"),
        )
        .join(File, File.id == SentDocument.file_id)
        .join(Match, Match.id == SentDocument.match_id)
        .where(Match.student_id == student_id, SentDocument.state != S.REPLACED)
        .order_by(SentDocument.id.desc())
    ).all()


def newest_of(match_id: int) -> dict[str, AnyRow]:
    """Give the newest document sent for a match, by kind, with its file's name."""
    query = (
        sa.select(
            SentDocument.kind,
            SentDocument.state,
            SentDocument.reason,
            SentDocument.settled_at,
            File.name.label("file"),
        )
        .join(File, File.id == SentDocument.file_id)
        .where(SentDocument.match_id == match_id)
    )
    return {row.kind: row for row in db.session.execute(query.order_by(SentDocument.id))}
