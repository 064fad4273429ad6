"""Be what staff say of a placement, as forms hand it to services."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, time

from app.placements.vocabulary import PayBasis, RelationshipType, WorkPlace
from app.programs.models import PlacementKind


@dataclass(frozen=True, slots=True)
class SlotFacts:
    """Be the planned stretch of one weekday, 0 being Monday."""

    weekday: int
    start: time
    end: time
    break_minutes: int


@dataclass(frozen=True, slots=True, kw_only=True)
class PlacementFacts:
    """Be what staff say of a placement.

    A pay basis or relationship of None is the one that program and kind lead to; no grades are
    those of the program; an empty stage or CEDS type follows from the rest.
    """

    program_id: int
    site_id: int
    supervisor_id: int
    title: str
    kind: PlacementKind
    seats: int
    start_date: date
    end_date: date
    minimum_age: int
    duties: str
    slots: tuple[SlotFacts, ...]
    hazards: tuple[str, ...] = ()
    grades: tuple[str, ...] = ()
    credentials: tuple[str, ...] = ()
    documents: tuple[str, ...] = ()
    pay_basis: PayBasis | None = None
    pay_cents: int | None = None
    relationship_type: RelationshipType | None = None
    career_field: str = ""
    cluster: str = ""
    soc: str = ""
    stage_chosen: str = ""
    wbl_type_chosen: str = ""
    work_place: WorkPlace = WorkPlace.ON_SITE
    accommodations: tuple[str, ...] = ()
    languages: tuple[str, ...] = ()
    bring: str = ""
    transport: str = ""
