"""Read the weekly plans of a student's matches, or of an employer's placements, with who comes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Any

import sqlalchemy as sa

from app.core.access import Actor
from app.core.db import db
from app.core.rows import AnyRow, AnySelect
from app.core.text import many
from app.employers.models import Employer, Site
from app.matches.eligibility import Slot
from app.matches.models import HOLDING, Match
from app.matches.queries import in_scope
from app.placements.models import Placement, PlacementSlot, PlacementState
from app.students.models import Student

UNPOSTED = (PlacementState.DRAFT, PlacementState.CANCELLED)
NAMED = 8


class Whose(StrEnum):
    """Say whose plans a calendar holds."""

    STUDENT = "student"
    EMPLOYER = "employer"
    SITE = "site"
    CONTACT = "contact"


@dataclass(frozen=True, slots=True)
class Plan:
    """Be one planned weekday of a match or, without one, of a placement.

    `key` never changes; `who` is first names with an initial, or a number; `changed` is when.
    """

    key: str
    match_id: int | None
    placement_id: int
    title: str
    employer: str
    place: str
    zone: str
    first_day: date
    last_day: date
    slot: Slot
    who: str
    changed: datetime


def of_student(student_id: int) -> list[Plan]:
    """Give the plans of a student's offered, accepted, active and completed matches."""
    query = _plans(Match.id.label("match_id"), Match.moved_at, *_name())
    query = query.join(Match, Match.placement_id == Placement.id)
    query = query.join(Student, Student.id == Match.student_id)
    query = query.where(Match.student_id == student_id, Match.state.in_(HOLDING))
    return [_of_match(row) for row in db.session.execute(query)]


def of_match(match_id: int) -> list[Plan]:
    """Give the plans of one match, whatever its state."""
    query = _plans(Match.id.label("match_id"), Match.moved_at, *_name())
    query = query.join(Match, Match.placement_id == Placement.id)
    query = query.join(Student, Student.id == Match.student_id).where(Match.id == match_id)
    return [_of_match(row) for row in db.session.execute(query)]


def of_employer(whose: Whose, record_id: int, actor: Actor) -> list[Plan]:
    """Give the plans of an employer's, a site's or a supervisor's placements: three statements.

    A student whom the actor may not see is counted and not named.
    """
    own = _owned_by(whose, record_id)
    query = _plans(Placement.created_at.label("moved_at")).where(own)
    rows = db.session.execute(query.where(Placement.state.not_in(UNPOSTED))).all()
    counts = _counts(own)
    names = _names(own, actor)
    return [
        Plan(
            f"placement-{row.uid}-{row.weekday}",
            None,
            row.placement_id,
            row.title,
            row.employer,
            _place(row),
            row.timezone,
            row.start_date,
            row.end_date,
            Slot(row.weekday, row.start, row.end),
            _who(names.get(row.placement_id, []), counts.get(row.placement_id, 0)),
            row.moved_at,
        )
        for row in rows
    ]


def _plans(*more: Any) -> AnySelect:
    columns: list[Any] = [
        Placement.id.label("placement_id"),
        Placement.uid,
        Placement.title,
        Placement.start_date,
        Placement.end_date,
        PlacementSlot.weekday,
        PlacementSlot.start,
        PlacementSlot.end,
        Employer.name.label("employer"),
        Site.name.label("site"),
        Site.address,
        Site.city,
        Site.timezone,
        *more,
    ]
    query: AnySelect = sa.select(*columns)
    return (
        query.select_from(Placement)
        .join(PlacementSlot, PlacementSlot.placement_id == Placement.id)
        .join(Site, Site.id == Placement.site_id)
        .join(Employer, Employer.id == Site.employer_id)
        .order_by(Placement.start_date, Placement.id, PlacementSlot.weekday)
    )


def _of_match(row: AnyRow) -> Plan:
    return Plan(
        f"match-{row.match_id}-{row.weekday}",
        row.match_id,
        row.placement_id,
        row.title,
        row.employer,
        _place(row),
        row.timezone,
        row.start_date,
        row.end_date,
        Slot(row.weekday, row.start, row.end),
        _short(row),
        row.moved_at,
    )


def _owned_by(whose: Whose, record_id: int) -> sa.ColumnElement[bool]:
    if whose is Whose.SITE:
        return Placement.site_id == record_id
    if whose is Whose.CONTACT:
        return Placement.supervisor_id == record_id
    return Site.employer_id == record_id


def _counts(own: sa.ColumnElement[bool]) -> dict[int, int]:
    query = (
        sa.select(Match.placement_id, sa.func.count())
        .join(Placement, Placement.id == Match.placement_id)
        .join(Site, Site.id == Placement.site_id)
        .where(own, Match.state.in_(HOLDING))
        .group_by(Match.placement_id)
    )
    return {row[0]: row[1] for row in db.session.execute(query)}


def _names(own: sa.ColumnElement[bool], actor: Actor) -> dict[int, list[str]]:
    query: AnySelect = (
        sa.select(Match.placement_id, *_name())
        .join(Student, Student.id == Match.student_id)
        .join(Placement, Placement.id == Match.placement_id)
        .join(Site, Site.id == Placement.site_id)
        .join(Employer, Employer.id == Site.employer_id)
        .where(own, Match.state.in_(HOLDING))
        .order_by(Student.given_name, Student.family_name)
    )
    found: dict[int, list[str]] = {}
    for row in db.session.execute(in_scope(query, actor)):
        found.setdefault(row.placement_id, []).append(_short(row))
    return found


def _name() -> tuple[Any, ...]:
    return Student.given_name, Student.preferred_name, Student.family_name


def _short(row: AnyRow) -> str:
    return f"{row.preferred_name or row.given_name} {row.family_name[:1]}."


def _who(names: Sequence[str], count: int) -> str:
    shown = list(names[:NAMED])
    more = count - len(shown)
    if not shown:
        return many(count, "student") if count else "nobody yet"
    return ", ".join(shown) + (f" and {more} more" if more > 0 else "")


def _place(row: AnyRow) -> str:
    return ", ".join(part for part in (row.site, row.address, row.city) if part)
