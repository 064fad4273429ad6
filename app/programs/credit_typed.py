"""Give a rule of credit as the values of its form's fields, and read what was typed as levels."""

from __future__ import annotations

import re
from decimal import Decimal, InvalidOperation
from typing import Final

from app.programs.credit_rules import (
    CountersCredit,
    Credit,
    HoursCredit,
    Level,
    NoCredit,
    StatedCredit,
    WeeklyCredit,
)

LEVEL: Final = re.compile(r"(\d{1,3}(?:\.\d{1,2})?)\s*h?\s*=\s*(\d{1,2}(?:\.\d{1,2})?)")
MOST_A_WEEK: Final = 168
KINDS: Final = {
    "none": "No credit",
    "hours": "For every full stretch of hours",
    "weekly": "For the average of hours a week",
    "counters": "Once, when hours and shadow days are full",
    "stated": "Stated by whoever awards, up to a cap",
}


def credit_values(rule: Credit) -> dict[str, object]:
    """Give the fields' values of a rule."""
    if isinstance(rule, NoCredit):
        return {"credit_kind": "none"}
    wanted = rule.conditions
    return {
        "credit_type": rule.credit_type,
        "credit_course": rule.course or "",
        "credit_source": rule.source,
        "credit_approval": rule.approval,
        "credit_family": rule.family,
        "cap_term": _decimal(rule.caps.term),
        "cap_year": _decimal(rule.caps.year),
        "cap_lifetime": _decimal(rule.caps.lifetime),
        "counts_from": rule.counts_from,
        "counts_after_plan": rule.counts_after_plan,
        "plan_signed": wanted.plan_signed,
        "baseline_review": wanted.baseline_review,
        "final_review": wanted.final_review,
        "lowest_rating": _decimal(wanted.lowest_rating),
        "attested": "\n".join(wanted.attested),
    } | _shape(rule)


def _shape(rule: Credit) -> dict[str, object]:
    if isinstance(rule, HoursCredit):
        return {
            "credit_kind": "hours",
            "credit": _decimal(rule.credit),
            "credit_hours": rule.minutes // 60,
            "credit_cap": _decimal(rule.cap),
            "credit_nearest": rule.rounding == "nearest",
        }
    if isinstance(rule, WeeklyCredit):
        levels = [f"{each.minutes / 60:g} h = {each.credit / 100:g}" for each in rule.levels]
        told: dict[str, object] = {"credit_weeks": rule.weeks, "credit_levels": "\n".join(levels)}
        return told | {"credit_kind": "weekly"}
    if isinstance(rule, CountersCredit):
        return {
            "credit_kind": "counters",
            "credit": _decimal(rule.credit),
            "credit_hours": rule.minutes // 60,
            "shadow_days": rule.shadow_days,
        }
    if isinstance(rule, StatedCredit):
        return {"credit_kind": "stated", "credit_cap": _decimal(rule.cap)}
    return {}


def levels_of(text: str) -> tuple[Level, ...] | None:
    """Read levels such as `7.5 h = 1`, one on a line and rising; None where one is not right."""
    found: list[Level] = []
    for line in (each.strip() for each in text.splitlines()):
        if not line:
            continue
        match = LEVEL.fullmatch(line)
        level = _level(match[1], match[2]) if match else None
        if level is None or (found and not _rises(found[-1], level)):
            return None
        found.append(level)
    return tuple(found) or None


def _rises(lower: Level, higher: Level) -> bool:
    return lower.minutes < higher.minutes and lower.credit < higher.credit


def _level(hours: str, credit: str) -> Level | None:
    try:
        minutes, hundredths = Decimal(hours) * 60, Decimal(credit) * 100
    except InvalidOperation:
        return None
    if not 1 <= Decimal(hours) <= MOST_A_WEEK or minutes != int(minutes) or not hundredths:
        return None
    return Level(minutes=int(minutes), credit=int(hundredths))


def _decimal(hundredths: int | None) -> Decimal | None:
    return None if hundredths is None else Decimal(hundredths) / 100
