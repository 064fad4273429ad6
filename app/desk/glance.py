"""Give the few figures that say how the season stands, each in the reader's scope."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from flask import url_for

from app.accounts import policies
from app.core.access import Actor
from app.core.calendar import week_of
from app.core.filters import hours as hours_words
from app.core.money import dollars
from app.core.states import words
from app.hours import list_queries as hours
from app.matches import queries as matches
from app.matches.models import MatchState as S
from app.placements import queries as placements
from app.stipends import queries as stipends

PIPELINE = (
    S.SUGGESTED,
    S.SHORTLISTED,
    S.REFERRED,
    S.INTERVIEWING,
    S.OFFERED,
    S.ACCEPTED,
    S.ACTIVE,
    S.COMPLETED,
)


@dataclass(frozen=True, slots=True)
class Figure:
    """Be one figure with its words and the list that it counts."""

    words: str
    value: str
    url: str


@dataclass(frozen=True, slots=True)
class Glance:
    """Be what home shows beneath what waits: figures, and the seats of open placements."""

    figures: list[Figure]
    seats_taken: int = 0
    seats: int = 0
    pipeline: Sequence[tuple[str, int]] = ()


def glance(actor: Actor, today: date) -> Glance:
    """Give the figures that an actor's role may see: at most four statements."""
    figures: list[Figure] = []
    taken = seats = 0
    pipeline: list[tuple[str, int]] = []
    if policies.can_see_placements(actor):
        taken, seats = placements.open_seats()
    if policies.can_see_matches(actor):
        counts = matches.counts(actor)
        active = counts.get("active", 0)
        pipeline = [(words(state), counts.get(state, 0)) for state in PIPELINE if counts]
        figures.append(
            Figure("active matches", f"{active}", url_for("matches.index", state="active"))
        )
    if policies.can_see_hours(actor):
        week = week_of(today) - timedelta(days=7)
        row = hours.week_total(actor, week)
        address = url_for("hours.index", week=week.isoformat())
        figures.append(Figure("worked last week", hours_words(row.minutes or 0), address))
        figures.append(
            Figure("of last week’s weeks confirmed", f"{row.settled} of {row.weeks}", address)
        )
    if policies.can_see_ledger(actor):
        total = dollars(stipends.total())
        figures.append(Figure("in stipends earned so far", total, url_for("stipends.index")))
    return Glance(figures, taken, seats, pipeline)
