"""Take a program and its rules, each rule in the shape that app.programs.rules gives it."""

from __future__ import annotations

import re
from decimal import ROUND_DOWN, Decimal
from typing import Final

import msgspec
from wtforms import DecimalField

from app.core.forms import (
    DateField,
    IntegerField,
    NumberRange,
    Optional,
    SelectField,
    SelectMultipleField,
    TextField,
    VersionedForm,
    choices,
    required,
)
from app.core.zones import ZONES
from app.programs.models import PlacementKind
from app.programs.rules import (
    CompletionStipend,
    DocumentList,
    Eligibility,
    HourlyStipend,
    HoursCredit,
    NoCredit,
    NoStipend,
    ProgramRules,
    ReminderPlan,
    Stipend,
    amounts,
)
from app.programs.services import ProgramFacts

DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
GRADES = ("09", "10", "11", "12", "13", "14")
CLOCK = re.compile(r"([01][0-9]|2[0-3]):[0-5][0-9]")
MOST_HOURS, MOST_CREDITS, MOST_DOLLARS = 5000, 100, 100_000

HUNDREDTH: Final = Decimal("0.01")
CREDIT_FIELDS: Final = {
    "credit": MOST_CREDITS,
    "credit_hours": MOST_HOURS,
    "credit_cap": MOST_CREDITS,
}


class ProgramForm(VersionedForm):
    """Take a program with its rules."""

    code = TextField("Code", longest=40, validators=[required("Enter a short code.")])
    name = TextField("Name", validators=[required("Enter the program’s name.")])
    kind = SelectField(
        "Kind", choices=choices((each.value, each.replace("_", " ")) for each in PlacementKind)
    )
    start_date = DateField("First day", validators=[required("Enter the first day.")])
    end_date = DateField("Last day", validators=[required("Enter the last day.")])
    timezone = SelectField("Time zone", choices=choices(ZONES))
    jurisdiction = TextField("State whose labor law applies", longest=2)
    target_hours = IntegerField(
        "Hours to complete",
        validators=[
            required("Enter the hours as a number, like 120."),
            NumberRange(0, MOST_HOURS, f"Enter a number from 0 to {MOST_HOURS}."),
        ],
    )
    grades = SelectMultipleField("Grades", choices=choices((each, each) for each in GRADES))
    minimum_age = IntegerField(
        "Minimum age",
        validators=[required("Enter an age."), NumberRange(14, 21, "Enter an age from 14 to 21.")],
    )
    matches_per_student = IntegerField(
        "Matches per student",
        validators=[
            required("Enter a number."),
            NumberRange(1, 10, "Enter a number from 1 to 10."),
        ],
    )
    credit_kind = SelectField(
        "Credit", choices=choices((("none", "No credit"), ("hours", "For confirmed hours")))
    )
    credit = DecimalField("Credits for each full stretch", places=2, validators=[Optional()])
    credit_hours = IntegerField("Hours of a full stretch", validators=[Optional()])
    credit_cap = DecimalField("Most credits a match can earn", places=2, validators=[Optional()])
    credit_course = TextField("Course that must be completed too")
    credit_source = TextField("Source of the credit rule")
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
    documents = SelectMultipleField(
        "Documents needed before a match is active",
        choices=choices(
            (
                ("guardian_consent", "Guardian consent"),
                ("work_permit", "Work permit"),
                ("medical_certificate", "Medical certificate"),
                ("proof_of_age", "Proof of age"),
            )
        ),
    )
    ask_weekday = SelectField("Weekly request goes out on", choices=choices(enumerate(DAYS)))
    ask_at = TextField("at (local to the site)", longest=5)

    def validate(self, extra_validators: object = None) -> bool:
        """Check also what the chosen kinds of rule need."""
        right = bool(super().validate(extra_validators))
        problems = self._rule_problems()
        self.add_errors(problems)
        return right and not problems

    def _rule_problems(self) -> dict[str, str]:
        problems: dict[str, str] = {}
        if not self.grades.data:
            problems["grades"] = "Choose at least one grade."
        if not CLOCK.fullmatch(self.ask_at.data or ""):
            problems["ask_at"] = "Enter a time like 07:00."
        if self.credit_kind.data == "hours":
            for name, most in CREDIT_FIELDS.items():
                if not _between(self[name].data, most):
                    problems[name] = (
                        f"Enter a number above 0, at most {most}; the credit rule needs it."
                    )
        if self.stipend_kind.data != "none":
            if not _between(self.amount.data, MOST_DOLLARS):
                problems["amount"] = "Enter an amount in dollars, like 17.13."
            if not self.legal_basis.data:
                problems["legal_basis"] = "State the legal basis; money to minors needs one."
        if self.stipend_kind.data == "completion" and not _between(
            self.stipend_hours.data, MOST_HOURS
        ):
            problems["stipend_hours"] = "Enter the hours that complete it, like 40."
        return problems

    def facts(self) -> ProgramFacts:
        """Give the typed values besides the rules."""
        return ProgramFacts(
            code=self.code.data,
            name=self.name.data,
            kind=PlacementKind(self.kind.data),
            start_date=self.start_date.data,
            end_date=self.end_date.data,
            timezone=self.timezone.data,
            jurisdiction=self.jurisdiction.data.upper(),
        )

    def rules(self, before: ProgramRules) -> ProgramRules:
        """Give the typed rules; what the form does not show stays as it was before."""
        plan = before.reminders
        return ProgramRules(
            target_minutes=self.target_hours.data * 60,
            credit=self._credit(before.credit),
            stipend=self._stipend(before.stipend),
            reminders=ReminderPlan(
                weekday=int(self.ask_weekday.data),
                at=self.ask_at.data,
                remind_after_hours=plan.remind_after_hours,
                escalate_after_hours=plan.escalate_after_hours,
                expire_after_days=plan.expire_after_days,
            ),
            documents=DocumentList(required=tuple(self.documents.data)),
            eligibility=Eligibility(
                grades=tuple(self.grades.data),
                minimum_age=self.minimum_age.data,
                matches_per_student=self.matches_per_student.data,
            ),
            priority=before.priority,
        )

    def _credit(self, before: HoursCredit | NoCredit) -> HoursCredit | NoCredit:
        if self.credit_kind.data == "none":
            return NoCredit()
        rule = HoursCredit(
            credit=_hundredths(self.credit.data),
            minutes=self.credit_hours.data * 60,
            cap=_hundredths(self.credit_cap.data),
            course=self.credit_course.data or None,
            source=self.credit_source.data,
        )
        if isinstance(before, NoCredit):
            return rule
        return msgspec.structs.replace(rule, credit_type=before.credit_type)

    def _stipend(self, before: Stipend) -> Stipend:
        if self.stipend_kind.data == "none":
            return NoStipend()
        cents, basis = _hundredths(self.amount.data), self.legal_basis.data
        if self.stipend_kind.data == "hourly":
            plan: Stipend = HourlyStipend(cents_per_hour=cents, legal_basis=basis)
        else:
            minutes = self.stipend_hours.data * 60
            plan = CompletionStipend(cents=cents, minutes=minutes, legal_basis=basis)
        if isinstance(before, NoStipend) or amounts(before) != amounts(plan):
            # the source named the figures that were
            return plan
        return msgspec.structs.replace(plan, source=before.source)


def _between(value: Decimal | int | None, most: int) -> bool:
    """Tell whether a number is above 0, not too large, and has two decimals at most."""
    if value is None or not Decimal(value).is_finite() or not 0 < value <= most:
        return False
    return Decimal(value).quantize(HUNDREDTH, rounding=ROUND_DOWN) == value


def _hundredths(value: Decimal) -> int:
    return int(value * 100)
