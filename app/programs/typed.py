"""Give a program's rules as the values of its form's fields."""

from __future__ import annotations

from decimal import Decimal

from app.programs.models import Program
from app.programs.rules import CompletionStipend, HourlyStipend, HoursCredit, ProgramRules


def as_typed(rules: ProgramRules, program: Program | None = None) -> dict[str, object]:
    """Give the fields' values of rules, and of a program if there is one."""
    credit, stipend = rules.credit, rules.stipend
    values: dict[str, object] = {
        "target_hours": rules.target_minutes // 60,
        "grades": list(rules.eligibility.grades),
        "minimum_age": rules.eligibility.minimum_age,
        "matches_per_student": rules.eligibility.matches_per_student,
        "documents": list(rules.documents.required),
        "ask_weekday": str(rules.reminders.weekday),
        "ask_at": rules.reminders.at,
        "credit_kind": "none",
        "stipend_kind": "none",
    }
    if isinstance(credit, HoursCredit):
        values |= {
            "credit_kind": "hours",
            "credit": Decimal(credit.credit) / 100,
            "credit_hours": credit.minutes // 60,
            "credit_cap": Decimal(credit.cap) / 100,
            "credit_course": credit.course or "",
            "credit_source": credit.source,
        }
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
