"""Compute what a plan says of confirmed minutes; pure, in integer cents."""

from __future__ import annotations

from app.core.money import dollars, pay
from app.programs.rules import CompletionStipend, HourlyStipend, NoStipend

Plan = HourlyStipend | CompletionStipend | NoStipend


def week_cents(plan: Plan, minutes: int) -> int:
    """Give the cents of a whole week's minutes; only an hourly plan pays by the week."""
    return pay(minutes, plan.cents_per_hour) if isinstance(plan, HourlyStipend) else 0


def completion_cents(plan: Plan, minutes: int) -> int:
    """Give the cents that a match's confirmed minutes have completed: all or nothing."""
    if isinstance(plan, CompletionStipend) and minutes >= plan.minutes:
        return plan.cents
    return 0


def rule_words(plan: Plan) -> str:
    """Say the rule as it is printed beside a line."""
    if isinstance(plan, HourlyStipend):
        return f"{dollars(plan.cents_per_hour)} an hour, each week rounded half up to the cent"
    if isinstance(plan, CompletionStipend):
        return f"{dollars(plan.cents)} on completing {plan.minutes // 60} hours"
    return "no stipend"
