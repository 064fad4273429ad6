"""Say rules in words, with their source and, for money, the effective hourly rate."""

from __future__ import annotations

from typing import Final

from app.core.money import dollars, round_half_up
from app.programs.rules import CompletionStipend, HourlyStipend, ProgramRules

REASONS: Final = {
    "first_time": "who never had an experience before",
    "graduating": "who graduates this year",
    "credit_short": "who is short of credit",
}
RHYTHMS: Final = {
    "weekly": "Every week",
    "biweekly": "Every two weeks",
    "semimonthly": "Twice a month",
    "monthly": "Every month",
}
PAY_METHODS: Final = {
    "check": "Check",
    "direct_deposit": "Direct deposit",
    "card": "Prepaid card",
}
# RCW 28C.30.020, and Denver's continuum: exposure, shadow, internship, apprenticeship
STAGES: Final = {
    "awareness": "Awareness",
    "exploration": "Exploration",
    "preparation": "Preparation",
    "launch": "Launch",
}


def paying_words(rules: ProgramRules) -> list[str]:
    """Say to what stipends are booked and how they are paid."""
    paying = rules.paying
    named = (("Fund", paying.fund), ("Account", paying.account))
    booked = [f"{name} {code}." for name, code in named if code]
    return [*(booked or ["No fund or account yet."]), f"{PAY_METHODS[paying.method]}."]


def stipend_words(rules: ProgramRules) -> list[str]:
    """Say the stipend plan."""
    plan = rules.stipend
    if isinstance(plan, HourlyStipend):
        said = [
            (
                f"{dollars(plan.cents_per_hour)} for each confirmed hour, to the minute; each "
                "week is rounded half up to the cent."
            )
        ]
    elif isinstance(plan, CompletionStipend):
        rate = round_half_up(plan.cents * 60, plan.minutes)
        said = [
            (
                f"{dollars(plan.cents)} once {plan.minutes // 60} hours are confirmed, and "
                f"nothing before. That is {dollars(rate)} an hour."
            )
        ]
    else:
        return ["No stipend from the district."]
    said.append(f"Legal basis: {plan.legal_basis}.")
    if plan.source:
        said.append(f"Source: {plan.source}.")
    return said


def eligibility_words(rules: ProgramRules) -> list[str]:
    """Say who may take part, and how often."""
    who = rules.eligibility
    times = "one match" if who.matches_per_student == 1 else f"{who.matches_per_student} matches"
    said = [
        f"Grades {', '.join(who.grades)}.",
        f"At least {who.minimum_age} years old on the first day of the placement.",
        f"At most {times} in this program at a time.",
    ]
    if who.lifetime_cap:
        once = "one experience" if who.lifetime_cap == 1 else f"{who.lifetime_cap} experiences"
        said.append(f"At most {once} in a lifetime, all seasons together.")
    if who.invited_after:
        said.append(f"By invitation only, after {who.invited_after}; staff see to that.")
    return said


def priority_words(rules: ProgramRules) -> list[str]:
    """Say who is served first."""
    order = [REASONS[reason] for reason in rules.priority.order]
    if not order:
        return ["Nobody comes first."]
    return [f"First {', then '.join(order)}."]
