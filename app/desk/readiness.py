"""Say of each accepted match what is missing before it may become active, the soonest first."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

import sqlalchemy as sa

from app.agreements import queries as agreements
from app.agreements.models import AgreementState
from app.core import clock
from app.core.access import Actor
from app.core.boards import Board, Column, Filter, shown_name
from app.core.db import db
from app.core.rows import AnyRow, AnySelect, Sorts
from app.core.text import number
from app.credentials.holding import asked_of, book_of, held, tries
from app.employers.models import Employer, Site
from app.matches import queries as matches
from app.matches.documents import lacking, lead_time, on_file
from app.matches.models import Match, MatchState
from app.placements.models import Placement
from app.programs.models import Program
from app.programs.rules import DocumentList
from app.schools.models import School
from app.students.models import Student

LONGEST = 400
AGREEMENT = "agreement, signed by everybody"
NOTHING = "Nothing"


@dataclass(frozen=True, slots=True)
class Line:
    """Be an accepted match with what is missing on its first day, and how long that is off."""

    match: AnyRow
    lacks: Sequence[str]
    lead: str

    @property
    def missing(self) -> str:
        """Say what is missing."""
        return "; ".join(self.lacks) or NOTHING


def columns() -> Sorts:
    """Give the columns by which the list is sorted."""
    return {
        "first": Placement.start_date,
        "student": Student.family_name,
        "school": School.name,
        "placement": Placement.search,
        "employer": Employer.search,
        "id": Match.id,
    }


def listed(actor: Actor, filters: Mapping[str, str]) -> AnySelect:
    """Give the query of the accepted matches in the actor's scope, narrowed by the filters."""
    query = matches.listed(actor, {**filters, "state": MatchState.ACCEPTED}).add_columns(
        Placement.start_date,
        Placement.documents,
        Placement.credentials,
        Placement.program_id,
        Site.timezone,
    )
    if (days := number(filters.get("within", ""))) is not None:
        last = clock.district_day(clock.now()) + timedelta(days=min(days, LONGEST))
        query = query.where(Placement.start_date <= last)
    return query


def with_what_is_missing(rows: Sequence[AnyRow]) -> list[Line]:
    """Put beside matches what they miss on their first day, in a fixed number of statements."""
    students = [row.student_id for row in rows]
    kept, rules = on_file(students), _documents_of({row.program_id for row in rows})
    book = book_of([row.credentials for row in rows])
    tried = tries([each for each, _ in book.values()], students)
    signed = agreements.states_of([row.id for row in rows])
    found = []
    for row in rows:
        today = clock.today(row.timezone)
        on, own = max(today, row.start_date), kept.get(row.student_id, {})
        holds = held(tried.get(row.student_id, ()), on)
        asked = tuple(dict.fromkeys((*rules[row.program_id].required, *row.documents)))
        lacks = lacking(asked, own, on)
        lacks += [name for each, name in asked_of(row.credentials, book) if each not in holds]
        if rules[row.program_id].agreement and signed.get(row.id) is not AgreementState.SIGNED:
            lacks.append(AGREEMENT)
        found.append(Line(row, lacks, lead_time(row.start_date, today)))
    return found


def _documents_of(program_ids: set[int]) -> dict[int, DocumentList]:
    query = sa.select(Program).where(Program.id.in_(program_ids))
    return {each.id: each.rules.documents for each in db.session.scalars(query)}


def is_soon(first_day: date, zone: str) -> bool:
    """Tell whether a first day is within two weeks, or over."""
    return first_day <= clock.today(zone) + timedelta(days=14)


def _given(line: Line) -> str:
    return shown_name(line.match)


BOARD = Board(
    name="readiness",
    first="first",
    filters=(
        Filter("q", "Search"),
        Filter("within", "Begins within days"),
        Filter("program", "Program", "programs"),
        Filter("school", "School", "schools"),
        Filter("placement", "Placement", "placements"),
    ),
    columns=(
        Column(
            "Student",
            sort="student",
            parts=(("Given name", _given), ("Family name", "match.family_name")),
        ),
        Column("School", "match.school", sort="school"),
        Column("Placement", "match.title", sort="placement"),
        Column("Employer", "match.employer", sort="employer"),
        Column("First day", "match.start_date", sort="first"),
        Column("Missing", "missing"),
        Column("Next step"),
    ),
    enrich=with_what_is_missing,
)
