"""Read what mail servers send back: a mail that could not be delivered becomes bounced.

Only a failure report counts, and only one that came to the signed return path of a mail of ours or
names its Message-ID; an automatic answer of a person on holiday, a report of a delay and any other
mail change nothing. Nothing is ever mailed in answer.
"""

from __future__ import annotations

import email
import email.policy
import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from email.message import EmailMessage, Message
from email.utils import getaddresses
from typing import Any

import sqlalchemy as sa

from app.core import bad_addresses, return_path
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
CAME_TO = ("Delivered-To", "X-Original-To", "Envelope-To", "To")
DAEMON = re.compile(r"\b(mailer-daemon|postmaster)@", re.IGNORECASE)
FAILED = re.compile(r"undeliver|fail|returned|could not be delivered", re.IGNORECASE)
LATER = re.compile(r"delay|warning|will (be )?retr|still trying", re.IGNORECASE)
REFUSED = re.compile(r"^.*\b5\d\d[ -].*$", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Report:
    """Be a failure report: which mails of ours it may be about, and the reason that it gives.

    `came_to` are the addresses that it was sent to, of which one may be a return path of ours.
    """

    message_ids: tuple[str, ...]
    reason: str
    came_to: tuple[str, ...] = ()


def read(content: bytes, to: str = "") -> Report | None:
    """Read a message that came `to` an address; None when it is no report of a failed delivery."""
    message = email.message_from_bytes(content, _class=EmailMessage, policy=email.policy.default)
    parts = list(message.walk())
    told = any(part.get_content_type() == "message/delivery-status" for part in parts)
    reason = next((found for part in parts if (found := _failure(part))), None)
    if reason is None and not told:
        reason = _old_notice(message)
    if reason is None:
        return None
    ids = [found for part in parts if (found := _returned_id(part))]
    return Report(tuple(dict.fromkeys(ids)), reason, _came_to(message, to))


@use_case
def mark_bounced(report: Report, *, at: datetime) -> int:
    """Mark the sent mails that a report is about, note it of their addresses, and tell staff.

    Gives how many. What has a return path of ours is believed only with our signature.
    """
    rows = _named(report)
    for row in rows:
        row.move_to(S.BOUNCED, by=SYSTEM, at=at)
        row.last_error = report.reason
        bad_addresses.note(row.to_address, report.reason, message_id=row.id, at=at)
        reason, about = report.reason, (row.record, row.record_id)
        announce(MailStuck(row.id, S.BOUNCED, row.kind, *about, reason, at))
    return len(rows)


def _named(report: Report) -> Sequence[OutboxMessage]:
    claims = dict(found for each in report.came_to if (found := return_path.claimed(each)))
    by_id = OutboxMessage.id.in_(claims) if claims else None
    named = OutboxMessage.message_id.in_(report.message_ids)
    query = sa.select(OutboxMessage).where(
        named if by_id is None else by_id, OutboxMessage.state == S.SENT
    )
    rows = db.session.scalars(query.with_for_update()).all()
    if by_id is None:
        return rows
    return [row for row in rows if return_path.is_ours(row, claims[row.id])]


def _came_to(message: Message[Any, Any], to: str) -> tuple[str, ...]:
    headers = [str(found) for name in CAME_TO for found in message.get_all(name, [])]
    return tuple(dict.fromkeys(filter(None, [to, *(each for _, each in getaddresses(headers))])))


def _failure(part: Message[Any, Any]) -> str | None:
    if part.get_content_type() != "message/delivery-status":
        return None
    for block in part.walk():
        if str(block.get("Action", "")).strip().lower() == "failed":
            words = f"{block.get('Status', '')} {block.get('Diagnostic-Code', '')}"
            return one_line(words, LONGEST_REASON) or "it could not be delivered"
    return None


def _old_notice(message: EmailMessage) -> str | None:
    # what servers wrote before there were reports: a mail of the daemon to nobody's address
    subject = str(message.get("Subject", ""))
    by_daemon = DAEMON.search(str(message.get("From", "")))
    if not by_daemon or not FAILED.search(subject) or LATER.search(subject):
        return None
    if "auto-replied" in str(message.get("Auto-Submitted", "")).lower():
        return None
    body = message.get_body(("plain",))
    try:
        text = str(body.get_content()) if body else ""
    except (LookupError, ValueError):
        text = ""
    line = REFUSED.search(text)
    return one_line(line[0] if line else subject, LONGEST_REASON)


def _returned_id(part: Message[Any, Any]) -> str | None:
    if part.get_content_type() not in RETURNED:
        return None
    inner = part.get_payload(0) if part.is_multipart() else part.get_payload(decode=True)
    if isinstance(inner, bytes):
        inner = email.message_from_bytes(inner, policy=email.policy.compat32)
    found = inner.get("Message-ID") if isinstance(inner, Message) else None
    return str(found).strip() if found else None
