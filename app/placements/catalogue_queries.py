"""Read what the public may know of open placements: no street, no supervisor, no student."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date

import sqlalchemy as sa

from app.core.calendar import worked_minutes
from app.core.db import db
from app.core.errors import NotFound
from app.core.rows import AnyRow, AnySelect, Sorts
from app.core.text import like, number
from app.employers.models import Employer, Site
from app.placements.models import Placement, PlacementSlot, PlacementState
from app.placements.vocabulary import PAID, PayBasis
from app.programs.models import Program

FILTERS = ("q", "program", "kind", "field", "city", "pay", "age", "lang")
SORTS = ("start", "title", "employer", "city")
# a Monday far from any night in which clocks change
ANY_WEEK = date(2026, 6, 1)
PUBLIC = (
    Placement.id,
    Placement.title,
    Placement.kind,
    Placement.start_date,
    Placement.end_date,
    Placement.seats,
    Placement.seats_taken,
    Placement.minimum_age,
    Placement.grades,
    Placement.pay_basis,
    Placement.pay_cents,
    Placement.career_field,
    Placement.work_place,
    Employer.name.label("employer"),
    Site.city,
    Site.state,
    Program.name.label("program"),
)
MORE = (
    Placement.duties,
    Placement.credentials,
    Placement.documents,
    Placement.accommodations,
    Placement.languages,
    Placement.bring,
)


def columns() -> Sorts:
    """Give the columns by which the catalogue is sorted."""
    return {
        "start": Placement.start_date,
        "title": Placement.search,
        "employer": Employer.search,
        "city": Site.city,
        "id": Placement.id,
    }


def _public(today: date, columns: Sequence[sa.SQLColumnExpression[object]]) -> AnySelect:
    return (
        sa.select(*columns)
        .select_from(Placement)
        .join(Program, Program.id == Placement.program_id)
        .join(Site, Site.id == Placement.site_id)
        .join(Employer, Employer.id == Site.employer_id)
        .where(
            Placement.state == PlacementState.OPEN,
            Placement.end_date >= today,
            Program.catalogue_on.is_(True),
        )
    )


def listed(filters: dict[str, str], today: date) -> AnySelect:
    """Give the query of the catalogue, narrowed by the filters."""
    query = _public(today, PUBLIC)
    if filters.get("q"):
        wanted = like(filters["q"])
        query = query.where(
            Placement.search.like(wanted, escape="\\") | Employer.search.like(wanted, escape="\\")
        )
    for name, column in (
        ("kind", Placement.kind),
        ("field", Placement.career_field),
        ("city", Site.city),
    ):
        if filters.get(name):
            query = query.where(column == filters[name])
    if (program_id := number(filters.get("program", ""))) is not None:
        query = query.where(Placement.program_id == program_id)
    if filters.get("pay") == "paid":
        query = query.where(Placement.pay_basis.in_(PAID))
    elif filters.get("pay") == "unpaid":
        query = query.where(Placement.pay_basis == PayBasis.UNPAID)
    if (age := number(filters.get("age", ""))) is not None:
        query = query.where(Placement.minimum_age <= age)
    return query


def one(placement_id: int, today: date) -> AnyRow:
    """Give what the public may know of one placement; raise NotFound."""
    query = _public(today, (*PUBLIC, *MORE)).where(Placement.id == placement_id)
    found = db.session.execute(query).one_or_none()
    if found is None:
        raise NotFound
    return found


def slots_of(placement_ids: Iterable[int]) -> dict[int, list[AnyRow]]:
    """Give the weekly schedule of placements: one statement."""
    rows = db.session.execute(
        sa.select(
            PlacementSlot.placement_id,
            PlacementSlot.weekday,
            PlacementSlot.start,
            PlacementSlot.end,
            PlacementSlot.break_minutes,
        )
        .where(PlacementSlot.placement_id.in_(list(placement_ids)))
        .order_by(PlacementSlot.placement_id, PlacementSlot.weekday)
    )
    found: dict[int, list[AnyRow]] = {}
    for row in rows:
        found.setdefault(row.placement_id, []).append(row)
    return found


def weekly_minutes(slots: Iterable[AnyRow]) -> int:
    """Give the minutes of a planned week, breaks left out."""
    return sum(
        worked_minutes(ANY_WEEK, slot.start, slot.end, "UTC", slot.break_minutes) for slot in slots
    )


def programs_on() -> list[tuple[int, str]]:
    """Give the programs whose catalogue is on."""
    query = sa.select(Program.id, Program.name).where(Program.catalogue_on.is_(True))
    rows = db.session.execute(query.order_by(Program.start_date.desc(), Program.name))
    return [(row.id, row.name) for row in rows]


def cities(today: date) -> list[str]:
    """Give the cities in which something is open to the public's eyes."""
    query = _public(today, (Site.city,)).distinct().order_by(Site.city)
    return [row.city for row in db.session.execute(query) if row.city]
