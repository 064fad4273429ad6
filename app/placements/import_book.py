"""Know the employers, sites, people and placements that the rows of a sheet may name."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import date

import sqlalchemy as sa
from sqlalchemy.orm import selectinload

from app.core.db import db
from app.core.intake.cells import CellError, shown
from app.core.text import fold
from app.employers.models import Contact, Employer, Site
from app.placements.copying import facts_of
from app.placements.facts import PlacementFacts
from app.placements.models import Placement, PlacementState
from app.programs.models import Program


@dataclass(frozen=True, slots=True)
class Known:
    """Be a stored placement: its id, state and version, and what it says now."""

    id: int
    state: PlacementState
    version: int
    facts: PlacementFacts


@dataclass(slots=True)
class Book:
    """Find what a row names; a CellError says why it finds nothing."""

    names: dict[int, str] = field(default_factory=dict)
    employers: dict[str, int] = field(default_factory=dict)
    sites: dict[int, dict[str, int]] = field(default_factory=lambda: defaultdict(dict))
    people: dict[int, dict[str, int]] = field(default_factory=lambda: defaultdict(dict))
    left: set[tuple[int, str]] = field(default_factory=set)
    placements: dict[tuple[int, str], list[Known]] = field(
        default_factory=lambda: defaultdict(list)
    )

    def employer(self, text: str) -> int:
        """Give the employer of a name."""
        if not text:
            message = "is empty."
            raise CellError(message)
        found = self.employers.get(fold(text))
        if found is None:
            message = f"{shown(text)} is no employer here. Add it first, or import the employers."
            raise CellError(message)
        return found

    def site(self, employer_id: int, text: str) -> int:
        """Give the site of a name; without one the only site of its employer."""
        sites = self.sites[employer_id]
        if not text and len(sites) == 1:
            return next(iter(sites.values()))
        name = self.names[employer_id]
        if not sites:
            message = f"cannot be found: {name} has no site yet. Add one first."
            raise CellError(message)
        if not text:
            message = f"is empty, and {name} has {len(sites)} sites. Name the one."
            raise CellError(message)
        if fold(text) not in sites:
            message = f"{shown(text)} is no site of {name}."
            raise CellError(message)
        return sites[fold(text)]

    def supervisor(self, employer_id: int, text: str, known: Known | None) -> int:
        """Give the contact with an address; without one the placement's, or the only one."""
        people, name = self.people[employer_id], self.names[employer_id]
        if not text and known is not None:
            return known.facts.supervisor_id
        if not text and len(people) == 1:
            return next(iter(people.values()))
        if not text:
            message = f"is empty; name which of {name}’s contacts supervises."
            raise CellError(message)
        found = people.get(text.lower())
        if found is None:
            gone = (employer_id, text.lower()) in self.left
            why = f"left {name}" if gone else f"is no contact of {name}; add them first"
            message = f"{shown(text)} {why}."
            raise CellError(message)
        return found

    def placement(self, site_id: int, title: str, start: date | None) -> Known | None:
        """Give the placement of a title at a site; of several, the one that starts on a day."""
        found = self.placements.get((site_id, fold(title)), [])
        same = [each for each in found if each.facts.start_date == start]
        return same[0] if same else found[0] if len(found) == 1 else None


def open_book(program: Program) -> Book:
    """Read all that rows may name: five statements, whatever there is."""
    book = Book()
    employers = sa.select(Employer.id, Employer.name, Employer.search)
    for row in db.session.execute(employers.where(Employer.merged_into_id.is_(None))):
        book.names[row.id] = row.name
        book.employers[row.search] = row.id
    for site in db.session.execute(sa.select(Site.id, Site.employer_id, Site.name)):
        book.sites[site.employer_id][fold(site.name)] = site.id
    people = sa.select(Contact.id, Contact.employer_id, Contact.email, Contact.left_at)
    for person in db.session.execute(people):
        address = person.email.lower()
        if person.left_at is None:
            book.people[person.employer_id][address] = person.id
        else:
            book.left.add((person.employer_id, address))
    stored = (
        sa.select(Placement)
        .options(selectinload(Placement.slots))
        .where(
            Placement.program_id == program.id,
            Placement.state.not_in((PlacementState.CANCELLED, PlacementState.COMPLETED)),
        )
        .order_by(Placement.id)
    )
    for each in db.session.scalars(stored):
        known = Known(each.id, each.state, each.version, facts_of(each))
        book.placements[each.site_id, each.search].append(known)
    return book
