"""Judge a weekly plan for whoever may take it: which birth dates the rules allow; pure.

Papers are taken as on file, for they are asked for before the first day, and variances as not.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator
from datetime import date, timedelta
from functools import lru_cache
from itertools import groupby
from typing import Final, NamedTuple

from app.core.ages import age_on, latest_birth_date
from app.labor.checking import Finding, check
from app.labor.person import (
    EMPLOYED,
    LEARNER,
    Document,
    Person,
    Relationship,
    SchoolHours,
    Shift,
    conditions,
)
from app.labor.rules import PACKS, Rule, of_jurisdictions, season_day

ADULT: Final = 18
# everybody younger is barred by what bars them
YOUNGEST: Final = 13
YEAR: Final = 365.25
KEPT: Final = 20_000


class PlannedSlot(NamedTuple):
    """Be a weekly stretch of work, local times like 15:30; 0 is Monday, the break in minutes."""

    weekday: int
    start: str
    end: str
    break_minutes: int


class Plan(NamedTuple):
    """Be what a placement plans, with the state whose rules bind and the district's own rules."""

    first_day: date
    last_day: date
    slots: tuple[PlannedSlot, ...]
    duties: tuple[str, ...]
    state: str
    relationship: Relationship
    own: tuple[Rule, ...] = ()

    @property
    def jurisdictions(self) -> tuple[str, ...]:
        """Give the jurisdictions whose rules are known and bind."""
        return (self.state,) if self.state in PACKS else ()


class Schooling(NamedTuple):
    """Be the days of a school, and its bells."""

    days: frozenset[date]
    hours: SchoolHours


class Week(NamedTuple):
    """Be the planned shifts of the first of the weeks that are judged alike."""

    shifts: tuple[Shift, ...]

    @property
    def first(self) -> date:
        """Give the date of its first shift."""
        return self.shifts[0].date


def bars(plan: Plan, schooling: Schooling, birth_date: date) -> Finding | None:
    """Give the strictest finding that bars somebody born on a date from the whole plan."""
    for age in range(max(age_on(birth_date, plan.first_day), YOUNGEST), ADULT):
        found = first_bar(plan, schooling, age)
        if found and age_on(birth_date, found[0]) <= age:
            return found[1]
    return None


def latest_birth(plan: Plan, schooling: Schooling) -> date | None:
    """Give the last birth date of those whom nothing bars; None where nobody is barred."""
    found = [(age, first_bar(plan, schooling, age)) for age in range(YOUNGEST, ADULT)]
    return min((latest_birth_date(age + 1, bar[0]) for age, bar in found if bar), default=None)


@lru_cache(maxsize=KEPT)
def first_bar(plan: Plan, schooling: Schooling, age: int) -> tuple[date, Finding] | None:
    """Give the first date on which somebody of an age is barred, with the strictest finding."""
    if plan.relationship not in EMPLOYED or age >= ADULT:
        return None
    found = []
    for week in weeks(plan, schooling):
        blocks = [each for each in _judged(plan, schooling, week, age) if each.level == "block"]
        if blocks:
            on = min(each.on or week.first for each in blocks)
            found.append((max(on, week.first), blocks[0]))
    return min(found, key=lambda each: each[0], default=None)


@lru_cache(maxsize=KEPT)
def weeks(plan: Plan, schooling: Schooling) -> tuple[Week, ...]:
    """Give the first week of each sort that the rules judge alike."""
    edges = _edges(plan)
    first: dict[object, Week] = {}
    for shifts in _by_week(plan):
        sort = tuple(
            (
                each.date.weekday(),
                conditions(each.date, schooling.days),
                bisect_right(edges, each.date),
            )
            for each in shifts
        )
        first.setdefault(sort, Week(shifts))
    return tuple(first.values())


def shifts_of(plan: Plan) -> Iterator[Shift]:
    """Give every planned shift in the order of their dates."""
    by_weekday = {slot.weekday: slot for slot in plan.slots}
    for number in range((plan.last_day - plan.first_day).days + 1):
        day = plan.first_day + timedelta(days=number)
        if slot := by_weekday.get(day.weekday()):
            yield Shift(day, slot.start, slot.end, slot.break_minutes)


def _by_week(plan: Plan) -> Iterator[tuple[Shift, ...]]:
    for _, shifts in groupby(shifts_of(plan), key=lambda each: each.date.isocalendar()[:2]):
        yield tuple(shifts)


def _edges(plan: Plan) -> list[date]:
    """Give the dates from which other rules hold."""
    packs = of_jurisdictions(plan.jurisdictions)
    rules = [*(rule for pack in packs for rule in pack.rules), *plan.own]
    found = {paper.since for pack in packs for paper in pack.learner_documents}
    found |= {rule.effective_from for rule in rules}
    found |= {
        rule.effective_to + timedelta(days=1) for rule in rules if rule.effective_to < date.max
    }
    for rule in rules:
        for year in range(plan.first_day.year, plan.last_day.year + 1):
            if rule.season:
                first, last = (season_day(each, year) for each in rule.season)
                found |= {first, last + timedelta(days=1)}
    return sorted(found)


def _judged(plan: Plan, schooling: Schooling, week: Week, age: int) -> list[Finding]:
    papers = [
        paper for pack in of_jurisdictions(plan.jurisdictions) for paper in pack.learner_documents
    ]
    return check(
        Person(
            # half a year past the birthday, so that the age is the same all week
            birth_date=week.first - timedelta(days=int((age + 0.5) * YEAR)),
            school_days=tuple(schooling.days),
            school_hours=schooling.hours,
            student_learner=plan.relationship == LEARNER,
            jurisdictions=plan.jurisdictions,
            relationship=plan.relationship,
            duties=plan.duties,
            documents=tuple({Document(paper.document) for paper in papers}),
            shifts=week.shifts,
        ),
        plan.own,
    )
