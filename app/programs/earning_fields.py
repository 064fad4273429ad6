"""Take what a program pays for hours."""

from __future__ import annotations

from decimal import ROUND_DOWN, Decimal
from typing import Final

import msgspec
from wtforms import DecimalField

from app.core.forms import IntegerField, Optional, SelectField, TextField, choices
from app.programs.rules import CompletionStipend, HourlyStipend, NoStipend, Stipend, amounts

MOST_HOURS, MOST_DOLLARS = 5000, 100_000
HUNDREDTH: Final = Decimal("0.01")
Problems = dict[str, str]


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
