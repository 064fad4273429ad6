"""Take a program and its rules, each rule in the shape that app.programs.rules gives it."""

from __future__ import annotations

import re

import msgspec

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
from app.programs.credit_fields import CreditFields
from app.programs.earning_fields import MOST_HOURS, StipendFields
from app.programs.matching_fields import MatchingFields
from app.programs.models import PlacementKind
from app.programs.other_fields import OrderFields, PeriodFields, RubricFields
from app.programs.rules import Eligibility, ProgramRules
from app.programs.services import ProgramFacts

GRADES = ("09", "10", "11", "12", "13", "14")
STATE = re.compile(r"[A-Za-z]{2}")
MOST_EXPERIENCES = 50


class ProgramForm(
    CreditFields,
    StipendFields,
    PeriodFields,
    RubricFields,
    OrderFields,
    MatchingFields,
    VersionedForm,
):
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
    lifetime_cap = IntegerField(
        "Most experiences in a lifetime",
        validators=[
            Optional(),
            NumberRange(1, MOST_EXPERIENCES, f"Enter a number from 1 to {MOST_EXPERIENCES}."),
        ],
    )
    invited_after = TextField("Invitation only after")
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

    def validate(self, extra_validators: object = None) -> bool:
        """Check also what the chosen kinds of rule need."""
        right = bool(super().validate(extra_validators))
        problems = self._problems()
        self.add_errors(problems)
        return right and not problems

    def _problems(self) -> dict[str, str]:
        problems: dict[str, str] = {}
        if not self.grades.data:
            problems["grades"] = "Choose at least one grade."
        if self.jurisdiction.data and not STATE.fullmatch(self.jurisdiction.data):
            problems["jurisdiction"] = "Enter the two letters of a state, like WA."
        return (
            problems
            | self.credit_problems()
            | self.stipend_problems()
            | self.period_problems(self.start_date.data)
            | self.rubric_problems()
            | self.order_problems()
            | self.matching_problems()
        )

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
        return ProgramRules(
            target_minutes=self.target_hours.data * 60,
            credit=self.credit_rule(),
            credit_before=self.credit_before(before.credit, before.credit_before),
            stipend=self.stipend_plan(before.stipend),
            mailing=before.mailing,
            documents=msgspec.structs.replace(
                before.documents, required=tuple(self.documents.data)
            ),
            eligibility=Eligibility(
                grades=tuple(self.grades.data),
                minimum_age=self.minimum_age.data,
                matches_per_student=self.matches_per_student.data,
                lifetime_cap=self.lifetime_cap.data,
                invited_after=self.invited_after.data,
            ),
            priority=self.priority(),
            matching=self.matching_rules(),
            pay_periods=self.pay_periods(),
            paying=self.paying(),
            rubric=self.rubric(before.rubric),
            about=self.about(),
        )
