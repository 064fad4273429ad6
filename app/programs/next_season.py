"""Propose the next season of a program: the same rules a year later; pure."""

from __future__ import annotations

import re
from datetime import date, timedelta
from typing import Final

import msgspec

from app.programs.models import Program
from app.programs.rules import PayPeriods, ProgramRules

YEAR: Final = re.compile(r"(?<!\d)(20\d\d)(?:([-–/])(\d\d))?(?!\d)")
SHORT_YEAR: Final = re.compile(r"(?<!\d)(\d\d)(?!\d)(?=\D*$)")
CENTURY: Final = 100
HALF_WEEK: Final = 3


def a_year_later(day: date) -> date:
    """Give the same weekday about a year later: seasons begin on a Monday, not on a date."""
    try:
        later = day.replace(year=day.year + 1)
    except ValueError:  # February 29
        later = day + timedelta(days=365)
    off = (later.weekday() - day.weekday()) % 7
    return later - timedelta(days=off if off <= HALF_WEEK else off - 7)


def next_words(text: str, season: date) -> str:
    """Give a name or code with its years raised by one: 2026-27, 2027, or a closing 27."""
    raised = YEAR.sub(_raise, text)
    if raised != text:
        return raised
    short = SHORT_YEAR.search(text)
    if short and int(short[1]) in {season.year % CENTURY, (season.year + 1) % CENTURY}:
        return f"{text[: short.start()]}{(int(short[1]) + 1) % CENTURY:02d}{text[short.end() :]}"
    return f"{text} {season.year + 1}"


def _raise(found: re.Match[str]) -> str:
    year = int(found[1]) + 1
    return f"{year}{found[2]}{(int(found[3]) + 1) % CENTURY:02d}" if found[2] else f"{year}"


def next_rules(rules: ProgramRules) -> ProgramRules:
    """Give the rules with the dates in them a year later, and no kind of mail paused."""
    rules = msgspec.structs.replace(
        rules, mailing=msgspec.structs.replace(rules.mailing, paused=())
    )
    plan = rules.pay_periods
    if plan is None:
        return rules
    first = a_year_later(plan.first_day)
    if plan.every in {"monthly", "semimonthly"}:
        first = plan.first_day.replace(year=plan.first_day.year + 1)
    return msgspec.structs.replace(rules, pay_periods=PayPeriods(every=plan.every, first_day=first))


def next_facts(program: Program) -> dict[str, object]:
    """Give the name, code and dates of the season after a program's."""
    code = next_words(program.code, program.start_date).replace(" ", "-")
    return {
        "name": next_words(program.name, program.start_date),
        "code": code,
        "start_date": a_year_later(program.start_date),
        "end_date": a_year_later(program.end_date),
    }
