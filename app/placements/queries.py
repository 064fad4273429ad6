"""Read placements with all that their pages show."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import sqlalchemy as sa
from sqlalchemy.orm import contains_eager, selectinload

from app.core.db import db
from app.core.errors import NotFound
from app.core.rows import AnyRow, AnySelect, Sorts
from app.core.text import day_of, like, number
from app.employers.models import Contact, Employer, Site
from app.placements.description_models import PlacementDescription
from app.placements.models import Placement, PlacementState
from app.programs.models import Program

MOST_AT_ONCE = 200
S = PlacementState
POSTED = (S.OPEN, S.PAUSED, S.CLOSED, S.COMPLETED)


def columns() -> Sorts:
    """Give the columns by which the list of placements is sorted."""
    return {
        "title": Placement.search,
        "employer": Employer.search,
        "city": Site.city,
        "supervisor": Contact.name,
        "program": Program.name,
        "start": Placement.start_date,
        "seats": Placement.seats,
        "state": Placement.state,
        "id": Placement.id,
    }


def listed(filters: dict[str, str]) -> AnySelect:
    """Give the query of the list of placements, narrowed by the filters."""
    query = (
        sa.select(
            Placement.id,
            Placement.title,
            Placement.kind,
            Placement.state,
            Placement.seats,
            Placement.seats_taken,
            Placement.start_date,
            Placement.end_date,
            Employer.id.label("employer_id"),
            Employer.name.label("employer"),
            Program.code.label("program_code"),
            Program.name.label("program"),
            Site.city,
            Contact.name.label("supervisor"),
        )
        .join(Program, Program.id == Placement.program_id)
        .join(Site, Site.id == Placement.site_id)
        .join(Employer, Employer.id == Site.employer_id)
        .join(Contact, Contact.id == Placement.supervisor_id)
    )
    return query.where(*_conditions(filters))


def _conditions(filters: dict[str, str]) -> Iterator[sa.ColumnElement[bool]]:
    """Give what the filters ask; one that cannot be read asks nothing."""
    if filters.get("q"):
        wanted = like(filters["q"])
        yield (
            Placement.search.like(wanted, escape="\\") | Employer.search.like(wanted, escape="\\")
        )
    for name, column in (
        ("state", Placement.state),
        ("kind", Placement.kind),
        ("city", Site.city),
        ("field", Placement.career_field),
        ("pay", Placement.pay_basis),
    ):
        if filters.get(name):
            yield column == filters[name]
    for name, key in (("program", Placement.program_id), ("employer", Site.employer_id)):
        if (wanted_id := number(filters.get(name, ""))) is not None:
            yield key == wanted_id
    if state := filters.get("described"):
        described = sa.exists().where(PlacementDescription.placement_id == Placement.id)
        yield described.where(PlacementDescription.state == state)
    yield from _bounds(filters)


def _bounds(filters: dict[str, str]) -> Iterator[sa.ColumnElement[bool]]:
    if (age := number(filters.get("age", ""))) is not None:
        yield Placement.minimum_age <= age
    if (first := day_of(filters.get("from", ""))) is not None:
        yield Placement.start_date >= first
    if (last := day_of(filters.get("to", ""))) is not None:
        yield Placement.start_date <= last
    if filters.get("free") in ("yes", "no"):
        free = Placement.seats_taken < Placement.seats
        yield free if filters["free"] == "yes" else ~free
    if filters.get("supervisor"):
        yield sa.func.lower(Contact.name).contains(filters["supervisor"].lower(), autoescape=True)


def cities() -> list[str]:
    """Give the cities in which there are placements."""
    query = sa.select(Site.city).join(Placement, Placement.site_id == Site.id).distinct()
    return [each for each in db.session.scalars(query.order_by(Site.city)) if each]


def _whole() -> sa.Select[Placement]:
    return (
        sa.select(Placement)
        .join(Placement.program)
        .join(Placement.site)
        .join(Site.employer)
        .join(Placement.supervisor)
        .options(
            contains_eager(Placement.program),
            contains_eager(Placement.site).contains_eager(Site.employer),
            contains_eager(Placement.supervisor),
            selectinload(Placement.slots),
        )
    )


def detail(placement_id: int) -> Placement:
    """Give a placement with program, site, employer, supervisor and slots: two statements."""
    found = db.session.scalar(_whole().where(Placement.id == placement_id))
    if found is None:
        raise NotFound
    return found


def ready_to_post(placement_ids: Sequence[int]) -> set[int]:
    """Give which of some placements have a schedule, and a supervisor who is still there."""
    query = (
        sa.select(Placement.id)
        .join(Contact, Contact.id == Placement.supervisor_id)
        .where(
            Placement.id.in_(list(placement_ids)), Contact.left_at.is_(None), Placement.slots.any()
        )
    )
    return set(db.session.scalars(query))


def of_employer(employer_id: int) -> Sequence[AnyRow]:
    """Give the placements of an employer, the newest first."""
    query = listed({"employer": str(employer_id)})
    return db.session.execute(query.order_by(Placement.start_date.desc(), Placement.id)).all()


def of_employer_in(employer_id: int, program_id: int) -> Sequence[Placement]:
    """Give an employer's placements of one program, whole, by title; cancelled ones left out."""
    return db.session.scalars(
        _whole()
        .where(
            Site.employer_id == employer_id,
            Placement.program_id == program_id,
            Placement.state != PlacementState.CANCELLED,
        )
        .order_by(Placement.search, Placement.id)
        .limit(MOST_AT_ONCE)
    ).all()


def copied_into(program_id: int) -> set[int]:
    """Give the ids of the placements that were copied into a program and stand there."""
    query = sa.select(Placement.copied_from_id).where(
        Placement.program_id == program_id,
        Placement.copied_from_id.is_not(None),
        Placement.state != PlacementState.CANCELLED,
    )
    return {each for each in db.session.scalars(query) if each is not None}


def programs_of_employer(employer_id: int) -> list[tuple[int, str]]:
    """Give the programs in which an employer has placements, the newest season first."""
    rows = db.session.execute(
        sa.select(Program.id, Program.name, Program.start_date)
        .join(Placement, Placement.program_id == Program.id)
        .join(Site, Site.id == Placement.site_id)
        .where(Site.employer_id == employer_id)
        .distinct()
        .order_by(Program.start_date.desc(), Program.name)
    )
    return [(row.id, row.name) for row in rows]


def seats_posted(employer_id: int, program_id: int) -> int:
    """Count the seats of an employer that are posted in a program."""
    query = (
        sa.select(sa.func.coalesce(sa.func.sum(Placement.seats), 0))
        .join(Site, Site.id == Placement.site_id)
        .where(
            Site.employer_id == employer_id,
            Placement.program_id == program_id,
            Placement.state.in_(POSTED),
        )
    )
    return int(db.session.scalar(query) or 0)


def title_of(placement_id: int) -> str:
    """Give the title of a placement, empty where there is none."""
    return db.session.scalar(sa.select(Placement.title).where(Placement.id == placement_id)) or ""


def open_in_program(program_id: int | None = None) -> Sequence[Placement]:
    """Give the open placements with a free seat, whole, by title: two statements."""
    query = (
        sa.select(Placement)
        .join(Placement.program)
        .join(Placement.site)
        .join(Site.employer)
        .options(
            contains_eager(Placement.program),
            contains_eager(Placement.site).contains_eager(Site.employer),
            selectinload(Placement.slots),
        )
        .where(Placement.state == PlacementState.OPEN, Placement.seats_taken < Placement.seats)
        .order_by(Placement.search, Placement.id)
    )
    if program_id is not None:
        query = query.where(Placement.program_id == program_id)
    return db.session.scalars(query).all()


def supervisor_of(placement_id: int) -> Contact:
    """Give the supervisor of a placement."""
    return detail(placement_id).supervisor


def counts_by_state() -> dict[str, int]:
    """Count the placements of each state."""
    rows = db.session.execute(sa.select(Placement.state, sa.func.count()).group_by(Placement.state))
    return {str(state): number for state, number in rows}


def open_seats() -> tuple[int, int]:
    """Give the seats taken, and all seats, of the open placements."""
    row = db.session.execute(
        sa.select(
            sa.func.coalesce(sa.func.sum(Placement.seats_taken), 0),
            sa.func.coalesce(sa.func.sum(Placement.seats), 0),
        ).where(Placement.state == PlacementState.OPEN)
    ).one()
    return int(row[0]), int(row[1])
