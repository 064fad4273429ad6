"""Take what staff say of a placement."""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal
from typing import Any, Final

from wtforms import DecimalField

from app.core.forms import (
    DateField,
    IntegerField,
    LongTextField,
    NumberRange,
    Optional,
    SelectField,
    SelectMultipleField,
    TextField,
    VersionedForm,
    choices,
    required,
)
from app.core.text import one_line
from app.labor.hazards import of_jurisdictions
from app.placements.facts import PlacementFacts, SlotFacts
from app.placements.models import Placement
from app.placements.vocabulary import (
    ACCOMMODATIONS,
    LANGUAGES,
    PAY_WORDS,
    RELATIONSHIP_WORDS,
    STAGE_WORDS,
    WORK_PLACE_WORDS,
    PayBasis,
    RelationshipType,
    WblType,
    WorkPlace,
)
from app.programs.fields import FIELD_NAMES, cluster_choices
from app.programs.forms import GRADES
from app.programs.models import PlacementKind
from app.students.record_services import DOCUMENTS

MOST_CREDENTIALS, LONGEST_CREDENTIAL = 20, 120
CENT: Final = Decimal("0.01")
# the lists of codes that a placement keeps, as their fields give them
LISTS: Final = ("hazards", "grades", "documents", "accommodations", "languages")
SAME: Final = (
    *("program_id", "site_id", "supervisor_id", "title", "seats", "start_date", "end_date"),
    *("minimum_age", "duties", "career_field", "cluster", "soc", "stage_chosen"),
    *("wbl_type_chosen", "bring", "transport", "version"),
)
CODED: Final = ("kind", "pay_basis", "relationship_type", "work_place")


class PlacementForm(VersionedForm):
    """Take a placement."""

    program_id = SelectField("Program", validators=[required("Choose a program.")])
    site_id = SelectField("Site", validators=[required("Choose a site.")])
    supervisor_id = SelectField("Supervisor", validators=[required("Choose a supervisor.")])
    title = TextField("Title", validators=[required("Enter a title, like Library assistant.")])
    kind = SelectField(
        "Kind", choices=choices((each.value, each.replace("_", " ")) for each in PlacementKind)
    )
    seats = IntegerField(
        "Seats",
        validators=[
            required("Enter the number of seats, like 2."),
            NumberRange(1, 500, "Enter a number from 1 to 500."),
        ],
    )
    start_date = DateField("First day", validators=[required("Enter the first day.")])
    end_date = DateField("Last day", validators=[required("Enter the last day.")])
    minimum_age = IntegerField(
        "Minimum age",
        default=16,
        validators=[
            required("Enter the minimum age, like 16."),
            NumberRange(14, 21, "Enter an age from 14 to 21."),
        ],
    )
    duties = LongTextField("Duties")
    hazards = SelectMultipleField("Machines and duties that the law bars to minors")
    grades = SelectMultipleField("Grades", choices=choices((each, each) for each in GRADES))
    credentials = LongTextField("Credentials asked for")
    documents = SelectMultipleField("Documents needed", choices=choices(DOCUMENTS.items()))
    pay_basis = SelectField("Pay", choices=choices(PAY_WORDS.items(), blank="As the program pays"))
    wage = DecimalField("Hourly wage, dollars", places=2, validators=[Optional()])
    relationship_type = SelectField(
        "Relationship",
        choices=choices(RELATIONSHIP_WORDS.items(), blank="As kind and pay say"),
    )
    career_field = SelectField(
        "Career field", choices=choices(FIELD_NAMES.items(), blank="Not said")
    )
    cluster = SelectField("Career cluster", choices=choices(cluster_choices(), blank="Not said"))
    soc = TextField("Occupation (SOC code)", longest=10)
    stage_chosen = SelectField(
        "Stage by statute", choices=choices(STAGE_WORDS.items(), blank="As the kind says")
    )
    wbl_type_chosen = SelectField(
        "Type in exports (CEDS)",
        choices=choices(((each, each) for each in WblType), blank="As kind and pay say"),
    )
    work_place = SelectField("Place of work", choices=choices(WORK_PLACE_WORDS.items()))
    accommodations = SelectMultipleField(
        "What the site offers", choices=choices(ACCOMMODATIONS.items())
    )
    languages = SelectMultipleField("Languages spoken", choices=choices(LANGUAGES.items()))
    bring = TextField("What to wear and bring")
    transport = TextField("How to get there")

    def offer_hazards(self, states: set[str], kept: tuple[str, ...] = ()) -> None:
        """Offer the federal hazards, those of some states, and those that are kept already."""
        found = of_jurisdictions(states | {code.partition("-")[0][:2] for code in kept})
        self.hazards.choices = choices(
            (each.code, f"{each.name} (under {each.under}; {each.citation})") for each in found
        )

    def validate(self, extra_validators: object = None) -> bool:
        """Check also the list of credentials and the cents of the wage."""
        right = bool(super().validate(extra_validators))
        problems = {}
        if len(self._credentials()) > MOST_CREDENTIALS:
            problems["credentials"] = f"Enter at most {MOST_CREDENTIALS}, one a line."
        if self.wage.data is not None and not self.wage.data.is_finite():
            problems["wage"] = "Enter the hourly wage in dollars, like 17.13."
        self.add_errors(problems)
        return right and not problems

    def facts(self, slots: tuple[SlotFacts, ...]) -> PlacementFacts:
        """Give the typed values."""
        pay, relation = self.pay_basis.data, self.relationship_type.data
        return PlacementFacts(
            program_id=int(self.program_id.data),
            site_id=int(self.site_id.data),
            supervisor_id=int(self.supervisor_id.data),
            title=self.title.data,
            kind=PlacementKind(self.kind.data),
            seats=self.seats.data,
            start_date=self.start_date.data,
            end_date=self.end_date.data,
            minimum_age=self.minimum_age.data,
            duties=self.duties.data,
            slots=slots,
            hazards=tuple(self.hazards.data),
            grades=tuple(self.grades.data),
            credentials=self._credentials(),
            documents=tuple(self.documents.data),
            pay_basis=PayBasis(pay) if pay else None,
            pay_cents=self._cents(),
            relationship_type=RelationshipType(relation) if relation else None,
            career_field=self.career_field.data,
            cluster=self.cluster.data,
            soc=self.soc.data,
            stage_chosen=self.stage_chosen.data,
            wbl_type_chosen=self.wbl_type_chosen.data,
            work_place=WorkPlace(self.work_place.data),
            accommodations=tuple(self.accommodations.data),
            languages=tuple(self.languages.data),
            bring=self.bring.data,
            transport=self.transport.data,
        )

    def _credentials(self) -> tuple[str, ...]:
        typed = (one_line(each, LONGEST_CREDENTIAL) for each in self.credentials.data.split("\n"))
        return tuple(dict.fromkeys(each for each in typed if each))

    def _cents(self) -> int | None:
        if self.wage.data is None:
            return None
        return int(self.wage.data.quantize(CENT, rounding=ROUND_HALF_UP) * 100)


def as_typed(placement: Placement) -> dict[str, Any]:
    """Give the fields' values of a placement."""
    values: dict[str, Any] = {name: getattr(placement, name) for name in SAME}
    values |= {name: str(getattr(placement, name)) for name in CODED}
    values |= {name: list(getattr(placement, name)) for name in LISTS}
    values["credentials"] = "\n".join(placement.credentials)
    cents = placement.pay_cents
    values["wage"] = None if cents is None else Decimal(cents).scaleb(-2)
    return values
