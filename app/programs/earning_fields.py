"""Take what a program grants for hours: credit and stipend."""

from __future__ import annotations

from decimal import ROUND_DOWN, Decimal
from typing import Any, Final

import msgspec
from wtforms import DecimalField

from app.core.forms import IntegerField, Optional, SelectField, TextField, choices
from app.programs.credit_rules import HoursCredit, NoCredit
from app.programs.rules import CompletionStipend, HourlyStipend, NoStipend, Stipend, amounts

MOST_HOURS, MOST_CREDITS, MOST_DOLLARS = 5000, 100, 100_000
HUNDREDTH: Final = Decimal("0.01")
CREDIT_FIELDS: Final = {
    "credit": MOST_CREDITS,
    "credit_hours": MOST_HOURS,
    "credit_cap": MOST_CREDITS,
}
Problems = dict[str, str]


class CreditFields:
    """Take the credit rule."""

    credit_kind = SelectField(
        "Credit", choices=choices((("none", "No credit"), ("hours", "For confirmed hours")))
    )
    credit = DecimalField("Credits for each full stretch", places=2, validators=[Optional()])
    credit_hours = IntegerField("Hours of a full stretch", validators=[Optional()])
    credit_cap = DecimalField("Most credits a match can earn", places=2, validators=[Optional()])
    credit_type = TextField("Kind of credit", longest=40)
    credit_course = TextField("Course that must be completed too")
    credit_source = TextField("Source of the credit rule")

    def credit_problems(self) -> Problems:
        """Give what the chosen kind of credit lacks."""
        if self.credit_kind.data != "hours":
            return {}
        fields: Any = self
        return {
            name: f"Enter a number above 0, at most {most}; the credit rule needs it."
            for name, most in CREDIT_FIELDS.items()
            if not between(fields[name].data, most)
        }

    def credit_rule(self) -> HoursCredit | NoCredit:
        """Give the typed rule."""
        if self.credit_kind.data == "none":
            return NoCredit()
        return HoursCredit(
            credit=hundredths(self.credit.data),
            minutes=self.credit_hours.data * 60,
            cap=hundredths(self.credit_cap.data),
            credit_type=self.credit_type.data or "elective",
            course=self.credit_course.data or None,
            source=self.credit_source.data,
        )


class StipendFields:
    """Take the stipend plan."""

    stipend_kind = SelectField(
        "Stipend",
        choices=choices(
            (
                ("none", "No stipend"),
                ("hourly", "By the hour"),
                ("completion", "One sum on completing the hours"),
            )
        ),
    )
    amount = DecimalField("Dollars (by the hour, or in all)", places=2, validators=[Optional()])
    stipend_hours = IntegerField("Hours that complete it", validators=[Optional()])
    legal_basis = TextField("Legal basis of the stipend")

    def stipend_problems(self) -> Problems:
        """Give what the chosen kind of stipend lacks."""
        problems: Problems = {}
        if self.stipend_kind.data != "none":
            if not between(self.amount.data, MOST_DOLLARS):
                problems["amount"] = "Enter an amount in dollars, like 17.13."
            if not self.legal_basis.data:
                problems["legal_basis"] = "State the legal basis; money to minors needs one."
        if self.stipend_kind.data == "completion" and not between(
            self.stipend_hours.data, MOST_HOURS
        ):
            problems["stipend_hours"] = "Enter the hours that complete it, like 40."
        return problems

    def stipend_plan(self, before: Stipend) -> Stipend:
        """Give the typed plan; the source that named other figures is not kept."""
        if self.stipend_kind.data == "none":
            return NoStipend()
        cents, basis = hundredths(self.amount.data), self.legal_basis.data
        if self.stipend_kind.data == "hourly":
            plan: Stipend = HourlyStipend(cents_per_hour=cents, legal_basis=basis)
        else:
            minutes = self.stipend_hours.data * 60
            plan = CompletionStipend(cents=cents, minutes=minutes, legal_basis=basis)
        if isinstance(before, NoStipend) or amounts(before) != amounts(plan):
            return plan
        return msgspec.structs.replace(plan, source=before.source)


def between(value: Decimal | int | None, most: int) -> bool:
    """Tell whether a number is above 0, not too large, and has two decimals at most."""
    if value is None or not Decimal(value).is_finite() or not 0 < value <= most:
        return False
    return Decimal(value).quantize(HUNDREDTH, rounding=ROUND_DOWN) == value


def hundredths(value: Decimal) -> int:
    """Give an amount in hundredths."""
    return int(value * 100)
