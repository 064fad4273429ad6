"""Compute progress toward credit from counted minutes and what else a rule asks; in hundredths."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from app.programs.credit_rules import (
    CountersCredit,
    Credit,
    CreditConditions,
    Granting,
    HoursCredit,
    NoCredit,
    WeeklyCredit,
)


@dataclass(frozen=True, slots=True)
class Facts:
    """Be what is known of a match beside its minutes; `rating` is in hundredths of a grade."""

    shadow_days: int = 0
    reviews: frozenset[str] = frozenset()
    rating: int | None = None
    plan_signed: bool = False


@dataclass(frozen=True, slots=True)
class Held:
    """Be what stands of a student's awards, in hundredths: of this match, and of its family."""

    match: int = 0
    term: int = 0
    year: int = 0
    lifetime: int = 0


@dataclass(frozen=True, slots=True)
class Progress:
    """Be how far a match has come toward credit, and what is still missing, in words.

    `spent` is the part of the minutes on which the earned credit stands. What is awarded already is
    part of `earned`, which no cap and no condition takes back.
    """

    minutes: int
    target_minutes: int
    earned: int
    cap: int
    missing: tuple[str, ...]
    source: str = ""
    spent: int = 0


@dataclass(frozen=True, slots=True)
class _Sum:
    earned: int
    cap: int
    target: int
    short: tuple[str, ...]


NO_FACTS: Final = Facts()
NOTHING_HELD: Final = Held()


def progress(
    rule: Credit,
    minutes: int,
    courses: frozenset[str],
    facts: Facts = NO_FACTS,
    held: Held = NOTHING_HELD,
) -> Progress:
    """Give the progress of counted minutes under a rule; a condition that fails gates all of it."""
    if isinstance(rule, NoCredit):
        return Progress(minutes, 0, held.match, 0, ())
    by_hours = _by_hours(rule, minutes, facts)
    unmet = _unmet(rule, courses, facts)
    room, reached = _room(rule, held)
    more = max(0, min(by_hours.earned - held.match, room)) if not unmet else 0
    earned = held.match + more
    missing = (*by_hours.short, *unmet, *reached)
    spent = _spent(rule, earned, minutes)
    return Progress(minutes, by_hours.target, earned, by_hours.cap, missing, rule.source, spent)


def given(rule: Granting, minutes: int, shadow_days: int) -> int:
    """Give the credit of minutes alone, before conditions and before caps over matches."""
    return _by_hours(rule, minutes, Facts(shadow_days=shadow_days)).earned


def _by_hours(rule: Granting, minutes: int, facts: Facts) -> _Sum:
    if isinstance(rule, HoursCredit):
        return _by_stretches(rule, minutes)
    if isinstance(rule, WeeklyCredit):
        return _by_average(rule, minutes)
    if isinstance(rule, CountersCredit):
        return _by_counters(rule, minutes, facts.shadow_days)
    return _Sum(rule.cap if minutes else 0, rule.cap, 0, () if minutes else ("confirmed hours",))


def _by_stretches(rule: HoursCredit, minutes: int) -> _Sum:
    half = rule.minutes // 2 if rule.rounding == "nearest" else 0
    steps = (minutes + half) // rule.minutes
    earned = min(steps * rule.credit, rule.cap)
    short: tuple[str, ...] = ()
    if earned < rule.cap:
        lacks = (steps + 1) * rule.minutes - half - minutes
        short = (f"{_hours(lacks)} more until the next {rule.credit / 100:g} credit",)
    target = -(-rule.cap // rule.credit) * rule.minutes if rule.credit else 0
    return _Sum(earned, rule.cap, target, short)


def _by_average(rule: WeeklyCredit, minutes: int) -> _Sum:
    earned = 0
    short: tuple[str, ...] = ()
    for level in rule.levels:
        wanted = level.minutes * rule.weeks
        if minutes >= wanted:
            earned = level.credit
        elif not short:
            average = f"{_hours(level.minutes)} a week over {rule.weeks} weeks"
            more = f"{_hours(wanted - minutes)} more for {level.credit / 100:g} credit"
            short = (f"{more}, {average}",)
    top = rule.levels[-1]
    return _Sum(earned, top.credit, top.minutes * rule.weeks, short)


def _by_counters(rule: CountersCredit, minutes: int, shadow_days: int) -> _Sum:
    short = []
    if minutes < rule.minutes:
        short.append(f"{_hours(rule.minutes - minutes)} more")
    if shadow_days < rule.shadow_days:
        days = rule.shadow_days - shadow_days
        short.append(f"{days} more {'day' if days == 1 else 'days'} of job shadowing")
    return _Sum(0 if short else rule.credit, rule.credit, rule.minutes, tuple(short))


def _unmet(rule: Granting, courses: frozenset[str], facts: Facts) -> tuple[str, ...]:
    wanted: CreditConditions = rule.conditions
    found = []
    if rule.course is not None and rule.course.casefold() not in courses:
        found.append(f"the course {rule.course}")
    if wanted.plan_signed and not facts.plan_signed:
        found.append("the signed plan")
    if wanted.baseline_review and "baseline" not in facts.reviews:
        found.append("the first review")
    if (wanted.final_review or wanted.lowest_rating) and "final" not in facts.reviews:
        found.append("the final review")
    elif wanted.lowest_rating and (facts.rating or 0) < wanted.lowest_rating:
        found.append(f"a final review of {wanted.lowest_rating / 100:g} or better")
    return tuple(found)


def _room(rule: Granting, held: Held) -> tuple[int, tuple[str, ...]]:
    """Give how much the caps over matches leave, and which of them leaves nothing."""
    caps = (
        (rule.caps.term, held.term, "a term"),
        (rule.caps.year, held.year, "a school year"),
        (rule.caps.lifetime, held.lifetime, "a lifetime"),
    )
    lefts = [
        (cap - has, f"nothing: {cap / 100:g} credit is the most in {span}")
        for cap, has, span in caps
        if cap is not None
    ]
    room = min((left for left, _ in lefts), default=1_000_000)
    return room, tuple(words for left, words in lefts if left <= 0)


def _spent(rule: Granting, earned: int, minutes: int) -> int:
    """Give the minutes on which credit stands; what a cap cut off stays free for no other award."""
    if not earned:
        return 0
    if isinstance(rule, HoursCredit) and rule.credit:
        return min(minutes, -(-earned // rule.credit) * rule.minutes)
    if isinstance(rule, WeeklyCredit):
        wanted = [level.minutes for level in rule.levels if level.credit >= earned]
        return min(minutes, wanted[0] * rule.weeks) if wanted else minutes
    if isinstance(rule, CountersCredit):
        return min(minutes, rule.minutes)
    return minutes


def _hours(minutes: int) -> str:
    whole, part = divmod(minutes, 60)
    if not part:
        return f"{whole} h"
    return f"{whole} h {part} min" if whole else f"{part} min"
