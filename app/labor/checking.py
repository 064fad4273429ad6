"""Judge shifts and duties by every rule that binds; pure, the strictest finding first."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date, timedelta
from functools import cached_property
from typing import Final, Literal

import msgspec

from app.labor import rules
from app.labor.duties import Barred, barred
from app.labor.person import EMPLOYED, Person, Shift, conditions
from app.labor.rules import Rule, minute

Level = Literal["block", "warn", "pass"]
ORDER: Final[tuple[Level, ...]] = ("block", "warn", "pass")
NO_JOB: Final = "DOL Fact Sheets 43 and 71"


class Finding(msgspec.Struct, frozen=True):
    """Be what one rule says: its limit, what was found, the date, and where the rule stands."""

    level: Level
    rule: str
    limit: int | str | None
    value: int | str | None
    on: date | None
    citation: str


class Work:
    """Know a person's shifts, in order, with the age and the kind of each day."""

    def __init__(self, person: Person) -> None:
        """Take a person whose shifts are in order of no importance."""
        self.person = person
        self.school = frozenset(person.school_days or ())
        self.own = sorted(person.shifts, key=_order)
        self.all = sorted((*person.shifts, *person.other_jobs), key=_order)

    @cached_property
    def minutes_by_day(self) -> Mapping[date, int]:
        """Give the minutes of all jobs by the date on which the shift begins."""
        found: defaultdict[date, int] = defaultdict(int)
        for shift in self.all:
            found[shift.date] += shift.minutes
        return found

    @cached_property
    def kinds(self) -> Mapping[date, frozenset[str]]:
        """Give what each date with work is."""
        return {day: conditions(day, self.school) for day in self.minutes_by_day}

    def binds(self, rule: Rule, day: date) -> bool:
        """Tell whether a rule binds the person on a date with work."""
        person = self.person
        return (
            rule.in_force(day, person.age(day))
            and self.kinds[day].issuperset(rule.when)
            and all(person.holds(kind, day) for kind in rule.needs)
            and not any(person.holds(kind, day) for kind in rule.unless)
        )

    def days(self, rule: Rule) -> list[date]:
        """Give the dates with work on which a rule binds."""
        return [day for day in self.minutes_by_day if self.binds(rule, day)]

    def shifts(self, rule: Rule) -> list[Shift]:
        """Give the shifts of all jobs that begin on a date on which a rule binds."""
        return [shift for shift in self.all if self.binds(rule, shift.date)]


def _order(shift: Shift) -> tuple[date, str, str, int]:
    return shift.date, shift.start, shift.end, shift.break_minutes


def check(person: Person, own: Sequence[Rule] = ()) -> list[Finding]:
    """Give the findings of every rule that binds a person's work, the strictest first.

    `own` are rules of the district itself, which bind wherever the work is.
    """
    if person.relationship not in EMPLOYED:
        return [Finding("pass", "no-employment", None, person.relationship, None, NO_JOB)]
    work = Work(person)
    packs = rules.of_jurisdictions(person.jurisdictions)
    ages = {person.age(day) for day in work.minutes_by_day}
    binding = [
        rule
        for rule in (*(rule for pack in packs for rule in pack.rules), *own)
        if any(rule.from_age <= age < rule.below_age for age in ages)
    ]
    found = [finding for rule in binding for finding in _judge(rule, work)]
    found += [_of_duty(each) for each in barred(person, packs, [each.date for each in work.own])]
    return sorted(found, key=_strictness)


def _strictness(finding: Finding) -> tuple[int, bool, int, str, date]:
    limit = finding.limit
    number = isinstance(limit, int)
    return (
        ORDER.index(finding.level),
        number,
        limit if isinstance(limit, int) else 0,
        finding.rule,
        finding.on or date.min,
    )


def _of_duty(duty: Barred) -> Finding:
    level: Level = "pass" if duty.exempt else "block"
    return Finding(level, duty.code, duty.under, duty.said, duty.on, duty.citation)


def _judge(rule: Rule, work: Work) -> Iterator[Finding]:
    """Give a finding for each time a rule is broken, or one that it is kept."""
    judged = sorted(JUDGES[rule.kind](rule, work), key=lambda each: each[0])
    broken: Level = "warn" if rule.kind in ("attended", "document") else "block"
    wrong = [each for each in judged if each[3]]
    for on, limit, value, _ in wrong:
        yield Finding(broken, rule.code, limit, value, on, rule.citation)
    if judged and not wrong:
        on, limit, value, _ = max(judged, key=lambda each: _rank(each[2]))
        yield Finding("pass", rule.code, limit, value, on, rule.citation)


def _rank(value: int | str) -> tuple[int, str]:
    return (value, "") if isinstance(value, int) else (0, value)


Judged = Iterator[tuple[date, int | str, int | str, bool]]


def _minimum_age(rule: Rule, work: Work) -> Judged:
    for day in work.days(rule)[:1]:
        yield day, rule.below_age, work.person.age(day), True


def _day(rule: Rule, work: Work) -> Judged:
    for day in work.days(rule):
        minutes = work.minutes_by_day[day]
        yield day, rule.limit, minutes, minutes > rule.limit


def _week(rule: Rule, work: Work) -> Judged:
    weeks: defaultdict[date, int] = defaultdict(int)
    for day in work.days(rule):
        weeks[_monday(day)] += work.minutes_by_day[day]
    for monday, minutes in weeks.items():
        yield monday, rule.limit, minutes, minutes > rule.limit


def _days(rule: Rule, work: Work) -> Judged:
    weeks: defaultdict[date, int] = defaultdict(int)
    for day in work.days(rule):
        weeks[_monday(day)] += 1
    for monday, number in weeks.items():
        yield monday, rule.limit, number, number > rule.limit


def _clock(rule: Rule, work: Work) -> Judged:
    window = f"{rule.start}-{rule.end}"
    for shift in work.shifts(rule):
        outside = shift.first < minute(rule.start) or shift.last > minute(rule.end)
        yield shift.date, window, f"{shift.start}-{shift.end}", outside


def _school_hours(rule: Rule, work: Work) -> Judged:
    bells = work.person.school_hours
    if bells is None:
        return
    for shift in work.shifts(rule):
        if shift.date in work.school:
            during = shift.first < minute(bells.end) and shift.last > minute(bells.start)
            told = f"{shift.start}-{shift.end}"
            yield shift.date, f"outside {bells.start}-{bells.end}", told, during


def _meal(rule: Rule, work: Work) -> Judged:
    for shift in work.shifts(rule):
        if shift.last - shift.first > rule.limit:
            yield shift.date, rule.rest, shift.break_minutes, shift.break_minutes < rule.rest


def _attended(rule: Rule, work: Work) -> Judged:
    for shift in work.shifts(rule):
        if shift.last > minute(rule.end):
            yield shift.date, f"an adult at hand after {rule.end}", shift.end, True


def _document(rule: Rule, work: Work) -> Judged:
    days = work.days(rule)
    for day in [each for each in days if not work.person.holds(rule.document, each)][:1]:
        yield day, rule.document, "missing", True
        return
    for day in days[:1]:
        yield day, rule.document, "on file", False


def _monday(day: date) -> date:
    return day - timedelta(days=day.weekday())


JUDGES: Final[Mapping[str, Callable[[Rule, Work], Judged]]] = {
    "minimum_age": _minimum_age,
    "day": _day,
    "week": _week,
    "days": _days,
    "clock": _clock,
    "school_hours": _school_hours,
    "meal": _meal,
    "attended": _attended,
    "document": _document,
}
