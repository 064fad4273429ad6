"""Give a program's fact sheet: every rule in sentences, with its source and its state."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from itertools import islice
from typing import Any, Final

from app.core.filters import day, hours
from app.programs import mail_words, saying
from app.programs.credit_saying import credit_words
from app.programs.mailing import HOURS_WEEK
from app.programs.matching_fields import matching_words
from app.programs.models import Program
from app.programs.periods import Period, periods
from app.programs.rules import ProgramRules

MOST_PERIODS: Final = 60


@dataclass(frozen=True, slots=True)
class Fact:
    """Be one line of the sheet: what it is about, and what is said of it."""

    title: str
    sentences: Sequence[str]
    key: str = ""


def shown(program: Program, today: date) -> dict[str, Any]:
    """Give what a program's page says of it."""
    rules = program.rules
    return {
        "facts": facts_of(program, rules),
        "periods": periods_of(program, rules),
        "rubric": rules.rubric,
        "season": season_of(program, today),
    }


def season_of(program: Program, today: date) -> str:
    """Say whether a season is to come, runs, or has ended."""
    if today < program.start_date:
        return "upcoming"
    return "running" if today <= program.end_date else "ended"


def facts_of(program: Program, rules: ProgramRules) -> list[Fact]:
    """Give the lines of the sheet."""
    season = f"{day(program.start_date, year=True)} to {day(program.end_date, year=True)}."
    target = rules.target_minutes
    about = rules.about
    law = program.jurisdiction
    return [
        Fact("Season", [season, f"Time zone {program.timezone}."]),
        Fact("Labor law", [f"Federal law and {law}; the stricter limit holds." if law else "–"]),
        Fact(
            "Hours to complete",
            [f"{hours(target)}." if target else "No target; each placement says its own."],
        ),
        Fact("Who may take part", saying.eligibility_words(rules)),
        Fact("Served first", saying.priority_words(rules)),
        Fact("How students are matched", matching_words(rules.matching)),
        Fact("Documents needed", [_documents(rules)]),
        Fact("Credit", credit_words(rules.credit, rules.credit_before)),
        Fact("Stipend", saying.stipend_words(rules), "stipend"),
        Fact("Booked to", saying.paying_words(rules)),
        Fact("Mail that goes out", mail_words.on_words(rules), "mail"),
        Fact("Weekly request", mail_words.plan_words(rules, HOURS_WEEK)),
        Fact("Funding", [about.funding or "–"]),
        Fact("Region", [about.region or "–"]),
        Fact("Career continuum", [saying.STAGES[about.stage] if about.stage else "–"]),
    ]


def _documents(rules: ProgramRules) -> str:
    names = [kind.replace("_", " ") for kind in rules.documents.required]
    return f"{', '.join(names).capitalize()}, before a match is active." if names else "None."


def periods_of(program: Program, rules: ProgramRules) -> list[Period]:
    """Give the pay periods of the season, at most sixty."""
    if rules.pay_periods is None:
        return []
    return list(islice(periods(rules.pay_periods, program.end_date), MOST_PERIODS))
