"""Read what students want, and what they may ask for."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.orm import selectinload

from app.core.db import db
from app.core.listing import Wanted
from app.core.rows import AnyRow
from app.employers.models import Employer, Site
from app.matches import options
from app.matches.eligibility import Failing
from app.matches.models import Match, MatchState
from app.matches.preference_models import Preference, PreferenceList
from app.outreach.models import LinkRequest, RequestState
from app.placements.models import Placement
from app.programs.models import Program
from app.students.models import Student

KIND = "preferences"
PROGRAM = "program"
CONSIDERED = (MatchState.SUGGESTED, MatchState.SHORTLISTED)


@dataclass(frozen=True, slots=True)
class Open:
    """Be an open placement of a program as one student may ask for it: rules that forbid it."""

    id: int
    title: str
    employer: str
    rules: Sequence[Failing]


def list_of(student_id: int, program_id: int) -> PreferenceList | None:
    """Give what a student wants of a program, or None when they never said."""
    return db.session.scalar(
        sa.select(PreferenceList)
        .where(PreferenceList.student_id == student_id, PreferenceList.program_id == program_id)
        .options(selectinload(PreferenceList.choices))
    )


def open_to(student_id: int, program_id: int) -> list[Open]:
    """Give the open placements of a program with a free seat, those that a student may take first.

    That the student is matched with one already is no reason not to ask for it.
    """
    wanted = Wanted(page=1, sort="", descending=False, filters={"program": str(program_id)})
    found = [
        Open(
            each.placement.id,
            each.placement.title,
            each.placement.employer,
            [rule for rule in each.rules if rule.code != "matched"],
        )
        for each in options.all_of_student(student_id, wanted)
    ]
    return sorted(found, key=lambda each: bool(each.rules))


def placements_of(ids: Collection[int]) -> dict[int, Placement]:
    """Give placements by id, each with its employer and schedule."""
    query = (
        sa.select(Placement)
        .where(Placement.id.in_(sorted(ids)))
        .options(
            selectinload(Placement.site).selectinload(Site.employer),
            selectinload(Placement.slots),
        )
    )
    return {each.id: each for each in db.session.scalars(query)}


def preferences_of(program_id: int) -> dict[int, list[int]]:
    """Give the placements that students want of a program, by student, the most wanted first.

    An empty list says that the student wants none; who never said is not among them.
    """
    rows = db.session.execute(
        sa.select(PreferenceList.student_id, Preference.placement_id)
        .outerjoin(Preference, Preference.list_id == PreferenceList.id)
        .where(PreferenceList.program_id == program_id)
        .order_by(PreferenceList.student_id, Preference.position)
    )
    found: dict[int, list[int]] = {}
    for student_id, placement_id in rows:
        wanted = found.setdefault(student_id, [])
        if placement_id is not None:
            wanted.append(placement_id)
    return found


def told_by(student_id: int) -> Sequence[AnyRow]:
    """Give what a student wants, one row a placement and program, the newest list first.

    A list of none has one row without a placement.
    """
    return db.session.execute(
        sa.select(
            PreferenceList.id.label("list_id"),
            PreferenceList.at,
            PreferenceList.method,
            PreferenceList.program_id,
            Program.name.label("program"),
            Preference.position,
            Preference.placement_id,
            Placement.title,
            Employer.name.label("employer"),
        )
        .join(Program, Program.id == PreferenceList.program_id)
        .outerjoin(Preference, Preference.list_id == PreferenceList.id)
        .outerjoin(Placement, Placement.id == Preference.placement_id)
        .outerjoin(Site, Site.id == Placement.site_id)
        .outerjoin(Employer, Employer.id == Site.employer_id)
        .where(PreferenceList.student_id == student_id)
        .order_by(PreferenceList.at.desc(), PreferenceList.id, Preference.position)
    ).all()


def positions_at(placement_id: int, student_ids: Collection[int]) -> dict[int, int]:
    """Give on which place of their list some students have a placement, by student."""
    rows = db.session.execute(
        sa.select(PreferenceList.student_id, Preference.position)
        .join(Preference, Preference.list_id == PreferenceList.id)
        .where(
            Preference.placement_id == placement_id,
            PreferenceList.student_id.in_(sorted(student_ids)),
        )
    )
    return {row.student_id: row.position for row in rows}


def unasked(program_id: int) -> Sequence[AnyRow]:
    """Give the students considered for a program who were neither asked nor said what they want."""
    said = sa.exists().where(
        PreferenceList.student_id == Student.id, PreferenceList.program_id == program_id
    )
    asked = sa.exists().where(
        LinkRequest.kind == KIND,
        LinkRequest.recipient_kind == "student",
        LinkRequest.recipient_id == Student.id,
        LinkRequest.subject_kind == PROGRAM,
        LinkRequest.subject_id == program_id,
        LinkRequest.state.in_((RequestState.OPEN, RequestState.ANSWERED)),
    )
    considered = (
        sa.select(Match.student_id)
        .join(Placement, Placement.id == Match.placement_id)
        .where(Placement.program_id == program_id, Match.state.in_(CONSIDERED))
    )
    return db.session.execute(
        sa.select(Student.id, Student.school_id)
        .where(Student.id.in_(considered), Student.left_at.is_(None), ~said, ~asked)
        .order_by(Student.id)
    ).all()
