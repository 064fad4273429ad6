"""Keep employers, sites and contacts; every change is journaled with the names of its fields."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from app.core import journal
from app.core.access import Actor
from app.core.announce import announce
from app.core.db import db
from app.core.errors import Conflict, Invalid
from app.core.text import fold
from app.core.use_case import use_case
from app.employers import contact_queries, queries
from app.employers.changes import ContactAddressChanged, ContactLeft
from app.employers.models import Contact, ContactRole, Employer, Site


@dataclass(frozen=True, slots=True, kw_only=True)
class EmployerFacts:
    """Be what staff say of an employer."""

    name: str
    industry: str
    email_domain: str
    owner_id: int | None
    do_not_contact: bool
    note: str
    website: str = ""
    do_not_contact_reason: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class SiteFacts:
    """Be what staff say of a site."""

    name: str
    address: str
    city: str
    state: str
    zip: str
    timezone: str
    latitude: float | None = None
    longitude: float | None = None
    jurisdiction: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ContactFacts:
    """Be what staff say of a contact."""

    name: str
    email: str
    phone: str
    role: ContactRole
    language: str
    site_id: int | None
    do_not_contact: bool
    do_not_contact_reason: str = ""


@use_case
def save_employer(
    employer_id: int | None,
    facts: EmployerFacts,
    *,
    by: Actor,
    at: datetime,
    version: int | None = None,
) -> int:
    """Create or change an employer; give its id.

    Once its people may be contacted again, they are asked what is still open.
    Raises Invalid for a name that is taken, and Conflict when somebody changed it since `version`.
    """
    if queries.name_taken(facts.name, employer_id):
        sentence = "Another employer has this name."
        raise Invalid(sentence, {"name": sentence})
    if employer_id is None:
        employer = Employer(**asdict(facts), search=fold(facts.name), created_at=at)
        return _created(employer, "employer", by, at)
    employer = queries.sheet(employer_id)
    now = f"“{employer.name}”, {employer.industry or 'no industry'}"
    _refuse_stale("employer", employer, now, version)
    speaks_again = employer.do_not_contact and not facts.do_not_contact
    _change(employer, "employer", asdict(facts), by, at)
    employer.search = fold(employer.name)
    if speaks_again:
        db.session.flush()
        for each in employer.contacts:
            announce(ContactAddressChanged(each.id, by, at))
    return employer.id


@use_case
def hand_over(from_id: int | None, to_id: int, *, by: Actor, at: datetime) -> int:
    """Give every employer of one owner (None: of nobody) to another, and their open next steps.

    Gives how many employers. Raises Invalid for one who may own none.
    """
    if to_id not in dict(queries.owner_choices()) or to_id == from_id:
        sentence = "Choose another person of employer engagement."
        raise Invalid(sentence, {"to_id": sentence})
    handed = queries.owned_by(from_id)
    for employer in handed:
        _change(employer, "employer", {"owner_id": to_id}, by, at)
    if from_id is not None:
        for step in queries.open_steps_of(from_id):
            step.assignee_id = to_id
            fields = ["assignee_id"]
            journal.record("changed", "contact_log", step.id, by=by, at=at, fields=fields)
    return len(handed)


@use_case
def save_site(  # noqa: PLR0913 - a site's change has these parts
    employer_id: int,
    site_id: int | None,
    facts: SiteFacts,
    *,
    by: Actor,
    at: datetime,
    version: int | None = None,
) -> int:
    """Create or change a site of an employer; give its id.

    Raises Invalid for a name that is taken, and Conflict when somebody changed it since `version`.
    """
    employer = queries.sheet(employer_id)
    same = [each for each in employer.sites if each.name == facts.name and each.id != site_id]
    if same:
        sentence = "This employer has another site of this name."
        raise Invalid(sentence, {"name": sentence})
    if site_id is None:
        return _created(Site(employer_id=employer.id, **asdict(facts)), "site", by, at)
    site = queries.site(site_id)
    _refuse_stale("site", site, f"“{site.name}”, {site.city or 'no city'}", version)
    _change(site, "site", asdict(facts), by, at)
    return site.id


@use_case
def save_contact(  # noqa: PLR0913 - a contact's change has these parts
    employer_id: int,
    contact_id: int | None,
    facts: ContactFacts,
    *,
    by: Actor,
    at: datetime,
    version: int | None = None,
) -> int:
    """Create or change a contact; a corrected address voids the links mailed to the old one.

    Who may be contacted again is asked what is still open. Raises Invalid for an address that is
    taken, and Conflict when somebody changed the contact since `version`.
    """
    employer = queries.sheet(employer_id)
    if contact_queries.email_taken(employer.id, facts.email, contact_id):
        sentence = "Another contact of this employer has this address."
        raise Invalid(sentence, {"email": sentence})
    if facts.site_id is not None and facts.site_id not in {site.id for site in employer.sites}:
        sentence = "Choose a site of this employer."
        raise Invalid(sentence, {"site_id": sentence})
    if contact_id is None:
        contact = Contact(employer_id=employer.id, created_at=at, **asdict(facts))
        return _created(contact, "contact", by, at)
    contact = contact_queries.contact(contact_id)
    _refuse_stale("contact", contact, f"{contact.name} <{contact.email}>", version)
    moved = contact.email.lower() != facts.email.lower()
    speaks_again = contact.do_not_contact and not facts.do_not_contact
    _change(contact, "contact", asdict(facts), by, at)
    if moved or speaks_again:
        db.session.flush()
        announce(ContactAddressChanged(contact.id, by, at))
    return contact.id


@use_case
def contact_left(contact_id: int, *, by: Actor, at: datetime) -> None:
    """Note that a contact is no longer at the employer; nothing more is mailed to them."""
    contact = contact_queries.contact(contact_id)
    if contact.left_at is None:
        contact.left_at = at
        journal.record("left", "contact", contact.id, by=by, at=at)
        announce(ContactLeft(contact.id, contact.name, contact.employer_id, by, at))


@use_case
def contact_returned(contact_id: int, *, by: Actor, at: datetime) -> None:
    """Undo that a contact left."""
    contact = contact_queries.contact(contact_id)
    if contact.left_at is not None:
        contact.left_at = None
        journal.record("returned", "contact", contact.id, by=by, at=at)


def _refuse_stale(
    noun: str, record: Employer | Site | Contact, now: str, version: int | None
) -> None:
    if version is not None and version != record.version:
        msg = (
            f"Somebody else changed this {noun} meanwhile: it is now {now}. "
            "Look at it, then change it again."
        )
        raise Conflict(msg)


def _created(record: Employer | Site | Contact, noun: str, by: Actor, at: datetime) -> int:
    db.session.add(record)
    db.session.flush()
    journal.record("created", noun, record.id, by=by, at=at)
    return record.id


def _change(
    record: Employer | Site | Contact, noun: str, facts: dict[str, Any], by: Actor, at: datetime
) -> None:
    changed = [name for name, value in facts.items() if getattr(record, name) != value]
    for name in changed:
        setattr(record, name, facts[name])
    if changed:
        journal.record("changed", noun, record.id, by=by, at=at, fields=changed)
