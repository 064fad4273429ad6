"""Give a program's rules as the values of its form's fields."""

from __future__ import annotations

from decimal import Decimal

from app.programs.credit_typed import credit_values
from app.programs.matching_fields import matching_values
from app.programs.models import Program
from app.programs.rubrics import MASSACHUSETTS
from app.programs.rules import CompletionStipend, HourlyStipend, ProgramRules

SERVED = ("first_served", "then_served", "last_served")


def as_typed(rules: ProgramRules, program: Program | None = None) -> dict[str, object]:
    """Give the fields' values of rules, and of a program if there is one."""
    credit, stipend = rules.credit, rules.stipend
    values: dict[str, object] = {
        "target_hours": rules.target_minutes // 60,
        "grades": list(rules.eligibility.grades),
        "minimum_age": rules.eligibility.minimum_age,
        "matches_per_student": rules.eligibility.matches_per_student,
        "documents": list(rules.documents.required),
        "lifetime_cap": rules.eligibility.lifetime_cap,
        "invited_after": rules.eligibility.invited_after,
        "stipend_kind": "none",
    } | _standing(rules)
    values |= credit_values(credit) | matching_values(rules.matching)
    if isinstance(stipend, HourlyStipend):
        values |= {"stipend_kind": "hourly", "amount": Decimal(stipend.cents_per_hour) / 100}
        values |= {"legal_basis": stipend.legal_basis}
    if isinstance(stipend, CompletionStipend):
        values |= {"stipend_kind": "completion", "amount": Decimal(stipend.cents) / 100}
        values |= {"legal_basis": stipend.legal_basis, "stipend_hours": stipend.minutes // 60}
    if program is not None:
        names = ("code", "name", "start_date", "end_date", "timezone", "jurisdiction", "version")
        values |= {name: getattr(program, name) for name in names}
        values["kind"] = program.kind.value
    return values


def _standing(rules: ProgramRules) -> dict[str, object]:
    order = dict(zip(SERVED, rules.priority.order, strict=False))
    values: dict[str, object] = {"funding": rules.about.funding, "region": rules.about.region}
    values |= {"stage": rules.about.stage or "", **order, **_rubric(rules)}
    paying = rules.paying
    values |= {"fund": paying.fund, "account": paying.account, "pay_method": paying.method}
    if rules.pay_periods:
        values |= {"pay_every": rules.pay_periods.every}
        values |= {"pay_first_day": rules.pay_periods.first_day}
    return values


def _rubric(rules: ProgramRules) -> dict[str, object]:
    plan = rules.rubric or MASSACHUSETTS
    standard = plan.employability == MASSACHUSETTS.employability and plan.scale == (
        MASSACHUSETTS.scale
    )
    kind = "massachusetts" if standard else "own"
    return {
        "rubric_kind": kind if rules.rubric else "none",
        "employability_skills": "\n".join(plan.employability),
        "job_skills": "\n".join(plan.job),
        "scale": "\n".join(plan.scale),
    }
