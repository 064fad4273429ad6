"""Name each mail in the address to which it comes back, signed so that nobody can forge one.

With BOUNCE_ADDRESS `bounces@mail.example` the envelope sender of a mail is
`bounces+<id>-<signature>@mail.example`; with `@bounces.example` it is `<id>-<signature>@…`. Without
that setting mails come back to MAIL_FROM, and are told by the Message-ID that they hold.
"""

from __future__ import annotations

import hashlib
import hmac
import re
from typing import TYPE_CHECKING, Final

from flask import current_app

if TYPE_CHECKING:
    from app.core.outbox import OutboxMessage

TOKEN: Final = re.compile(r"([0-9]{1,18})-([0-9a-f]{24})")


def return_path(row: OutboxMessage) -> str:
    """Give the envelope sender of a mail, or nothing where none is set."""
    local, at, domain = _setting()
    if not at:
        return ""
    token = f"{row.id}-{_signature(_key(), row.id, row.message_id)}"
    return f"{local}+{token}@{domain}" if local else f"{token}@{domain}"


def claimed(address: str) -> tuple[int, str] | None:
    """Read the mail and the signature that an address names, without believing it."""
    local, at, domain = _setting()
    given, _, host = address.strip().lower().rpartition("@")
    if not at or host != domain:
        return None
    prefix = f"{local}+" if local else ""
    found = TOKEN.fullmatch(given.removeprefix(prefix)) if given.startswith(prefix) else None
    return (int(found[1]), found[2]) if found else None


def is_ours(row: OutboxMessage, signature: str) -> bool:
    """Tell whether a signature is ours for this mail, by the present key or a former one."""
    keys = [_key(), *current_app.config["SECRET_KEY_FALLBACKS"]]
    return any(
        hmac.compare_digest(_signature(key, row.id, row.message_id), signature) for key in keys
    )


def _setting() -> tuple[str, str, str]:
    local, at, domain = str(current_app.config["BOUNCE_ADDRESS"]).strip().lower().rpartition("@")
    return local, at, domain


def _key() -> str:
    return str(current_app.config["SECRET_KEY"])


def _signature(key: str, row_id: int, message_id: str) -> str:
    text = f"footbridge:bounce:{row_id}:{message_id}"
    return hmac.new(key.encode(), text.encode(), hashlib.sha256).hexdigest()[:24]
