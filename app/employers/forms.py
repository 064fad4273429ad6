"""Take what staff say of employers, sites and contacts."""

from __future__ import annotations

from app.core.forms import (
    BooleanField,
    EmailField,
    LongTextField,
    SelectField,
    TextField,
    VersionedForm,
    choices,
    required,
)
from app.core.language import NAMES
from app.core.zones import ZONES
from app.employers.models import ContactRole
from app.employers.services import ContactFacts, EmployerFacts, SiteFacts


class EmployerForm(VersionedForm):
    """Take an employer."""

    name = TextField("Name", validators=[required("Enter the employer’s name.")])
    industry = TextField("Industry")
    email_domain = TextField("Mail domain", longest=100)
    owner_id = SelectField("Owner", validate_choice=True)
    do_not_contact = BooleanField("Do not contact")
    note = LongTextField("Note")

    def facts(self) -> EmployerFacts:
        """Give the typed values."""
        return EmployerFacts(
            name=self.name.data,
            industry=self.industry.data,
            email_domain=self.email_domain.data.lower().removeprefix("@"),
            owner_id=int(self.owner_id.data) if self.owner_id.data else None,
            do_not_contact=self.do_not_contact.data,
            note=self.note.data,
        )


class SiteForm(VersionedForm):
    """Take a site."""

    name = TextField("Name of the site", validators=[required("Enter a name for the site.")])
    address = TextField("Street address")
    city = TextField("City")
    state = TextField("State", longest=2)
    zip = TextField("ZIP code", longest=10)
    timezone = SelectField("Time zone", choices=choices(ZONES))

    def facts(self) -> SiteFacts:
        """Give the typed values."""
        return SiteFacts(
            name=self.name.data,
            address=self.address.data,
            city=self.city.data,
            state=self.state.data.upper(),
            zip=self.zip.data,
            timezone=self.timezone.data,
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
        )
