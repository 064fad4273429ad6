"""Say what the lists of the room are: tries at credentials, and the catalogue."""

from __future__ import annotations

from typing import Final

from app.core.boards import Board, Column, Filter, in_dollars, said, shown_name
from app.core.rows import AnyRow
from app.credentials.models import AwardState
from app.programs.fields import FIELD_NAMES

STATES: Final = tuple((str(state), str(state).capitalize()) for state in AwardState)
SOON: Final = (("soon", "Within 60 days"),)
FIELDS: Final = tuple(FIELD_NAMES.items())


def _field(row: AnyRow) -> str:
    return FIELD_NAMES.get(row.career_field, "")


AWARDS: Final = Board(
    name="credentials",
    first="-day",
    filters=(
        Filter("q", "Student"),
        Filter("state", "State", "states"),
        Filter("credential", "Credential", "names"),
        Filter("field", "Career field", "fields"),
        Filter("school", "School", "schools"),
        Filter("grade", "Grade", "grades"),
        Filter("year", "Earned in the school year", "years"),
        Filter("expires", "Expires", "soon"),
    ),
    columns=(
        Column(
            "Student",
            sort="student",
            parts=(("Given name", shown_name), ("Family name", "family_name")),
        ),
        Column("Grade", "grade", sort="grade"),
        Column("School", "school", sort="school"),
        Column(
            "Credential",
            sort="credential",
            parts=(("Credential", "credential"), ("Issuer", "issuer"), ("Career field", _field)),
        ),
        Column("State", said("state")),
        Column("Day", sort="day", parts=(("Exam on", "exam_on"), ("Earned on", "earned_on"))),
        Column("Expires on", "expires_on", sort="expires"),
        Column("Certificate", parts=(("Certificate number", "number"), ("Score", "score"))),
    ),
)


CATALOGUE: Final = Board(
    name="credential-catalogue",
    filters=(
        Filter("q", "Name or issuer"),
        Filter("field", "Career field", "fields"),
        Filter("retired", "Retired", "yes"),
    ),
    columns=(
        Column("Name", "name", sort="name"),
        Column("Issuer", "issuer", sort="issuer"),
        Column("Career field", _field, sort="field"),
        Column("Valid for", parts=(("Months valid", "lasts_months"),)),
        Column("Exam fee", in_dollars("exam_fee"), number=True),
        Column("Next step", "next_name"),
        Column("State approved", lambda row: "Approved" if row.state_approved else ""),
    ),
)
