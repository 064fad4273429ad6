"""Read what mail servers send back: a mail that could not be delivered becomes bounced.

Only a failure report counts, and only one that names a Message-ID of ours; an automatic answer of
a person on holiday, a report of a delay and any other mail change nothing.
"""

from __future__ import annotations

import email
import email.policy
from dataclasses import dataclass
from datetime import datetime
from email.message import EmailMessage, Message
from typing import Any

import sqlalchemy as sa

from app.core.access import SYSTEM
from app.core.announce import announce
from app.core.db import db
from app.core.leases import MailStuck
from app.core.mail import one_line
from app.core.outbox import MessageState as S
from app.core.outbox import OutboxMessage
from app.core.use_case import use_case

LONGEST_REASON = 300
RETURNED = frozenset({"message/rfc822", "text/rfc822-headers", "message/rfc822-headers"})


@dataclass(frozen=True, slots=True)
class Report:
    """Be a failure report: the Message-IDs that it may be about, and the reason that it gives."""

    message_ids: tuple[str, ...]
    reason: str


def read(content: bytes) -> Report | None:
    """Read a message; None when it is no report of a failed delivery."""
    message = email.message_from_bytes(content, _class=EmailMessage, policy=email.policy.default)
    parts = list(message.walk())
    reason = next((found for part in parts if (found := _failure(part))), None)
    if reason is None:
        return None
    ids = [found for part in parts if (found := _returned_id(part))]
    return Report(tuple(dict.fromkeys(ids)), reason)


@use_case
def mark_bounced(report: Report, *, at: datetime) -> int:
    """Mark the sent mails that a report names, and tell staff; give how many."""
    query = sa.select(OutboxMessage).where(
        OutboxMessage.message_id.in_(report.message_ids), OutboxMessage.state == S.SENT
    )
    rows = db.session.scalars(query.with_for_update()).all()
    for row in rows:
        row.move_to(S.BOUNCED, by=SYSTEM, at=at)
        row.last_error = report.reason
        reason, about = report.reason, (row.record, row.record_id)
        announce(MailStuck(row.id, S.BOUNCED, row.kind, *about, reason, at))
    return len(rows)


def _failure(part: Message[Any, Any]) -> str | None:
    if part.get_content_type() != "message/delivery-status":
        return None
    for block in part.walk():
        if str(block.get("Action", "")).strip().lower() == "failed":
            words = f"{block.get('Status', '')} {block.get('Diagnostic-Code', '')}"
            return one_line(words, LONGEST_REASON) or "it could not be delivered"
    return None


def _returned_id(part: Message[Any, Any]) -> str | None:
    if part.get_content_type() not in RETURNED:
        return None
    inner = part.get_payload(0) if part.is_multipart() else part.get_payload(decode=True)
    if isinstance(inner, bytes):
        inner = email.message_from_bytes(inner, policy=email.policy.compat32)
    found = inner.get("Message-ID") if isinstance(inner, Message) else None
    return str(found).strip() if found else None
