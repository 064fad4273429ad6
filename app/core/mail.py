"""Build the message that goes over the line from an outbox row; what cannot be sent fails alone."""

from __future__ import annotations

import base64
import binascii
import email.policy
import re
import unicodedata
from email.headerregistry import Address
from email.message import EmailMessage
from email.utils import parseaddr
from typing import TYPE_CHECKING

from flask import current_app

from app.core.links import FURTHER, PLACEHOLDER, STOP_PLACEHOLDER

if TYPE_CHECKING:
    from app.core.outbox import OutboxMessage

LONGEST_NAME = 100
LONGEST_SUBJECT = 200
LONGEST_LINE = 998
LOCAL = re.compile(r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+(\.[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+)*")
DOMAIN = re.compile(r"[A-Za-z0-9]([A-Za-z0-9.-]*[A-Za-z0-9])?")
CONTROL = re.compile(r"[^\r\n\t -~\u00a0-\ud7ff\ue000-\U0010ffff]")
BREAKS = frozenset({"Cc", "Zl", "Zp", "Cs"})


class Unsendable(Exception):
    """Say in one sentence why a row can never become a mail."""


class NoAddress(Unsendable):
    """Say that what stands there is no address."""


def build(row: OutboxMessage) -> EmailMessage:
    """Build a row's message, its link filled in; the same row always gives the same bytes.

    Raises Unsendable when the address cannot be used or the words lack their link.
    """
    message = EmailMessage(policy=email.policy.SMTP)
    message["From"] = _address(sender(), str(current_app.config["DISTRICT_NAME"]))
    message["To"] = _address(row.to_address, row.to_name)
    if row.reply_to and _is_plain(parseaddr(row.reply_to)[1]):
        message["Reply-To"] = _address(parseaddr(row.reply_to)[1], "")
    message["Subject"] = one_line(row.subject, LONGEST_SUBJECT)
    message["Date"] = row.created_at
    message["Message-ID"] = row.message_id
    message["Auto-Submitted"] = "auto-generated"
    message["X-Request-Kind"] = one_line(row.kind, LONGEST_NAME)
    message["Content-Language"] = row.language
    text, html = filled(row)
    # what quoted-printable writes never holds "=_", so the parts cannot hold their own boundary
    boundary = f"=_{row.message_id.strip('<>').partition('@')[0]}"
    message["MIME-Version"] = "1.0"
    words: EmailMessage = message
    if row.calendar:
        words = EmailMessage(policy=email.policy.SMTP)
        message["Content-Type"] = f'multipart/mixed; boundary="{boundary}.m"'
        message.set_payload([words, _calendar(row.calendar)])
        boundary += ".a"
    words["Content-Type"] = f'multipart/alternative; boundary="{boundary}"'
    words.set_payload([_part(text, "plain"), _part(html, "html")])
    return message


def to_bytes(row: OutboxMessage) -> bytes:
    """Give a row's message as it goes over the line, no line longer than 998 bytes."""
    content = _stop_headers(row) + build(row).as_bytes(policy=email.policy.SMTP)
    if max(map(len, content.split(b"\r\n"))) > LONGEST_LINE:
        raise Unsendable("A line of this mail's header is too long to be sent.")
    return content


def filled(row: OutboxMessage) -> tuple[str, str]:
    """Give a row's text and HTML with the link in place; raise Unsendable when it has none."""
    link = row.link
    if link is None and (PLACEHOLDER in row.text or PLACEHOLDER in row.html):
        raise Unsendable("This mail speaks of a link but has none.")
    url = link.url() if link else ""
    further = [each.url() for each in row.further_links]
    stop = row.stop.url() if row.stop else ""

    def put(text: str) -> str:
        bare = _without_control(text).replace(PLACEHOLDER, url).replace(STOP_PLACEHOLDER, stop)
        return FURTHER.sub(lambda found: _of_number(further, int(found[1])) or url, bare)

    return put(row.text), put(row.html)


def _of_number(further: list[str], number: int) -> str:
    return further[number - 2] if number - 2 < len(further) else ""


def sender() -> str:
    """Give the bare address that mail comes from."""
    return parseaddr(str(current_app.config["MAIL_FROM"]))[1]


def sender_is_usable() -> bool:
    """Tell whether MAIL_FROM is an address; without one no mail can go out, whoever it is for."""
    return _is_plain(sender())


def recipient(row: OutboxMessage) -> str:
    """Give a row's address as a mail server takes it; raise Unsendable for what is none."""
    return _address(row.to_address, "").addr_spec


def one_line(text: str, longest: int) -> str:
    """Give a text as one line without hidden characters, cut to so many characters."""
    kept = (" " if unicodedata.category(char) in BREAKS else char for char in text)
    bare = "".join(char for char in kept if unicodedata.category(char) != "Cf")
    return " ".join(bare.split())[:longest].strip()


def _stop_headers(row: OutboxMessage) -> bytes:
    # written by hand: the email package would encode an address that is longer than a line
    if not row.stop:
        return b""
    lines = f"List-Unsubscribe: <{row.stop.url()}>\r\n"
    if row.one_click:
        lines += "List-Unsubscribe-Post: List-Unsubscribe=One-Click\r\n"
    return lines.encode("ascii")


def _part(text: str, kind: str) -> EmailMessage:
    # the email package writes quoted-printable in Python, one character after the other
    lines = text.encode().replace(b"\r\n", b"\n").replace(b"\r", b"\n").replace(b"\n", b"\r\n")
    part = EmailMessage(policy=email.policy.SMTP)
    part["Content-Type"] = f'text/{kind}; charset="utf-8"'
    part["Content-Transfer-Encoding"] = "quoted-printable"
    part.set_payload(binascii.b2a_qp(lines).decode("ascii"))
    return part


def _calendar(text: str) -> EmailMessage:
    part = EmailMessage(policy=email.policy.SMTP)
    part["Content-Type"] = 'text/calendar; charset="utf-8"; method=PUBLISH; name="interview.ics"'
    part["Content-Disposition"] = 'attachment; filename="interview.ics"'
    part["Content-Transfer-Encoding"] = "base64"
    part.set_payload(base64.encodebytes(text.encode()).decode("ascii"))
    return part


def _without_control(text: str) -> str:
    if not CONTROL.search(text):
        return text
    return "".join(
        char for char in text if char in "\r\n\t" or unicodedata.category(char) not in {"Cc", "Cs"}
    )


def _address(address: str, name: str) -> Address:
    local, _, domain = address.strip().rpartition("@")
    try:
        domain = domain.encode("idna").decode()
    except UnicodeError:
        domain = ""
    if not LOCAL.fullmatch(local) or not DOMAIN.fullmatch(domain):
        raise NoAddress("This is not an address that mail can be sent to.")
    return Address(one_line(name, LONGEST_NAME), local, domain)


def _is_plain(address: str) -> bool:
    try:
        return bool(_address(address, ""))
    except Unsendable:
        return False
