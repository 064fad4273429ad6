"""Find placements for a student: those open to them first, the rest with why not."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import sqlalchemy as sa

from app.core.db import db
from app.core.filters import hours
from app.core.listing import PAGE_SIZE, Page, Wanted
from app.core.rows import AnyRow, AnySelect
from app.core.text import like
from app.credentials.holding import asked_of, book_of
from app.employers.models import Employer, Site
from app.matches import facts
from app.matches.eligibility import (
    Failing,
    PlacementFacts,
    Slot,
    failing,
    minutes_after_school,
)
from app.matches.labor import COLUMNS, employing, law_of_rows
from app.matches.own_fit import OwnFit, own_fit
from app.matches.scoring import Fit
from app.placements.models import Placement, PlacementSlot, PlacementState
from app.programs.models import Program
from app.programs.rules import read_rules

FILTERS = ("q", "program", "kind", "show")
OPEN = "open"


@dataclass(frozen=True, slots=True)
class Option:
    """Be one placement beside a student: which rules fail, or what speaks for it."""

    placement: AnyRow
    slots: Sequence[Slot]
    rules: Sequence[Failing] = ()
    reasons: Sequence[str] = ()
    fit: Fit | None = None


@dataclass(frozen=True, slots=True)
class Options:
    """Be one page of placements for a student, and how many are open to them."""

    page: Page
    shown: Sequence[Option]
    open: int


def of_student(student_id: int, wanted: Wanted) -> Options:
    """Check the open placements with a free seat for a student: a fixed number of statements.

    Those that fit best come first.
    """
    options = all_of_student(student_id, wanted, own=own_fit(student_id))
    may = sorted((each for each in options if each.fit), key=_worst_last)
    kept = may if wanted.get("show") == OPEN else [*may, *(each for each in options if each.rules)]
    number = min(wanted.page, max(1, -(-len(kept) // PAGE_SIZE)))
    shown = kept[(number - 1) * PAGE_SIZE : number * PAGE_SIZE]
    return Options(Page([each.placement for each in shown], len(kept), number), shown, len(may))


def _worst_last(option: Option) -> int:
    return -option.fit.score if option.fit else 0


def all_of_student(student_id: int, wanted: Wanted, own: OwnFit | None = None) -> list[Option]:
    """Check every open placement with a free seat that the filters leave, in order of date.

    With `own`, those that no rule forbids have their fit.
    """
    rows = db.session.execute(_open_placements(wanted)).all()
    return _checked(student_id, rows, _slots(wanted), own)


def _checked(
    student_id: int,
    rows: Sequence[AnyRow],
    slots: dict[int, tuple[Slot, ...]],
    own: OwnFit | None,
) -> list[Option]:
    if not rows:
        return []
    student = facts.student_row(student_id)
    first, last = min(row.start_date for row in rows), max(row.end_date for row in rows)
    law, book = law_of_rows(rows), book_of(row.credentials for row in rows)
    known = facts.known_of(
        [student],
        first,
        last,
        employed=bool(employing(rows)),
        credentials=[each for each, _ in book.values()],
    )
    terms = facts.terms_of(student, known.years)
    kept = {row.program_id: row.kept_rules for row in rows}
    rules = {program_id: read_rules(each) for program_id, each in kept.items()}
    options = []
    for row in rows:
        rule = rules[row.program_id].eligibility
        about = PlacementFacts(
            id=row.id,
            program_id=row.program_id,
            first_day=row.start_date,
            last_day=row.end_date,
            minimum_age=max(row.minimum_age, rule.minimum_age),
            grades=facts.grades_of(rule.grades, row.grades),
            matches_per_student=rule.matches_per_student,
            lifetime_cap=rule.lifetime_cap,
            slots=slots.get(row.id, ()),
            credentials=asked_of(row.credentials, book),
            plan=law.of_row(row, slots.get(row.id, ())),
            allowed=law.allowed(row.id),
        )
        [toward] = facts.facts_of_students([student], about, known)
        option = Option(row, about.slots, failing(toward, about))
        if not option.rules:
            minutes = minutes_after_school(terms, about)
            weights = rules[row.program_id].matching.weights
            fit = own.with_placement(row, weights, minutes) if own else None
            option = replace(option, reasons=_reasons(row, minutes, fit), fit=fit)
        options.append(option)
    return options


def _reasons(row: AnyRow, after_school: int | None, fit: Fit | None) -> list[str]:
    free = row.seats - row.seats_taken
    said = [f"{free} free {'seat' if free == 1 else 'seats'}"]
    if after_school is not None:
        said.append(f"{hours(after_school)} from the last bell to work")
    if fit and fit.way:
        said.append(fit.way)
    return said


def _open(wanted: Wanted, query: AnySelect) -> AnySelect:
    query = query.where(
        Placement.state == PlacementState.OPEN, Placement.seats_taken < Placement.seats
    )
    if words := wanted.get("q"):
        pattern = like(words)
        found = Placement.search.like(pattern, escape="\\")
        query = query.where(found | Employer.search.like(pattern, escape="\\"))
    if (program_id := wanted.number("program")) is not None:
        query = query.where(Placement.program_id == program_id)
    if kind := wanted.get("kind"):
        query = query.where(Placement.kind == kind)
    return query


def _open_placements(wanted: Wanted) -> AnySelect:
    query = (
        sa.select(
            Placement.id,
            Placement.title,
            Placement.program_id,
            Placement.start_date,
            Placement.end_date,
            Placement.minimum_age,
            Placement.grades,
            Placement.credentials,
            Placement.career_field,
            Placement.cluster,
            Site.latitude,
            Site.longitude,
            Placement.seats,
            Placement.seats_taken,
            Employer.name.label("employer"),
            Program.name.label("program"),
            Program.kept_rules,
            *COLUMNS,
        )
        .join(Program, Program.id == Placement.program_id)
        .join(Site, Site.id == Placement.site_id)
        .join(Employer, Employer.id == Site.employer_id)
        .order_by(Placement.start_date, Placement.search, Placement.id)
    )
    return _open(wanted, query)


def _slots(wanted: Wanted) -> dict[int, tuple[Slot, ...]]:
    query = (
        sa.select(
            PlacementSlot.placement_id,
            PlacementSlot.weekday,
            PlacementSlot.start,
            PlacementSlot.end,
            PlacementSlot.break_minutes,
        )
        .join(Placement, Placement.id == PlacementSlot.placement_id)
        .join(Site, Site.id == Placement.site_id)
        .join(Employer, Employer.id == Site.employer_id)
        .order_by(PlacementSlot.weekday)
    )
    found: dict[int, tuple[Slot, ...]] = {}
    for row in db.session.execute(_open(wanted, query)):
        slot = Slot(row.weekday, row.start, row.end, row.break_minutes)
        found[row.placement_id] = (*found.get(row.placement_id, ()), slot)
    return found
