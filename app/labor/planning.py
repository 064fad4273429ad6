"""Judge a weekly plan for whoever may take it: which birth dates the rules bar; pure.

Papers are taken as on file, for they are asked for before the first day, and variances as not.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator
from datetime import date, timedelta
from functools import lru_cache
from itertools import groupby
from typing import Final, NamedTuple

from app.core.ages import latest_birth_date
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
    """Be what a placement plans, with the state whose rules bind and the district's own rules.

    `waived` are codes of rules and hazards that somebody allowed against.
    """

    first_day: date
    last_day: date
    slots: tuple[PlannedSlot, ...]
    duties: tuple[str, ...]
    state: str
    relationship: Relationship
    own: tuple[Rule, ...] = ()
    waived: frozenset[str] = frozenset()

    @property
    def jurisdictions(self) -> tuple[str, ...]:
        """Give the jurisdictions whose rules are known and bind."""
        return (self.state,) if self.state in PACKS else ()


class Schooling(NamedTuple):
    """Be the days of a school, and its bells."""

    days: frozenset[date]
    hours: SchoolHours


class Week(NamedTuple):
    """Be the planned shifts of the first of the weeks that are judged alike, and the last's end."""

    shifts: tuple[Shift, ...]
    last_day: date

    @property
    def first_day(self) -> date:
        """Give the date of its first shift."""
        return self.shifts[0].date


class Bar(NamedTuple):
    """Be a finding that bars whoever is born after one date and through another."""

    finding: Finding
    after: date
    through: date


def bars(plan: Plan, schooling: Schooling, birth_date: date) -> list[Finding]:
    """Give what bars somebody born on a date from the plan: the first finding of each rule."""
    found = {
        each.finding.rule: each.finding
        for each in reversed(every_bar(plan, schooling))
        if each.after < birth_date <= each.through
    }
    return list(reversed(found.values()))


@lru_cache(maxsize=KEPT)
def barred_births(plan: Plan, schooling: Schooling) -> tuple[tuple[date, date], ...]:
    """Give the stretches of birth dates that something bars, each after one and through another."""
    merged: list[tuple[date, date]] = []
    for after, through in sorted((each.after, each.through) for each in every_bar(plan, schooling)):
        if merged and after <= merged[-1][1]:
            merged[-1] = merged[-1][0], max(through, merged[-1][1])
        else:
            merged.append((after, through))
    return tuple(merged)


@lru_cache(maxsize=KEPT)
def every_bar(plan: Plan, schooling: Schooling) -> tuple[Bar, ...]:
    """Give what bars whom, rule by rule and age by age, the youngest and the first date first."""
    if plan.relationship not in EMPLOYED:
        return ()
    return tuple(bar for age in range(YOUNGEST, ADULT) for bar in _at(plan, schooling, age))


def _at(plan: Plan, schooling: Schooling, age: int) -> list[Bar]:
    """Give what bars those who have an age on any date between the first barred and the last."""
    found: dict[str, tuple[date, date, Finding]] = {}
    for week in weeks(plan, schooling):
        for each in _judged(plan, schooling, week, age):
            if each.level == "block" and each.rule not in plan.waived:
                on = max(each.on or week.first_day, week.first_day)
                first, last, finding = found.get(each.rule, (on, week.last_day, each))
                found[each.rule] = (
                    (on, max(last, week.last_day), each)
                    if on < first
                    else (first, max(last, week.last_day), finding)
                )
    return [
        Bar(finding, latest_birth_date(age + 1, first), _youngest(age, last))
        for first, last, finding in sorted(found.values(), key=lambda each: each[0])
    ]


def _youngest(age: int, day: date) -> date:
    # everybody younger is barred by what bars them
    return date.max if age == YOUNGEST else latest_birth_date(age, day)


@lru_cache(maxsize=KEPT)
def weeks(plan: Plan, schooling: Schooling) -> tuple[Week, ...]:
    """Give the first week of each sort that the rules judge alike."""
    edges = _edges(plan)
    found: dict[object, Week] = {}
    for shifts in _by_week(plan):
        sort = tuple(
            (
                each.date.weekday(),
                conditions(each.date, schooling.days),
                bisect_right(edges, each.date),
            )
            for each in shifts
        )
        first = found.get(sort, Week(shifts, shifts[-1].date))
        found[sort] = first._replace(last_day=shifts[-1].date)
    return tuple(found.values())


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
            birth_date=week.first_day - timedelta(days=int((age + 0.5) * YEAR)),
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
