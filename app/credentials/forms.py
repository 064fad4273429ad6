"""Read what people send about credentials: shape only."""

from __future__ import annotations

from decimal import Decimal
from typing import Any, Final

from flask_wtf.file import FileField
from wtforms import DecimalField, RadioField

from app.core.errors import Invalid
from app.core.forms import (
    BooleanField,
    DateField,
    Form,
    IntegerField,
    NumberRange,
    Optional,
    SelectField,
    TextField,
    VersionedForm,
    choices,
    required,
)
from app.core.text import number
from app.credentials import catalogue_queries as catalogue
from app.credentials.facts import LONGEST_VALID, CredentialFacts, Result
from app.credentials.models import AwardState, Credential
from app.credentials.presets import Preset
from app.credentials.services import Scan
from app.programs.fields import FIELD_NAMES, cluster_choices

S = AwardState
RESULT_WORDS: Final = {
    S.PLANNED: "Planned",
    S.ATTEMPTED: "Exam taken, result awaited",
    S.EARNED: "Earned",
    S.FAILED: "Not passed",
}


class FeeField(DecimalField):
    """Take an amount in dollars."""

    def process_formdata(self, valuelist: list[Any]) -> None:
        """Read what was typed; raise ValueError with a sentence for what is no amount."""
        try:
            super().process_formdata(valuelist)
        except ValueError as error:
            raise ValueError("Enter an amount in dollars, like 175.00.") from error


class CredentialForm(VersionedForm):
    """Take a credential of the catalogue."""

    name = TextField("Name", validators=[required("Enter the credential’s name.")])
    issuer = TextField("Issuer", validators=[required("Enter who issues it.")])
    career_field = SelectField("Career field", choices=choices(FIELD_NAMES.items(), blank="None"))
    cluster = SelectField("Career cluster", choices=choices(cluster_choices(), blank="Not said"))
    lasts_months = IntegerField(
        "Valid for, months",
        validators=[
            Optional(),
            NumberRange(1, LONGEST_VALID, f"Enter months from 1 to {LONGEST_VALID}."),
        ],
    )
    exam_fee = FeeField(
        "Exam fee, dollars",
        places=2,
        validators=[Optional(), NumberRange(0, 100_000, "Enter at most 100,000 dollars.")],
    )
    next_id = SelectField("Leads to")
    cip = TextField("Program (CIP code)", longest=10)
    soc = TextField("Occupation (SOC code)", longest=10)
    state_approved = BooleanField("On the state’s list of approved credentials")
    note = TextField("Note")

    def __init__(self, *args: Any, kept: Credential | None = None, **kwargs: Any) -> None:
        if kept is not None and "data" not in kwargs:
            kwargs["data"] = _shown(kept)
        super().__init__(*args, **kwargs)
        others = [
            pair
            for pair in catalogue.choices(also=kept.next_id if kept else None)
            if kept is None or pair[0] != kept.id
        ]
        self.next_id.choices = choices(others, blank="Nothing yet")

    def facts(self) -> CredentialFacts:
        """Give the fields as the service takes them; the fee in cents."""
        fee = self.exam_fee.data
        return CredentialFacts(
            name=self.name.data,
            issuer=self.issuer.data,
            career_field=self.career_field.data,
            cluster=self.cluster.data,
            lasts_months=self.lasts_months.data,
            exam_fee=None if fee is None else int(fee.scaleb(2).to_integral_value()),
            next_id=number(self.next_id.data or ""),
            cip=self.cip.data,
            soc=self.soc.data,
            state_approved=bool(self.state_approved.data),
            note=self.note.data,
        )


def _shown(kept: Credential) -> dict[str, Any]:
    values = {name: getattr(kept, name) for name in CredentialFacts.__dataclass_fields__}
    fee = kept.exam_fee
    values["exam_fee"] = None if fee is None else Decimal(fee).scaleb(-2)
    values["next_id"] = str(kept.next_id or "")
    return values | {"version": kept.version}


def of_preset(preset: Preset) -> dict[str, Any]:
    """Give what a form begins with that is filled from a preset."""
    return {
        "name": preset.name,
        "issuer": preset.issuer,
        "career_field": preset.career_field,
        "soc": preset.soc,
        "lasts_months": preset.lasts_months,
        "note": preset.source,
    }


class ResultForm(Form):
    """Take what came of a try, with the certificate."""

    result = RadioField("What came of it", validate_choice=False)
    on = DateField("Day of the exam", validators=[Optional()])
    expires_on = DateField("Last day it is valid", validators=[Optional()])
    number = TextField("Certificate number", longest=80)
    score = TextField("Score", longest=80)
    file = FileField("Certificate")

    def __init__(self, *args: Any, results: tuple[S, ...] = tuple(RESULT_WORDS), **kw: Any) -> None:
        super().__init__(*args, **kw)
        self.result.choices = [(str(each), RESULT_WORDS[each]) for each in results]

    def facts(self) -> Result:
        """Give the fields as the service takes them; an unknown result is one nobody may note."""
        known = {str(each): each for each in RESULT_WORDS}
        return Result(
            state=known.get(str(self.result.data), S.WITHDRAWN),
            on=self.on.data,
            expires_on=self.expires_on.data,
            number=self.number.data,
            score=self.score.data,
        )

    def scan(self) -> Scan | None:
        """Give the uploaded certificate, None without one."""
        kept = self.file.data
        if not kept or not getattr(kept, "filename", ""):
            return None
        return Scan(kept.filename, kept.read())


class NoteForm(ResultForm):
    """Take a try of one student, and at which credential."""

    credential = SelectField("Credential", validate_choice=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._known = catalogue.choices()
        self.credential.choices = choices(self._known, blank="Choose one")

    def credential_id(self) -> int:
        """Give the chosen credential; raise Invalid for none, and for one that is not in use."""
        chosen = number(self.credential.data or "")
        if chosen is None or chosen not in dict(self._known):
            sentence = "Choose a credential from the list."
            raise Invalid(sentence, {"credential": sentence})
        return chosen
