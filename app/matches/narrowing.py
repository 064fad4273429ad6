"""Narrow the list of matches by its place, its owner, how long it waits and what is missing."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta

import sqlalchemy as sa

from app.core import clock
from app.core.db import db
from app.core.rows import Query
from app.core.text import number
from app.employers.models import Employer
from app.matches.models import BEFORE_OFFER, LIVE, Match, MatchState
from app.placements.models import Placement
from app.programs.models import Program
from app.programs.rules import read_rules
from app.students.models import StudentDocument

S = MatchState
WAITING = (*BEFORE_OFFER, S.OFFERED, S.ACCEPTED)
ENDING = (S.ACCEPTED, S.ACTIVE)
LONGEST = 1000
GROUPS = {
    "under_way": ("Any under way", LIVE),
    "before_an_offer": ("Any before an offer", BEFORE_OFFER),
}
CHOICES = [
    *((name, words) for name, (words, _) in GROUPS.items()),
    *((str(state), str(state).replace("_", " ").capitalize()) for state in MatchState),
]


def narrowed(query: Query, filters: Mapping[str, str]) -> Query:
    """Narrow a query of the list of matches by the filters that need more than a column."""
    if state := filters.get("state"):
        query = query.where(Match.state.in_(GROUPS[state][1] if state in GROUPS else (state,)))
    if (employer_id := number(filters.get("employer", ""))) is not None:
        query = query.where(Employer.id == employer_id)
    if (owner_id := number(filters.get("owner", ""))) is not None:
        query = query.where(Employer.owner_id == owner_id)
    if (days := _days(filters.get("waits", ""))) is not None:
        since = clock.now() - timedelta(days=days)
        query = query.where(Match.state.in_(WAITING), Match.moved_at < since)
    if (days := _days(filters.get("ends", ""))) is not None:
        today = clock.district_day(clock.now())
        until = Placement.end_date.between(today, today + timedelta(days=days))
        query = query.where(Match.state.in_(ENDING), until)
    if filters.get("documents") == "missing":
        query = query.where(Match.state.in_(WAITING), _lacks_documents())
    return query


def employer_named(employer_id: int | None) -> list[tuple[int, str]]:
    """Give the employer that a list is narrowed to, as a choice with its name."""
    query = sa.select(Employer.id, Employer.name).where(Employer.id == employer_id)
    return [(row.id, row.name) for row in db.session.execute(query)] if employer_id else []


def _days(text: str) -> int | None:
    days = number(text)
    return None if days is None else min(days, LONGEST)


def _lacks_documents() -> sa.ColumnElement[bool]:
    lacking: list[sa.ColumnElement[bool]] = []
    for row in db.session.execute(sa.select(Program.id, Program.kept_rules)):
        required = read_rules(row.kept_rules).documents.required
        if required:
            kept = _kept(required) < len(set(required))
            lacking.append(sa.and_(Placement.program_id == row.id, kept))
    return sa.or_(sa.false(), *lacking)


def _kept(required: tuple[str, ...]) -> sa.ColumnElement[int]:
    lasts = StudentDocument.expires.is_(None) | (StudentDocument.expires >= Placement.start_date)
    found = sa.select(sa.func.count(sa.distinct(StudentDocument.kind))).where(
        StudentDocument.student_id == Match.student_id, StudentDocument.kind.in_(required), lasts
    )
    return found.correlate(Match, Placement).scalar_subquery()
