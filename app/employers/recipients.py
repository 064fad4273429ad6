"""Give contacts of employers as recipients of requests."""

from __future__ import annotations

from collections.abc import Collection

from app.accounts.queries import specialist_address
from app.core.db import db
from app.employers.contact_queries import is_silent, owner_address
from app.employers.models import Contact
from app.outreach.shapes import Recipient


def contact_recipient(
    contact_id: int, zone: str, school_ids: Collection[int] = ()
) -> Recipient | None:
    """Give a contact as a recipient, or None when there is none or they left.

    Who answers the mail reaches a specialist of the schools concerned, else the employer's owner.
    """
    contact = db.session.get(Contact, contact_id)
    if contact is None or contact.left_at is not None:
        return None
    return Recipient(
        "contact",
        contact.id,
        contact.name,
        contact.email,
        contact.language,
        zone,
        reply_to=specialist_address(school_ids) if school_ids else owner_address(contact),
        do_not_contact=is_silent(contact),
    )
