"""Read the people at employers: who is there, who may be written to, and by whom."""

from __future__ import annotations

from collections.abc import Collection, Sequence

import sqlalchemy as sa
from sqlalchemy.orm import contains_eager

from app.accounts.models import StaffUser
from app.core.db import db
from app.core.errors import NotFound
from app.core.rows import AnySelect
from app.core.text import like
from app.employers.models import Contact, Employer


def contact(contact_id: int) -> Contact:
    """Give a contact with its employer; raise NotFound."""
    found = db.session.scalar(
        sa.select(Contact)
        .join(Contact.employer)
        .options(contains_eager(Contact.employer))
        .where(Contact.id == contact_id)
    )
    if found is None:
        raise NotFound
    return found


def employer_of_contact(contact_id: int) -> Employer:
    """Give the employer of a contact; raise NotFound."""
    return contact(contact_id).employer


def is_silent(contact: Contact) -> bool:
    """Tell whether nothing is to be mailed to a contact, or to anybody at their employer."""
    if contact.do_not_contact:
        return True
    silent = sa.select(Employer.do_not_contact).where(Employer.id == contact.employer_id)
    return bool(db.session.scalar(silent))


def owner_address(contact: Contact) -> str:
    """Give the address of the member of staff who owns a contact's employer, empty without one."""
    return (
        db.session.scalar(
            sa.select(StaffUser.email)
            .join(Employer, Employer.owner_id == StaffUser.id)
            .where(Employer.id == contact.employer_id, StaffUser.disabled_at.is_(None))
        )
        or ""
    )


def colleagues(contact_id: int) -> Sequence[Contact]:
    """Give the other contacts of a contact's employer whom one may write to, by name."""
    own = sa.select(Contact.employer_id).where(Contact.id == contact_id).scalar_subquery()
    return db.session.scalars(
        sa.select(Contact)
        .where(
            Contact.employer_id == own,
            Contact.id != contact_id,
            Contact.left_at.is_(None),
            sa.not_(Contact.do_not_contact),
        )
        .order_by(Contact.name)
        .limit(20)
    ).all()


def contact_of_email(employer_id: int, email: str) -> Contact | None:
    """Give an employer's contact of an address, also one who left, or None."""
    return db.session.scalar(
        sa.select(Contact).where(
            Contact.employer_id == employer_id, sa.func.lower(Contact.email) == email.lower()
        )
    )


def contacts_named(words: str) -> AnySelect:
    """Give the query of the contacts who are still there, by name or address, for search."""
    return (
        sa.select(Contact.id, Contact.name, Contact.employer_id, Employer.name.label("employer"))
        .join(Employer, Employer.id == Contact.employer_id)
        .where(
            Contact.left_at.is_(None),
            Contact.search.like(like(words), escape="\\")
            | (sa.func.lower(Contact.email) == words.lower()),
        )
        .order_by(Contact.search, Contact.id)
    )


def unmailable(contact_ids: Collection[int]) -> set[int]:
    """Give which of some contacts cannot be written to: they left, asked so, or lack an address."""
    query = sa.select(Contact.id).where(
        Contact.id.in_(sorted(contact_ids)),
        Contact.left_at.is_not(None) | Contact.do_not_contact | (Contact.email == ""),
    )
    return set(db.session.scalars(query))


def email_taken(employer_id: int, email: str, but: int | None = None) -> bool:
    """Tell whether another contact of an employer has an address."""
    query = sa.select(Contact.id).where(
        Contact.employer_id == employer_id, sa.func.lower(Contact.email) == email.lower()
    )
    if but is not None:
        query = query.where(Contact.id != but)
    return db.session.scalar(query) is not None


def contact_choices(employer_id: int) -> list[tuple[int, str]]:
    """Give the contacts of an employer who are still there, as id and name."""
    rows = db.session.execute(
        sa.select(Contact.id, Contact.name, Contact.email)
        .where(Contact.employer_id == employer_id, Contact.left_at.is_(None))
        .order_by(Contact.name)
    )
    return [(row.id, f"{row.name} <{row.email}>") for row in rows]


def owned_contacts(user_id: int, contact_ids: Collection[int]) -> set[int]:
    """Give those of some contacts whose employer a member of staff owns."""
    query = (
        sa.select(Contact.id)
        .join(Employer, Employer.id == Contact.employer_id)
        .where(Contact.id.in_(sorted(contact_ids)), Employer.owner_id == user_id)
    )
    return set(db.session.scalars(query))
