"""Prove what concerns several rooms at once: every promised mail stands in the outbox."""

from __future__ import annotations

from typing import Final

import sqlalchemy as sa

from app.core.checks import Check
from app.core.core_checks import ids
from app.core.db import db
from app.core.outbox import OutboxMessage
from app.employers.models import Contact, Employer
from app.outreach.models import LinkRequest, Reminder, RequestState
from app.outreach.posting import ASK


def _open_requests() -> int:
    query = sa.select(sa.func.count()).where(LinkRequest.state == RequestState.OPEN)
    return db.session.scalar(query) or 0


def _without_mail() -> list[int | str]:
    """Find open requests without their mail, or with two; some people are not to be mailed.

    A campaign whose first mail waits, or came in a digest, has a step of its due-list for it.
    """
    about_it = (
        (OutboxMessage.record == "request")
        & (OutboxMessage.record_id == LinkRequest.id)
        & (OutboxMessage.kind == LinkRequest.kind)
        & (OutboxMessage.link_version == sa.cast(LinkRequest.link_version, sa.Text))
    )
    mails = sa.select(sa.func.count(OutboxMessage.id)).where(about_it).scalar_subquery()
    unmailed = sa.exists().where(
        LinkRequest.recipient_kind == "contact",
        Contact.id == LinkRequest.recipient_id,
        Employer.id == Contact.employer_id,
        Contact.do_not_contact | Employer.do_not_contact,
    )
    waits = sa.exists().where(Reminder.request_id == LinkRequest.id, Reminder.action == ASK)
    return ids(
        sa.select(LinkRequest.id).where(
            LinkRequest.state == RequestState.OPEN,
            (mails > 1) | ((mails == 0) & (LinkRequest.to_address != "") & ~unmailed & ~waits),
        )
    )


CHECKS: Final = (
    Check("each open request has one mail of its kind", _open_requests, _without_mail),
)
