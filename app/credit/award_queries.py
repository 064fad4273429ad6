"""Read awards: what stands of them, what a match may still be given, and what went out."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.orm import contains_eager, undefer

from app.accounts.models import StaffUser
from app.accounts.policies import sees_every_student
from app.core.access import Actor
from app.core.db import db
from app.core.errors import NotFound
from app.core.files import File
from app.core.rows import AnyRow, AnySelect, Sorts
from app.core.text import like, number
from app.credit.award_models import STANDING, AwardState, CreditAward, TranscriptExport
from app.matches.models import Match
from app.placements.models import Placement
from app.programs.models import Program
from app.schools.models import School
from app.students.models import Student
from app.students.queries import in_scope

PURPOSE = "transcript"


@dataclass(frozen=True, slots=True)
class Standing:
    """Be what stands of a match's awards: credit in hundredths, and the minutes it stands on."""

    credit: int = 0
    minutes: int = 0


def standing_of(match_ids: Collection[int]) -> dict[int, Standing]:
    """Give what is awarded of matches, by match; one without an award is not in it."""
    rows = db.session.execute(
        sa.select(
            CreditAward.match_id,
            sa.func.sum(CreditAward.credit).label("credit"),
            sa.func.sum(CreditAward.minutes).label("minutes"),
        )
        .where(CreditAward.match_id.in_(list(match_ids)), CreditAward.state.in_(STANDING))
        .group_by(CreditAward.match_id)
    )
    return {row.match_id: Standing(row.credit, row.minutes) for row in rows}


def standing_awards(match_id: int) -> Sequence[CreditAward]:
    """Give the awards of a match that stand, the newest first."""
    return db.session.scalars(
        sa.select(CreditAward)
        .where(CreditAward.match_id == match_id, CreditAward.state.in_(STANDING))
        .order_by(CreditAward.id.desc())
    ).all()


def awards_of(match_ids: Collection[int]) -> Sequence[AnyRow]:
    """Give every award of matches, the newest first, withdrawn ones too."""
    return db.session.execute(
        sa.select(
            CreditAward.id,
            CreditAward.match_id,
            CreditAward.state,
            CreditAward.credit,
            CreditAward.credit_type,
            CreditAward.minutes,
            CreditAward.earned_on,
            CreditAward.reason,
            Placement.title.label("placement"),
        )
        .join(Match, Match.id == CreditAward.match_id)
        .join(Placement, Placement.id == Match.placement_id)
        .where(CreditAward.match_id.in_(list(match_ids)))
        .order_by(CreditAward.id.desc())
    ).all()


def award_for(award_id: int, actor: Actor) -> CreditAward:
    """Give an award whose student an actor may see, with its match; raise NotFound otherwise."""
    query = (
        sa.select(CreditAward)
        .join(CreditAward.student)
        .join(CreditAward.match)
        .join(Match.placement)
        .join(Placement.program)
        .join(Student.school)
        .where(CreditAward.id == award_id)
        .options(
            contains_eager(CreditAward.student).contains_eager(Student.school),
            contains_eager(CreditAward.match)
            .contains_eager(Match.placement)
            .contains_eager(Placement.program),
        )
    )
    found = db.session.scalar(in_scope(query, actor))
    if found is None:
        raise NotFound
    return found


def columns() -> Sorts:
    """Give the columns by which the list of awards is sorted."""
    return {
        "student": Student.family_name,
        "school": School.name,
        "program": Program.name,
        "earned": CreditAward.earned_on,
        "id": CreditAward.id,
    }


def listed(actor: Actor, filters: Mapping[str, str]) -> AnySelect:
    """Give the query of awards in an actor's scope."""
    query: AnySelect = (
        sa.select(
            CreditAward.id,
            CreditAward.state,
            CreditAward.credit,
            CreditAward.credit_type,
            CreditAward.minutes,
            CreditAward.earned_on,
            CreditAward.needs_second,
            Student.given_name,
            Student.family_name,
            Student.preferred_name,
            School.name.label("school"),
            Program.name.label("program"),
        )
        .join(Student, Student.id == CreditAward.student_id)
        .join(School, School.id == Student.school_id)
        .join(Match, Match.id == CreditAward.match_id)
        .join(Placement, Placement.id == Match.placement_id)
        .join(Program, Program.id == Placement.program_id)
    )
    if filters.get("state") in set(AwardState):
        query = query.where(CreditAward.state == filters["state"])
    if school_id := number(filters.get("school", "")):
        query = query.where(Student.school_id == school_id)
    if program_id := number(filters.get("program", "")):
        query = query.where(Placement.program_id == program_id)
    if words := filters.get("q"):
        query = query.where(Student.search.like(like(words), escape="\\"))
    return in_scope(query, actor)


def waiting(school_id: int | None, actor: Actor) -> Sequence[AnyRow]:
    """Give the approved awards that no file has yet, of a school or of the whole district."""
    query: AnySelect = (
        sa.select(
            CreditAward.id,
            Student.student_number,
            Student.family_name,
            Student.given_name,
            Student.grade,
            School.code.label("school_code"),
            School.name.label("school"),
            Program.code.label("program_code"),
            Program.name.label("program"),
            Placement.title.label("placement"),
            CreditAward.credit,
            CreditAward.credit_type,
            CreditAward.minutes,
            CreditAward.earned_on,
            CreditAward.school_year,
            CreditAward.approved_at,
        )
        .join(Student, Student.id == CreditAward.student_id)
        .join(School, School.id == Student.school_id)
        .join(Match, Match.id == CreditAward.match_id)
        .join(Placement, Placement.id == Match.placement_id)
        .join(Program, Program.id == Placement.program_id)
        .where(CreditAward.state == AwardState.APPROVED)
        .order_by(School.name, Student.family_name, Student.given_name, CreditAward.id)
    )
    if school_id is not None:
        query = query.where(Student.school_id == school_id)
    return db.session.execute(in_scope(query, actor)).all()


def held(award_ids: Collection[int]) -> Sequence[CreditAward]:
    """Give awards by id to move them; nobody else moves them until this use case ends."""
    found: list[CreditAward] = []
    ids = sorted(award_ids)
    for start in range(0, len(ids), 500):
        query = sa.select(CreditAward).where(CreditAward.id.in_(ids[start : start + 500]))
        found += db.session.scalars(query.order_by(CreditAward.id).with_for_update()).all()
    return found


def waiting_by_school(actor: Actor) -> Sequence[AnyRow]:
    """Give how many approved awards wait for a file, by school in an actor's scope."""
    query: AnySelect = (
        sa.select(School.id, School.name, sa.func.count().label("awards"))
        .select_from(CreditAward)
        .join(Student, Student.id == CreditAward.student_id)
        .join(School, School.id == Student.school_id)
        .where(CreditAward.state == AwardState.APPROVED)
        .group_by(School.id, School.name)
        .order_by(School.name)
    )
    return db.session.execute(in_scope(query, actor)).all()


def exports(actor: Actor) -> Sequence[AnyRow]:
    """Give the newest 200 transcript files that an actor may take, the newest first."""
    query = (
        sa.select(
            TranscriptExport.id,
            TranscriptExport.awards,
            TranscriptExport.credit,
            TranscriptExport.at,
            School.name.label("school"),
            StaffUser.name.label("who"),
            File.name.label("file"),
        )
        .join(File, File.id == TranscriptExport.file_id)
        .outerjoin(School, School.id == TranscriptExport.school_id)
        .outerjoin(
            StaffUser, TranscriptExport.by == sa.literal("staff:") + StaffUser.id.cast(sa.Text)
        )
        .order_by(TranscriptExport.id.desc())
        .limit(200)
    )
    return db.session.execute(_own(query, actor)).all()


def export_file(export_id: int, actor: Actor) -> File:
    """Give the file of an export that an actor may take, its content loaded; raise NotFound."""
    query = (
        sa.select(File)
        .join(TranscriptExport, TranscriptExport.file_id == File.id)
        .where(TranscriptExport.id == export_id)
        .options(undefer(File.content))
    )
    found: File | None = db.session.scalar(_own(query, actor))
    if found is None:
        raise NotFound
    return found


def _own(query: sa.Select, actor: Actor) -> sa.Select:  # type: ignore[type-arg]
    if sees_every_student(actor):
        return query
    return query.where(TranscriptExport.school_id.in_(actor.school_ids))


def name_of(key: str | None) -> str:
    """Give the name of who did something, by the journal's key."""
    kind, _, number_of = (key or "").partition(":")
    if kind != "staff":
        return "Footbridge" if kind == "system" else ""
    query = sa.select(StaffUser.name).where(StaffUser.id == int(number_of))
    return db.session.scalar(query) or ""
