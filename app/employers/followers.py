"""Follow corrections of contacts, as far as the links that they were mailed are concerned."""

from __future__ import annotations

from app.employers.changes import ContactAddressChanged, ContactLeft
from app.employers.recipients import contact_recipient
from app.outreach import queries as requests
from app.outreach import services as outreach


def readdress(change: ContactAddressChanged) -> None:
    """Void the links of a contact whose address was corrected; new ones go to the new one."""
    for asked in requests.unended_of_recipient("contact", change.contact_id):
        schools = requests.schools_of(asked.id)
        recipient = contact_recipient(change.contact_id, asked.zone, schools)
        if recipient is not None:
            outreach.readdress(recipient, by=change.by, at=change.at)
            return


def cancel_of_leaver(change: ContactLeft) -> None:
    """Void the links of a contact who left; staff see who must be asked instead."""
    reason = f"{change.name} is no longer there"
    outreach.let_go("contact", change.contact_id, reason=reason, by=change.by, at=change.at)
