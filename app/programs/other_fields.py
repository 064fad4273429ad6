"""Take the other parts of a program's rules: pay periods, skills review, order, standing."""

from __future__ import annotations

from datetime import date

import msgspec

from app.core.forms import (
    DateField,
    LongTextField,
    Optional,
    SelectField,
    TextField,
    choices,
)
from app.core.text import lines
from app.programs.rubrics import MASSACHUSETTS
from app.programs.rules import LATEST_DAY, About, Paying, PayPeriods, Priority, Reason, Rubric
from app.programs.saying import PAY_METHODS, REASONS, RHYTHMS, STAGES

FEWEST_JOB, MOST_JOB, MOST_SKILLS, GRADES_OF_SCALE, LONGEST_SKILL = 3, 5, 10, 5, 200
LONGEST_LEAD = 366  # days that a first period may begin before its season
Problems = dict[str, str]


class PeriodFields:
    """Take the pay periods."""

    pay_every = SelectField("Pay periods", choices=choices(RHYTHMS.items(), blank="Not set yet"))
    pay_first_day = DateField("First day of the first period", validators=[Optional()])
    fund = TextField("Fund", longest=60)
    account = TextField("Account code", longest=60)
    pay_method = SelectField("Paid by", choices=choices(PAY_METHODS.items()))

    def period_problems(self, begins: date | None) -> Problems:
        """Give what the pay periods lack, seen against the season's first day."""
        if not self.pay_every.data:
            return {}
        first = self.pay_first_day.data
        if first is None:
            return {"pay_first_day": "Enter the first day of the first period."}
        latest = LATEST_DAY.get(self.pay_every.data, 31)
        if first.day > latest:
            sentence = f"Begin such periods on day {latest} of a month at latest."
            return {"pay_first_day": sentence}
        if begins and not 0 <= (begins - first).days <= LONGEST_LEAD:
            sentence = "The first period begins on the season’s first day, or up to a year before."
            return {"pay_first_day": sentence}
        return {}

    def paying(self) -> Paying:
        """Give to what stipends are booked, as typed."""
        return Paying(fund=self.fund.data, account=self.account.data, method=self.pay_method.data)

    def pay_periods(self) -> PayPeriods | None:
        """Give the typed pay periods."""
        if not self.pay_every.data:
            return None
        return PayPeriods(every=self.pay_every.data, first_day=self.pay_first_day.data)


class RubricFields:
    """Take the review rubric."""

    rubric_kind = SelectField(
        "Skills review",
        choices=choices(
            (
                ("none", "No review"),
                ("massachusetts", "Massachusetts Work-Based Learning Plan"),
                ("own", "Skills of our own"),
            )
        ),
    )
    employability_skills = LongTextField("Employability skills, one on each line")
    job_skills = LongTextField("Skills of the job, one on each line")
    scale = LongTextField("What the grades 1 to 5 are called, one on each line")

    def rubric_problems(self) -> Problems:
        """Give what the chosen rubric lacks."""
        problems: Problems = {}
        if self.rubric_kind.data == "none":
            return problems
        if not FEWEST_JOB <= len(_lines(self.job_skills.data)) <= MOST_JOB:
            problems["job_skills"] = f"Name {FEWEST_JOB} to {MOST_JOB} skills of the job."
        if self.rubric_kind.data == "own":
            if not 1 <= len(_lines(self.employability_skills.data)) <= MOST_SKILLS:
                sentence = f"Name 1 to {MOST_SKILLS} employability skills."
                problems["employability_skills"] = sentence
            if len(_lines(self.scale.data)) != GRADES_OF_SCALE:
                problems["scale"] = "Name the five grades, from 1 on the first line to 5."
        return problems

    def rubric(self, before: Rubric | None) -> Rubric | None:
        """Give the typed rubric; its version rises when skills or grades are not as before."""
        if self.rubric_kind.data == "none":
            return None
        job = _lines(self.job_skills.data)
        if self.rubric_kind.data == "massachusetts":
            typed = msgspec.structs.replace(MASSACHUSETTS, job=job)
        else:
            one, two, three, four, five = _lines(self.scale.data)
            typed = Rubric(
                employability=_lines(self.employability_skills.data),
                job=job,
                scale=(one, two, three, four, five),
            )
        if before is None:
            return typed
        same = msgspec.structs.replace(typed, version=before.version) == before
        return msgspec.structs.replace(typed, version=before.version + (not same))


class OrderFields:
    """Take the order of priority, and where the program stands."""

    first_served = SelectField("Served first", choices=choices(REASONS.items(), blank="Nobody"))
    then_served = SelectField("Then", choices=choices(REASONS.items(), blank="Nobody"))
    last_served = SelectField("Then also", choices=choices(REASONS.items(), blank="Nobody"))
    funding = TextField("Funding source")
    region = TextField("Region")
    stage = SelectField(
        "Stage of the career continuum", choices=choices(STAGES.items(), blank="Not said")
    )

    def _reasons(self) -> list[Reason]:
        fields = (self.first_served, self.then_served, self.last_served)
        return [field.data for field in fields if field.data]

    def order_problems(self) -> Problems:
        """Give what is wrong with the order."""
        reasons = self._reasons()
        if len(set(reasons)) != len(reasons):
            return {"then_served": "Choose each reason once."}
        return {}

    def priority(self) -> Priority:
        """Give the typed order."""
        return Priority(order=tuple(self._reasons()))

    def about(self) -> About:
        """Give where the program stands."""
        return About(
            funding=self.funding.data, region=self.region.data, stage=self.stage.data or None
        )


def _lines(text: str | None) -> tuple[str, ...]:
    return tuple(line for line in lines(text or "", LONGEST_SKILL * 20).split("\n") if line)
