"""Say rules of credit in words, with caps, conditions, source and what held before."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import chain

from app.core.filters import day
from app.programs.credit_rules import (
    CountersCredit,
    Credit,
    EarlierCredit,
    Granting,
    HoursCredit,
    NoCredit,
    WeeklyCredit,
)


def credit_words(rule: Credit, before: Sequence[EarlierCredit] = ()) -> list[str]:
    """Say a rule, and the rules that held before it."""
    if isinstance(rule, NoCredit):
        said = ["No credit."]
    else:
        said = [_arithmetic(rule), *_caps(rule), *_conditions(rule)]
        if rule.approval:
            said.append("A second person approves each award.")
        if rule.source:
            said.append(f"Source: {rule.source}.")
    former = (
        [f"Until {day(each.until, year=True)}: {words}" for words in credit_words(each.rule)]
        for each in before
    )
    return [*said, *chain.from_iterable(former)]


def _number(hundredths: int) -> str:
    return f"{hundredths / 100:g}"


def _arithmetic(rule: Granting) -> str:
    kind = rule.credit_type
    if isinstance(rule, HoursCredit):
        rounded = ", rounded to the nearest step" if rule.rounding == "nearest" else ""
        return (
            f"{_number(rule.credit)} {kind} credit for every {rule.minutes / 60:g} "
            f"confirmed hours{rounded}, at most {_number(rule.cap)} a match."
        )
    if isinstance(rule, WeeklyCredit):
        levels = ", ".join(
            f"{level.minutes / 60:g} h a week = {_number(level.credit)}" for level in rule.levels
        )
        return f"By the average over {rule.weeks} weeks, {kind} credit: {levels}."
    if isinstance(rule, CountersCredit):
        days = f" and {rule.shadow_days} days of job shadowing" if rule.shadow_days else ""
        return f"{_number(rule.credit)} {kind} credit for {rule.minutes / 60:g} h{days} in all."
    return f"Whoever awards states the {kind} credit, at most {_number(rule.cap)} a match."


def _caps(rule: Granting) -> list[str]:
    caps = (
        (rule.caps.term, "in a season of the program"),
        (rule.caps.year, "in a school year"),
        (rule.caps.lifetime, "in a lifetime"),
    )
    return [f"At most {_number(cap)} {span}." for cap, span in caps if cap is not None]


def _conditions(rule: Granting) -> list[str]:
    wanted = rule.conditions
    said = []
    if rule.course:
        said.append(f"Only together with the course {rule.course}.")
    if rule.counts_from:
        said.append(f"Hours count from {day(rule.counts_from, year=True)} on.")
    if rule.counts_after_plan:
        said.append("Only hours after the signed plan count.")
    if wanted.plan_signed:
        said.append("The plan is signed.")
    if wanted.baseline_review:
        said.append("The first review is in.")
    if wanted.lowest_rating:
        said.append(f"The final review is {_number(wanted.lowest_rating)} or better.")
    elif wanted.final_review:
        said.append("The final review is in.")
    return [*said, *(f"Whoever awards attests: {each}." for each in wanted.attested)]
