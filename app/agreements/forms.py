"""Give the staff forms of an agreement their shape."""

from __future__ import annotations

from app.agreements.facts import Terms
from app.agreements.models import Agreement, Method, Party
from app.core.forms import (
    Form,
    LongTextField,
    SelectField,
    TextField,
    VersionedForm,
    choices,
    required,
)

BY_HAND = ((Method.PAPER, "On paper"), (Method.IN_PERSON, "In person, on our screen"))
PARTY_WORDS = {
    Party.STUDENT: "Student",
    Party.GUARDIAN: "Parent or guardian",
    Party.EMPLOYER: "Employer",
    Party.SCHOOL: "School",
}


class DraftForm(VersionedForm):
    """Take what staff add to an agreement, and who signs for the employer."""

    signer_id = SelectField("Signs for the employer", validators=[required("Choose a contact.")])
    objectives = LongTextField("What the student is to learn", longest=2000)
    safety = LongTextField("Safety: more than the text says", longest=2000)
    others = LongTextField("Other terms", longest=2000)

    def fill(self, agreement: Agreement) -> None:
        """Show what an agreement keeps."""
        self.version.data = str(agreement.version) if agreement.id else ""
        self.signer_id.data = str(agreement.signer_id)
        self.objectives.data, self.safety.data = agreement.objectives, agreement.safety
        self.others.data = agreement.others

    def terms(self) -> Terms:
        """Give the terms that were typed."""
        return Terms(
            str(self.objectives.data or ""),
            str(self.safety.data or ""),
            str(self.others.data or ""),
        )


class SchoolForm(Form):
    """Take the school's signature: a typed name under the text that was shown."""

    name = TextField("Type your full name, as your signature")


class PaperForm(Form):
    """Take a signature that was given on paper or in person, and where the paper is."""

    party = SelectField("Who signed", validators=[required("Choose who signed.")])
    signed_name = TextField("Name, as signed")
    method = SelectField("How", choices=choices(BY_HAND))
    note = TextField(
        "Evidence: when, and where the paper is kept",
        validators=[required("Say when it was signed, and where the paper is kept.")],
    )

    def offer(self, parties: list[Party]) -> None:
        """Offer the parties whose signature is missing."""
        self.party.choices = choices([(each, PARTY_WORDS[each]) for each in parties])
