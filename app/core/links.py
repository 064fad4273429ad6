"""Sign and check what emailed links carry; a token is derived when needed and stored nowhere."""

from __future__ import annotations

import hashlib
import re
import secrets
from dataclasses import dataclass

import itsdangerous
from flask import current_app
from itsdangerous.encoding import base64_decode, base64_encode

PLACEHOLDER = "\u27e6link\u27e7"
STOP_PLACEHOLDER = "\u27e6stop\u27e7"
FURTHER = re.compile("\u27e6link ([2-9])\u27e7")
STOP_PATH = "/u/"
STOP_PURPOSE = "stop"


@dataclass(frozen=True, slots=True)
class LinkRef:
    """Be all that a link is made of: where it leads, for what purpose, for which subject and state.

    `path` begins with a slash and ends before the token, such as `/r/`. `version` is a number or a
    short digest of the state that the link is bound to: once that changes, the link is dead.
    """

    path: str
    purpose: str
    subject: str
    version: str

    def url(self) -> str:
        """Give the whole address, on BASE_URL."""
        return f"{current_app.config['BASE_URL']}{self.path}{self.token()}"

    def token(self) -> str:
        """Derive the token with the present key."""
        return _signer(self.purpose).sign(f"{self.subject}.{self.version}").decode()


def placeholder(number: int) -> str:
    """Give what stands in a letter for its link of a number, from 1 to 9."""
    return PLACEHOLDER if number == 1 else f"\u27e6link {number}\u27e7"


def stop_link(subject: str, address: str) -> LinkRef:
    """Give the link by which the reader at an address says that they should get no such mail.

    It dies when the subject's address is corrected, and with nothing else.
    """
    return LinkRef(STOP_PATH, STOP_PURPOSE, subject, state_digest(address.strip().lower()))


def subject_of(token: str) -> str:
    """Read which subject a token claims, without believing it."""
    return token.split(".", 1)[0]


def version_of(token: str, purpose: str) -> str | None:
    """Give the version that a token was signed for, or None when we did not sign it for this."""
    try:
        value = _signer(purpose).unsign(token).decode()
    except (itsdangerous.BadSignature, UnicodeError):
        return None
    # the last letter of a signature has spare bits: only one of its spellings is ours
    signature = token.rpartition(".")[2]
    if base64_encode(base64_decode(signature)).decode() != signature:
        return None
    return value.partition(".")[2]


def new_public_id() -> str:
    """Make a random 128-bit id that fits a URL."""
    return secrets.token_urlsafe(16)


def state_digest(*parts: object) -> str:
    """Give a short digest of a state, for links that must die when it changes."""
    return hashlib.sha256("\x1f".join(map(str, parts)).encode()).hexdigest()[:16]


def _signer(purpose: str) -> itsdangerous.Signer:
    keys = [
        *current_app.config["SECRET_KEY_FALLBACKS"],
        current_app.config["SECRET_KEY"],
    ]
    return itsdangerous.Signer(
        keys,
        salt=f"footbridge:{purpose}",
        digest_method=hashlib.sha256,
        key_derivation="hmac",
    )
