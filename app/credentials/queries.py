"""Read what students plan, try and earn, always in the actor's scope."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import date
from typing import Final

import sqlalchemy as sa
from sqlalchemy.orm import contains_eager, undefer

from app.core.access import Actor
from app.core.db import db
from app.core.errors import NotFound
from app.core.files import File
from app.core.intake.batches import chunked
from app.core.rows import AnyRow, AnySelect, Sorts
from app.core.text import like, number
from app.credentials.models import OPEN, SOON, AwardState, Credential, CredentialAward
from app.schools.models import School
from app.students.models import Student
from app.students.queries import in_scope

FEW: Final = 500


def tries_of(student_id: int, credential_id: int) -> Sequence[CredentialAward]:
    """Give the tries of a student at a credential, the newest first, withdrawn ones too."""
    own = (
        CredentialAward.student_id == student_id,
        CredentialAward.credential_id == credential_id,
    )
    query = sa.select(CredentialAward).where(*own).order_by(CredentialAward.id.desc())
    return db.session.scalars(query).all()


def award_for(award_id: int, actor: Actor) -> CredentialAward:
    """Give a try with student and credential; raise NotFound for another school's student."""
    query = (
        sa.select(CredentialAward)
        .join(CredentialAward.student)
        .join(Student.school)
        .join(CredentialAward.credential)
        .where(CredentialAward.id == award_id)
        .options(
            contains_eager(CredentialAward.student).contains_eager(Student.school),
            contains_eager(CredentialAward.credential),
        )
    )
    found = db.session.scalar(in_scope(query, actor))
    if found is None:
        raise NotFound
    return found


def evidence_of(award_id: int, actor: Actor) -> File:
    """Give the certificate kept with a try, its content loaded; raise NotFound without one."""
    query = (
        sa.select(File)
        .join(CredentialAward, CredentialAward.evidence_id == File.id)
        .join(Student, Student.id == CredentialAward.student_id)
        .where(CredentialAward.id == award_id)
        .options(undefer(File.content))
    )
    found: File | None = db.session.scalar(in_scope(query, actor))
    if found is None:
        raise NotFound
    return found


def of_student(student_id: int) -> Sequence[AnyRow]:
    """Give the tries of one student, what was earned first, withdrawn ones left out."""
    query = (
        sa.select(
            CredentialAward.id,
            CredentialAward.state,
            CredentialAward.exam_on,
            CredentialAward.earned_on,
            CredentialAward.expires_on,
            CredentialAward.number,
            CredentialAward.score,
            CredentialAward.evidence_id,
            Credential.name,
            Credential.issuer,
        )
        .join(Credential, Credential.id == CredentialAward.credential_id)
        .where(
            CredentialAward.student_id == student_id,
            CredentialAward.state != AwardState.WITHDRAWN,
        )
        .order_by(CredentialAward.earned_on.is_(None), CredentialAward.earned_on.desc())
        .order_by(CredentialAward.id.desc())
    )
    return db.session.execute(query).all()


def columns() -> Sorts:
    """Give the columns by which the list is sorted."""
    return {
        "student": Student.family_name,
        "school": School.name,
        "grade": Student.grade,
        "credential": Credential.search,
        "day": sa.func.coalesce(CredentialAward.earned_on, CredentialAward.exam_on),
        "expires": CredentialAward.expires_on,
        "id": CredentialAward.id,
    }


def listed(actor: Actor, filters: Mapping[str, str], today: date) -> AnySelect:
    """Give the query of tries in an actor's scope, withdrawn ones only where they are asked for."""
    query: AnySelect = (
        sa.select(
            CredentialAward.id,
            CredentialAward.state,
            CredentialAward.exam_on,
            CredentialAward.earned_on,
            CredentialAward.expires_on,
            CredentialAward.number,
            CredentialAward.score,
            Student.given_name,
            Student.family_name,
            Student.preferred_name,
            Student.grade,
            School.name.label("school"),
            Credential.name.label("credential"),
            Credential.issuer,
            Credential.career_field,
        )
        .join(Credential, Credential.id == CredentialAward.credential_id)
        .join(Student, Student.id == CredentialAward.student_id)
        .join(School, School.id == Student.school_id)
    )
    if words := filters.get("q"):
        query = query.where(Student.search.like(like(words), escape="\\"))
    if filters.get("state") in set(AwardState):
        query = query.where(CredentialAward.state == filters["state"])
    else:
        query = query.where(CredentialAward.state != AwardState.WITHDRAWN)
    if credential_id := number(filters.get("credential", "")):
        query = query.where(CredentialAward.credential_id == credential_id)
    if field := filters.get("field"):
        query = query.where(Credential.career_field == field)
    if grade := filters.get("grade"):
        query = query.where(Student.grade == grade)
    if school_id := number(filters.get("school", "")):
        query = query.where(Student.school_id == school_id)
    if year := number(filters.get("year", "")):
        query = query.where(CredentialAward.earned_on.between(*_school_year(year)))
    if filters.get("expires") == "soon":
        query = query.where(
            CredentialAward.state == AwardState.EARNED,
            CredentialAward.expires_on.between(today, today + SOON),
        )
    return in_scope(query, actor)


def _school_year(year: int) -> tuple[date, date]:
    """Give the first and the last day of a school year, named by its second calendar year."""
    year = min(max(year, date.min.year + 1), date.max.year)
    return date(year - 1, 7, 1), date(year, 6, 30)


def open_tries(credential_id: int, actor: Actor) -> Sequence[AnyRow]:
    """Give the open tries at a credential in an actor's scope, by school and name."""
    query: AnySelect = (
        sa.select(
            CredentialAward.student_id,
            CredentialAward.state,
            Student.given_name,
            Student.family_name,
            Student.preferred_name,
            School.name.label("school"),
        )
        .join(Student, Student.id == CredentialAward.student_id)
        .join(School, School.id == Student.school_id)
        .where(CredentialAward.credential_id == credential_id, CredentialAward.state.in_(OPEN))
        .order_by(School.name, Student.family_name, Student.given_name, Student.id)
    )
    return db.session.execute(in_scope(query, actor)).all()


def holders(credential_id: int, student_ids: Collection[int], on: date) -> set[int]:
    """Give those of some students who hold a credential on a day."""
    query = sa.select(CredentialAward.student_id).where(
        CredentialAward.credential_id == credential_id,
        CredentialAward.student_id.in_(list(student_ids)),
        CredentialAward.state == AwardState.EARNED,
        CredentialAward.expires_on.is_(None) | (CredentialAward.expires_on >= on),
    )
    return set(db.session.scalars(query))


def by_number(numbers: Collection[str], actor: Actor) -> dict[str, AnyRow]:
    """Give the students in an actor's scope by student number, some hundreds at a time."""
    found: dict[str, AnyRow] = {}
    for some in chunked(sorted(numbers), FEW):
        query: AnySelect = sa.select(
            Student.id, Student.student_number, Student.given_name, Student.family_name
        ).where(Student.student_number.in_(some))
        found |= {row.student_number: row for row in db.session.execute(in_scope(query, actor))}
    return found


def noted_of(student_ids: Collection[int]) -> set[tuple[int, int, date | None, AwardState]]:
    """Give student, credential, day and state of what is noted of some students already."""
    found: set[tuple[int, int, date | None, AwardState]] = set()
    for some in chunked(sorted(student_ids), FEW):
        query = sa.select(
            CredentialAward.student_id,
            CredentialAward.credential_id,
            sa.func.coalesce(CredentialAward.earned_on, CredentialAward.exam_on),
            CredentialAward.state,
        ).where(CredentialAward.student_id.in_(some))
        found |= {(row[0], row[1], row[2], _earned(row[3])) for row in db.session.execute(query)}
    return found


def _earned(state: AwardState) -> AwardState:
    return AwardState.EARNED if state is AwardState.EXPIRED else state
