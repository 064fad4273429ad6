"""Take what staff say of employers, sites and contacts."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from app.core.forms import (
    BooleanField,
    EmailField,
    Form,
    LongTextField,
    SelectField,
    TextField,
    ValidationError,
    VersionedForm,
    choices,
    required,
)
from app.core.language import NAMES
from app.core.zones import ZONES
from app.employers.models import ContactRole
from app.employers.places import STATES
from app.employers.services import ContactFacts, EmployerFacts, SiteFacts

if TYPE_CHECKING:
    from wtforms import Field

WEBSITE = re.compile(r"https?://[^\s/@]+\.[^\s@]+", re.IGNORECASE)
ZIP = re.compile(r"\d{5}(-\d{4})?")


def why(form: EmployerForm | ContactForm, field: Field) -> None:
    """Ask for the reason of a silence, so that a colleague need not guess it."""
    if form.do_not_contact.data and not field.data:
        raise ValidationError("Say why, so that others understand.")


def reason_of(form: EmployerForm | ContactForm) -> str:
    """Give the reason of a silence, nothing where there is none."""
    return str(form.do_not_contact_reason.data) if form.do_not_contact.data else ""


def degrees(text: str | None, most: int) -> float | None:
    """Read degrees of latitude (at most 90) or longitude (180), None where there are none."""
    try:
        value = float(text or "")
    except ValueError:
        return None
    return round(value, 6) if -most <= value <= most else None


class HandOverForm(Form):
    """Take who gives up their employers, and who looks after them from now on."""

    from_id = SelectField("From")
    to_id = SelectField("To", validators=[required("Choose who takes them over.")])


class EmployerForm(VersionedForm):
    """Take an employer."""

    name = TextField("Name", validators=[required("Enter the employer’s name.")])
    industry = TextField("Industry")
    email_domain = TextField("Mail domain", longest=100)
    owner_id = SelectField("Owner", validate_choice=True)
    website = TextField("Website")
    do_not_contact = BooleanField("Do not contact")
    do_not_contact_reason = TextField("Why not", validators=[why])
    note = LongTextField("Note")

    def validate_website(self, field: Field) -> None:
        """Refuse what is no address of a website."""
        if field.data and not WEBSITE.fullmatch(field.data):
            raise ValidationError("Enter a web address, like https://example.org.")

    def facts(self) -> EmployerFacts:
        """Give the typed values."""
        return EmployerFacts(
            name=self.name.data,
            industry=self.industry.data,
            email_domain=self.email_domain.data.lower().removeprefix("@"),
            owner_id=int(self.owner_id.data) if self.owner_id.data else None,
            do_not_contact=self.do_not_contact.data,
            note=self.note.data,
            website=self.website.data,
            do_not_contact_reason=reason_of(self),
        )


class SiteForm(VersionedForm):
    """Take a site."""

    name = TextField("Name of the site", validators=[required("Enter a name for the site.")])
    address = TextField("Street address")
    city = TextField("City")
    state = TextField("State", longest=2)
    zip = TextField("ZIP code", longest=10)
    latitude = TextField("Latitude", longest=20)
    longitude = TextField("Longitude", longest=20)
    jurisdiction = TextField("State whose labor law applies", longest=2)
    timezone = SelectField("Time zone", choices=choices(ZONES))

    def validate_state(self, field: Field) -> None:
        """Refuse what is no state."""
        if field.data and field.data.upper() not in STATES:
            raise ValidationError("Enter the two letters of a state, like WA.")

    validate_jurisdiction = validate_state

    def validate_zip(self, field: Field) -> None:
        """Refuse what is no ZIP code."""
        if field.data and not ZIP.fullmatch(field.data):
            raise ValidationError("Enter a ZIP code of five digits, like 98402.")

    def validate_latitude(self, field: Field) -> None:
        """Refuse what is no latitude, and one without its longitude."""
        self._degrees(field, 90, self.longitude.data)

    def validate_longitude(self, field: Field) -> None:
        """Refuse what is no longitude, and one without its latitude."""
        self._degrees(field, 180, self.latitude.data)

    def _degrees(self, field: Field, most: int, other: str) -> None:
        if not field.data and not other:
            return
        if not field.data:
            raise ValidationError("Enter both latitude and longitude, or neither.")
        if degrees(field.data, most) is None:
            raise ValidationError(f"Enter degrees from -{most} to {most}, like 47.2529.")

    def facts(self) -> SiteFacts:
        """Give the typed values."""
        return SiteFacts(
            name=self.name.data,
            address=self.address.data,
            city=self.city.data,
            state=self.state.data.upper(),
            zip=self.zip.data,
            timezone=self.timezone.data,
            latitude=degrees(self.latitude.data, 90),
            longitude=degrees(self.longitude.data, 180),
            jurisdiction=(self.jurisdiction.data or self.state.data).upper(),
        )


class ContactForm(VersionedForm):
    """Take a contact."""

    name = TextField("Name", validators=[required("Enter the contact’s name.")])
    email = EmailField("Email address", validators=[required("Enter an email address.")])
    phone = TextField("Telephone", longest=40)
    role = SelectField(
        "Role", choices=choices((each.value, each.replace("_", " ")) for each in ContactRole)
    )
    language = SelectField("Language of mails", choices=choices(NAMES.items()))
    site_id = SelectField("Site")
    do_not_contact = BooleanField("Do not contact")
    do_not_contact_reason = TextField("Why not", validators=[why])

    def facts(self) -> ContactFacts:
        """Give the typed values."""
        return ContactFacts(
            name=self.name.data,
            email=self.email.data,
            phone=self.phone.data,
            role=ContactRole(self.role.data),
            language=self.language.data,
            site_id=int(self.site_id.data) if self.site_id.data else None,
            do_not_contact=self.do_not_contact.data,
            do_not_contact_reason=reason_of(self),
        )
