"""Say rules in words, with their source and, for money, the effective hourly rate."""

from __future__ import annotations

from app.core.money import dollars, round_half_up
from app.programs.rules import CompletionStipend, HourlyStipend, HoursCredit, ProgramRules


def credit_words(rules: ProgramRules) -> list[str]:
    """Say the credit rule."""
    credit = rules.credit
    if not isinstance(credit, HoursCredit):
        return ["No credit."]
    said = [
        (
            f"{credit.credit / 100:g} {credit.credit_type} credit for every "
            f"{credit.minutes // 60} confirmed hours, at most {credit.cap / 100:g} a match."
        )
    ]
    if credit.course:
        said.append(f"Only together with the course {credit.course}.")
    if credit.source:
        said.append(f"Source: {credit.source}.")
    return said


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
