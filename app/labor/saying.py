"""Say a rule and a finding in words."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, time
from typing import Final

from app.core.filters import clock, hours
from app.core.text import many
from app.labor import hazards
from app.labor.checking import Finding
from app.labor.rules import MIDNIGHT, PACKS, Rule, minute

WHEN: Final = {
    "school_day": "on a school day",
    "free_day": "on a day without school",
    "eve": "before a school day",
    "free_eve": "before a day without school",
    "mon_thu": "from Monday to Thursday",
    "school_week": "in a week with school",
    "free_week": "in a week without school",
}


ASKS: Final = {
    "minimum_age": "nobody under {age} is employed",
    "day": "at most {hours} a day",
    "week": "at most {hours} a week",
    "days": "at most {days} a week",
    "clock": "work only between {start} and {end}",
    "school_hours": "no work during the hours of school",
    "meal": "a break of {rest} minutes in more than {hours} of work",
    "attended": "an adult at hand after {end}",
    "document": "{paper} on file",
}


def said(rule: Rule) -> str:
    """Say what a rule asks, such as “at most 4 hours a day before a school day”."""
    parts = [_limit(rule), *(WHEN[each] for each in rule.when)]
    if rule.season:
        inside = "from" if rule.in_season else "outside of"
        first, last = (_season(each) for each in rule.season)
        parts.append(f"{inside} {first} to {last}")
    if rule.needs:
        parts.append(f"with {papers(rule.needs)}")
    if rule.unless:
        parts.append(f"unless {papers(rule.unless)} is on file")
    return " ".join(parts)


def ages(rule: Rule) -> str:
    """Say whom a rule binds, such as “14 and 15”."""
    if rule.from_age == 0:
        return f"under {rule.below_age}"
    last = rule.below_age - 1
    if last == rule.from_age:
        return str(last)
    return (
        f"{rule.from_age} and {last}" if last == rule.from_age + 1 else f"{rule.from_age} to {last}"
    )


def dates(rule: Rule) -> str:
    """Say from when to when a rule holds; nothing for one without dates."""
    first = f"from {rule.effective_from:%b %-d, %Y}" if rule.effective_from > date.min else ""
    last = f"until {rule.effective_to:%b %-d, %Y}" if rule.effective_to < date.max else ""
    return f"{first} {last}".strip()


def finding_words(finding: Finding, own: Iterable[Rule] = ()) -> str:
    """Say what a finding found: the rule, what is planned or was worked, and the source."""
    rule = _rule(finding.rule, own)
    if rule is None:
        named = hazards.BY_CODE.get(finding.rule)
        what = f"{named.name}: barred under {named.under}" if named else str(finding.value)
        return f"{what} ({finding.citation})"
    return f"{said(rule)}; {_found(rule, finding)} ({finding.citation})"


def kinds(own: Iterable[Rule] = ()) -> dict[str, str]:
    """Give the kind of every rule by its code."""
    return {rule.code: rule.kind for rule in (*_known(), *own)}


def rule_words(own: Iterable[Rule] = ()) -> dict[str, str]:
    """Give the words of every rule and hazard by its code."""
    found = {rule.code: f"{said(rule)} ({rule.citation})" for rule in (*_known(), *own)}
    return found | {each.code: f"{each.name} ({each.citation})" for each in hazards.CATALOG.hazards}


def papers(kinds: Iterable[str]) -> str:
    """Name documents by their codes."""
    return ", ".join(kind.replace("_", " ") for kind in kinds)


def _rule(code: str, own: Iterable[Rule]) -> Rule | None:
    return next((rule for rule in (*_known(), *own) if rule.code == code), None)


def _known() -> list[Rule]:
    return [rule for pack in PACKS.values() for rule in pack.rules]


def _limit(rule: Rule) -> str:
    return ASKS[rule.kind].format(
        age=rule.below_age,
        hours=hours(rule.limit),
        days=many(rule.limit, "day"),
        rest=rule.rest,
        start=_time(rule.start),
        end=_time(rule.end),
        paper=papers((rule.document,)),
    )


def _found(rule: Rule, finding: Finding) -> str:
    value = finding.value
    if rule.kind in ("day", "week") and isinstance(value, int):
        told = hours(value)
    elif rule.kind == "days" and isinstance(value, int):
        told = many(value, "day")
    elif rule.kind == "meal":
        told = f"a break of {value} minutes"
    elif rule.kind in ("clock", "school_hours"):
        told = " to ".join(map(_time, str(value).split("-")))
    elif rule.kind == "minimum_age":
        told = f"{value} years old"
    else:
        told = str(value)
    return f"{told} on {finding.on:%b %-d, %Y}" if finding.on else told


def _time(text: str) -> str:
    return "midnight" if minute(text) % MIDNIGHT == 0 else clock(time.fromisoformat(text))


def _season(told: str) -> str:
    if told == "labor_day":
        return "Labor Day"
    return f"{date.fromisoformat(f'2000-{told}'):%B %-d}"
