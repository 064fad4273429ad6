"""Say whom of an employer one asks about a season: one person, who speaks for it."""

from __future__ import annotations

from collections.abc import Collection

import sqlalchemy as sa

from app.accounts.models import StaffUser
from app.core.db import db
from app.core.rows import AnyRow
from app.employers.models import Contact, ContactRole, Employer, Site

# who of an employer is asked first: whoever speaks for it, before who only supervises
ORDER = (ContactRole.HUMAN_RESOURCES, ContactRole.SIGNER, ContactRole.OTHER, ContactRole.SUPERVISOR)
EmployerId = sa.orm.InstrumentedAttribute[int]


def first_contact(employer_id: EmployerId) -> sa.ScalarSelect[int]:
    """Give whom of an employer one asks: who speaks for it and may be written to."""
    person = sa.orm.aliased(Contact)
    rank = sa.case({each: place for place, each in enumerate(ORDER)}, value=person.role)
    return (
        sa.select(person.id)
        .where(
            person.employer_id == employer_id,
            person.left_at.is_(None),
            person.do_not_contact.is_(False),
            person.email != "",
        )
        .order_by(rank, person.id)
        .limit(1)
        .correlate(employer_id.class_)
        .scalar_subquery()
    )


def first_zone(employer_id: EmployerId) -> sa.ScalarSelect[str]:
    """Give the time zone of an employer's first site, None without a site."""
    return (
        sa.select(Site.timezone)
        .where(Site.employer_id == employer_id)
        .order_by(Site.id)
        .limit(1)
        .correlate(employer_id.class_)
        .scalar_subquery()
    )


def whom(employer_ids: Collection[int]) -> dict[int, AnyRow]:
    """Give whom of some employers one asks, by employer: contact, address, zone and owner.

    `contact_id` is None where nobody there may be written to.
    """
    person = sa.orm.aliased(Contact)
    rows = db.session.execute(
        sa.select(
            Employer.id,
            Employer.do_not_contact,
            Employer.owner_id,
            StaffUser.name.label("owner"),
            person.id.label("contact_id"),
            person.name.label("contact"),
            person.email,
            person.language,
            first_zone(Employer.id).label("zone"),
        )
        .select_from(Employer)
        .outerjoin(person, person.id == first_contact(Employer.id))
        .outerjoin(StaffUser, StaffUser.id == Employer.owner_id)
        .where(Employer.id.in_(sorted(employer_ids)))
    )
    return {row.id: row for row in rows}
