"""Read who of a program's students was asked what they want, and what they said."""

from __future__ import annotations

from typing import Any, Final

import sqlalchemy as sa

from app.core.access import Actor
from app.core.rows import AnySelect, Sorts
from app.core.text import number
from app.matches.models import Match
from app.matches.preference_models import Preference, PreferenceList
from app.matches.preference_queries import CONSIDERED, KIND, PROGRAM
from app.outreach.models import LinkRequest, RequestState
from app.placements.models import Placement
from app.programs.queries import program as program_of
from app.schools.models import School
from app.students.models import Student
from app.students.queries import found_by, in_scope
from app.students.recipients import STUDENT

CHOICES: Final = (
    sa.select(Preference.list_id, sa.func.count().label("number"))
    .group_by(Preference.list_id)
    .subquery("choices")
)
FIRST: Final = (
    sa.select(Preference.list_id, Placement.title)
    .join(Placement, Placement.id == Preference.placement_id)
    .where(Preference.position == 1)
    .subquery("first_choice")
)


def columns() -> Sorts:
    """Give the columns by which the list of preferences is sorted."""
    return {
        "name": Student.family_name,
        "grade": Student.grade,
        "school": School.name,
        "sent": PreferenceList.at,
        "first": FIRST.c.title,
        "id": Student.id,
    }


def listed(actor: Actor, filters: dict[str, str]) -> AnySelect:
    """Give the query of the students of the grades that a program takes, in an actor's scope.

    The filter `program` names it; raises NotFound without one.
    """
    program = program_of(number(filters.get("program", "")) or 0)
    newest = (
        sa.select(LinkRequest.recipient_id, sa.func.max(LinkRequest.id).label("id"))
        .where(
            LinkRequest.kind == KIND,
            LinkRequest.recipient_kind == STUDENT,
            LinkRequest.subject_kind == PROGRAM,
            LinkRequest.subject_id == program.id,
        )
        .group_by(LinkRequest.recipient_id)
        .subquery("newest")
    )
    considered = (
        sa.select(Match.student_id)
        .join(Placement, Placement.id == Match.placement_id)
        .where(Placement.program_id == program.id, Match.state.in_(CONSIDERED))
    )
    query = (
        sa.select(
            Student.id,
            Student.given_name,
            Student.family_name,
            Student.preferred_name,
            Student.grade,
            Student.email,
            School.name.label("school"),
            sa.literal(program.id).label("program_id"),
            LinkRequest.id.label("request_id"),
            LinkRequest.state,
            PreferenceList.at.label("sent_at"),
            PreferenceList.method,
            sa.func.coalesce(CHOICES.c.number, 0).label("choices"),
            FIRST.c.title.label("first_choice"),
        )
        .join(School, School.id == Student.school_id)
        .outerjoin(newest, newest.c.recipient_id == Student.id)
        .outerjoin(LinkRequest, LinkRequest.id == newest.c.id)
        .outerjoin(
            PreferenceList,
            sa.and_(
                PreferenceList.student_id == Student.id, PreferenceList.program_id == program.id
            ),
        )
        .outerjoin(CHOICES, CHOICES.c.list_id == PreferenceList.id)
        .outerjoin(FIRST, FIRST.c.list_id == PreferenceList.id)
        .where(Student.left_at.is_(None), *found_by(filters.get("q", "")))
    )
    if (school_id := number(filters.get("school", ""))) is not None:
        query = query.where(Student.school_id == school_id)
    if grade := filters.get("grade"):
        query = query.where(Student.grade == grade)
    else:
        query = query.where(Student.grade.in_(program.rules.eligibility.grades))
    standing = _standings(considered).get(filters.get("standing", ""))
    return in_scope(query if standing is None else query.where(standing), actor)


def _standings(considered: AnySelect) -> dict[str, sa.ColumnElement[Any]]:
    said = PreferenceList.id.is_not(None)
    return {
        "considered": Student.id.in_(considered),
        "unasked": sa.and_(~said, LinkRequest.id.is_(None)),
        "waiting": LinkRequest.state == RequestState.OPEN,
        "said": sa.and_(said, CHOICES.c.number > 0),
        "none": sa.and_(said, CHOICES.c.number.is_(None)),
    }
