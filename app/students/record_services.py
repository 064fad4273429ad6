"""Note documents on file and courses completed of a student."""

from __future__ import annotations

from datetime import date, datetime

import sqlalchemy as sa

from app.core import journal
from app.core.access import Actor
from app.core.announce import announce
from app.core.db import db
from app.core.errors import Invalid, NotFound
from app.core.use_case import use_case
from app.students.changes import DocumentsChanged
from app.students.models import CourseCompleted, StudentDocument
from app.students.queries import course_for, student_for

DOCUMENTS = {
    "guardian_consent": "Guardian consent",
    "work_permit": "Work permit",
    "medical_certificate": "Medical certificate",
    "proof_of_age": "Proof of age",
}


@use_case
def note_document(
    student_id: int, kind: str, expires: date | None, *, by: Actor, at: datetime
) -> None:
    """Note that a document is on file, until a date; noting it again renews the date."""
    student = student_for(student_id, by)
    if kind not in DOCUMENTS:
        sentence = "Choose a document from the list."
        raise Invalid(sentence, {"kind": sentence})
    kept = db.session.scalar(
        sa.select(StudentDocument).where(
            StudentDocument.student_id == student.id, StudentDocument.kind == kind
        )
    )
    if kept is None:
        kept = StudentDocument(student_id=student.id, kind=kind)
        db.session.add(kept)
    kept.expires, kept.noted_at = expires, at
    journal.record("document_noted", "student", student.id, by=by, at=at, kind=kind)
    db.session.flush()
    announce(DocumentsChanged(student.id, kind, by, at))


@use_case
def remove_document(student_id: int, kind: str, *, by: Actor, at: datetime) -> None:
    """Note that a document is not on file any more; raise NotFound when it was not."""
    student = student_for(student_id, by)
    kept = db.session.scalar(
        sa.select(StudentDocument).where(
            StudentDocument.student_id == student.id, StudentDocument.kind == kind
        )
    )
    if kept is None:
        raise NotFound
    db.session.delete(kept)
    journal.record("document_removed", "student", student.id, by=by, at=at, kind=kind)
    db.session.flush()
    announce(DocumentsChanged(student.id, kind, by, at))


@use_case
def set_directory_opt_out(
    student_id: int, *, opted_out: bool, reason: str, by: Actor, at: datetime
) -> bool:
    """Note whether a student is out of directory information; tell whether that is news.

    Raises Invalid without a reason: who asked for it, and how.
    """
    student = student_for(student_id, by)
    if student.directory_opt_out == opted_out:
        return False
    if not reason:
        sentence = "Say who asked for it, and how."
        raise Invalid(sentence, {"reason": sentence})
    student.directory_opt_out, student.updated_at = opted_out, at
    action = "directory_opted_out" if opted_out else "directory_opted_in"
    journal.record(action, "student", student.id, by=by, at=at, reason=reason)
    return True


@use_case
def note_course(student_id: int, title: str, on: date, *, by: Actor, at: datetime) -> None:
    """Note that a student completed a course; noting it again corrects the date."""
    student = student_for(student_id, by)
    if not title:
        sentence = "Enter the course’s title."
        raise Invalid(sentence, {"title": sentence})
    kept = db.session.scalar(
        sa.select(CourseCompleted).where(
            CourseCompleted.student_id == student.id, CourseCompleted.title == title
        )
    )
    if kept is None:
        kept = CourseCompleted(student_id=student.id, title=title)
        db.session.add(kept)
    kept.completed_on = on
    journal.record("course_noted", "student", student.id, by=by, at=at, title=title)


@use_case
def remove_course(course_id: int, *, by: Actor, at: datetime) -> int:
    """Take a course off the file again, and give the student's id; raise NotFound for no such."""
    course = course_for(course_id, by)
    db.session.delete(course)
    title = course.title
    journal.record("course_removed", "student", course.student_id, by=by, at=at, title=title)
    return course.student_id


@use_case
def note_record_taken(student_id: int, *, by: Actor, at: datetime) -> None:
    """Note that a student's whole record was taken away as a file."""
    student = student_for(student_id, by)
    journal.record("exported", "student", student.id, by=by, at=at)
