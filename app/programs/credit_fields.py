"""Take the rule of credit, each shape by the fields that it needs."""

from __future__ import annotations

from decimal import Decimal
from typing import Any, Final

from wtforms import DecimalField

from app.core.forms import (
    BooleanField,
    DateField,
    IntegerField,
    LongTextField,
    Optional,
    SelectField,
    TextField,
    choices,
)
from app.core.text import lines
from app.programs.credit_rules import (
    CountersCredit,
    Credit,
    CreditCaps,
    CreditConditions,
    EarlierCredit,
    HoursCredit,
    NoCredit,
    StatedCredit,
    WeeklyCredit,
)
from app.programs.credit_typed import KINDS, levels_of
from app.programs.earning_fields import MOST_HOURS, Problems, between, hundredths

MOST_CREDITS, MOST_WEEKS, MOST_DAYS, MOST_ATTESTED, LONGEST = 100, 60, 100, 10, 200
BEST, WORST = 5, 1
NEEDED: Final = {
    "hours": {"credit": MOST_CREDITS, "credit_hours": MOST_HOURS, "credit_cap": MOST_CREDITS},
    "weekly": {"credit_weeks": MOST_WEEKS},
    "counters": {"credit_hours": MOST_HOURS},
    "stated": {"credit_cap": MOST_CREDITS},
}
MAY_BE_LEFT: Final = {
    "cap_term": MOST_CREDITS,
    "cap_year": MOST_CREDITS,
    "cap_lifetime": MOST_CREDITS,
    "shadow_days": MOST_DAYS,
}


class CreditFields:
    """Take the credit rule."""

    credit_kind = SelectField("Credit", choices=choices(KINDS.items()))
    credit = DecimalField("Credits for each full stretch", places=2, validators=[Optional()])
    credit_hours = IntegerField("Hours of a full stretch", validators=[Optional()])
    credit_cap = DecimalField("Most credits a match can earn", places=2, validators=[Optional()])
    credit_nearest = BooleanField("Round to the nearest step, not down")
    credit_weeks = IntegerField("Weeks of the term", validators=[Optional()])
    credit_levels = LongTextField("Hours a week and their credit, one on each line")
    shadow_days = IntegerField("Days of job shadowing", validators=[Optional()])
    credit_type = TextField("Kind of credit", longest=40)
    credit_course = TextField("Course that must be completed too")
    credit_source = TextField("Source of the credit rule")
    credit_approval = BooleanField("A second person approves each award")
    cap_term = DecimalField("Most in a season", places=2, validators=[Optional()])
    cap_year = DecimalField("Most in a school year", places=2, validators=[Optional()])
    cap_lifetime = DecimalField("Most in a lifetime", places=2, validators=[Optional()])
    credit_family = TextField("Capped together with")
    counts_from = DateField("Hours count from", validators=[Optional()])
    counts_after_plan = BooleanField("Only hours after the signed plan count")
    plan_signed = BooleanField("The plan must be signed")
    baseline_review = BooleanField("The first review must be in")
    final_review = BooleanField("The final review must be in")
    lowest_rating = DecimalField(
        "Lowest mean of the final review", places=2, validators=[Optional()]
    )
    attested = LongTextField("What whoever awards must attest, one on each line")
    credit_since = DateField("A changed rule holds from", validators=[Optional()])

    def credit_problems(self) -> Problems:
        """Give what the chosen kind of credit lacks."""
        kind, fields = self.credit_kind.data, self._named()
        if kind == "none":
            return {}
        problems = {
            name: f"Enter a number above 0, at most {most}; the credit rule needs it."
            for name, most in NEEDED.get(kind, {}).items()
            if not between(fields[name].data, most)
        }
        problems |= {
            name: f"Enter a number above 0, at most {most}, or leave it empty."
            for name, most in MAY_BE_LEFT.items()
            if fields[name].data and not between(fields[name].data, most)
        }
        if kind == "weekly" and levels_of(self.credit_levels.data or "") is None:
            problems["credit_levels"] = "Write rising lines like “10 h = 1”."
        if kind == "counters" and self.credit.data and not between(self.credit.data, MOST_CREDITS):
            problems["credit"] = f"Enter a number from 0 to {MOST_CREDITS}."
        return problems | self._condition_problems()

    def _condition_problems(self) -> Problems:
        problems: Problems = {}
        lowest = self.lowest_rating.data
        if lowest is not None and not (between(lowest, BEST) and lowest >= WORST):
            problems["lowest_rating"] = "Enter a grade from 1 to 5, like 3.5."
        told = self._attested()
        if len(told) > MOST_ATTESTED or any(len(line) > LONGEST for line in told):
            problems["attested"] = f"At most {MOST_ATTESTED} lines of {LONGEST} characters."
        return problems

    def _named(self) -> Any:  # noqa: ANN401 - the form, which finds its fields by name
        return self

    def _attested(self) -> tuple[str, ...]:
        text = lines(self.attested.data or "", LONGEST * 20)
        return tuple(line for line in text.split("\n") if line)

    def credit_rule(self) -> Credit:
        """Give the typed rule."""
        kind, told = self.credit_kind.data, self._besides()
        if kind == "hours":
            return HoursCredit(
                credit=hundredths(self.credit.data),
                minutes=self.credit_hours.data * 60,
                cap=hundredths(self.credit_cap.data),
                rounding="nearest" if self.credit_nearest.data else "down",
                **told,
            )
        if kind == "weekly":
            levels = levels_of(self.credit_levels.data or "") or ()
            return WeeklyCredit(weeks=self.credit_weeks.data, levels=levels, **told)
        if kind == "counters":
            return CountersCredit(
                credit=hundredths(self.credit.data or Decimal(0)),
                minutes=self.credit_hours.data * 60,
                shadow_days=self.shadow_days.data or 0,
                **told,
            )
        if kind == "stated":
            return StatedCredit(cap=hundredths(self.credit_cap.data), **told)
        return NoCredit()

    def _besides(self) -> dict[str, Any]:
        caps = {name: self._named()[f"cap_{name}"].data for name in ("term", "year", "lifetime")}
        lowest = self.lowest_rating.data
        return {
            "credit_type": self.credit_type.data or "elective",
            "course": self.credit_course.data or None,
            "source": self.credit_source.data,
            "approval": self.credit_approval.data,
            "family": self.credit_family.data,
            "caps": CreditCaps(
                **{name: hundredths(cap) if cap else None for name, cap in caps.items()}
            ),
            "conditions": CreditConditions(
                plan_signed=self.plan_signed.data,
                baseline_review=self.baseline_review.data,
                final_review=self.final_review.data,
                lowest_rating=hundredths(lowest) if lowest else None,
                attested=self._attested(),
            ),
            "counts_from": self.counts_from.data,
            "counts_after_plan": self.counts_after_plan.data,
        }

    def credit_before(
        self, former: Credit, before: tuple[EarlierCredit, ...]
    ) -> tuple[EarlierCredit, ...]:
        """Give the rules that held before: the former one too where the change has a day."""
        since = self.credit_since.data
        if since is None or former == self.credit_rule():
            return before
        return (*before, EarlierCredit(until=since, rule=former))
