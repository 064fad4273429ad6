"""What comes back: a failure report marks its mail, anything else marks nothing."""

from __future__ import annotations

import io
from email.message import EmailMessage

import pytest

from app.core import bounces, mail
from tests.mail.mails import deliver, queue, rows, states, todos

REPORT = """\
Return-Path: <>
From: MAILER-DAEMON@mx.example (Mail Delivery System)
To: wbl@rivertown.example
Subject: Undelivered Mail Returned to Sender
Auto-Submitted: auto-replied
MIME-Version: 1.0
Content-Type: multipart/report; report-type=delivery-status; boundary="=_b"

--=_b
Content-Type: text/plain

I'm sorry to have to inform you ...

--=_b
Content-Type: message/delivery-status

Reporting-MTA: dns; mx.example

Final-Recipient: rfc822; ana@example.org
Action: {action}
Status: 5.1.1
Diagnostic-Code: smtp; 550 5.1.1 no such user

--=_b
Content-Type: {returned_as}

To: ana@example.org
Message-ID: {message_id}
Subject: Confirm hours

{body}
--=_b--
"""


def a_report(message_id: str, **changes: str) -> bytes:
    """Write a report as Postfix does."""
    parts = {"action": "failed", "returned_as": "message/rfc822", "body": "Please confirm.\n"}
    return REPORT.format(message_id=message_id, **(parts | changes)).encode()


@pytest.fixture
def message_id(app):
    queue(app, "ana@example.org", "bo@example.org")
    deliver(app)
    return rows(app)[0].message_id


def take(app, content: bytes) -> str:
    return app.test_cli_runner().invoke(args=["bounces", "read"], input=io.BytesIO(content)).output


@pytest.mark.parametrize("returned_as", ["message/rfc822", "text/rfc822-headers"])
def test_a_failure_report_marks_its_mail_once_and_tells_staff(app, message_id, returned_as):
    content = a_report(message_id, returned_as=returned_as)
    assert "1 bounced" in take(app, content)
    assert states(app) == ["bounced", "sent"]
    assert "550 5.1.1 no such user" in str(rows(app)[0].last_error)
    (todo,) = todos(app)
    assert "came back" in todo.sentence
    assert "nothing changed" in take(app, content)
    assert len(todos(app)) == 1


def test_what_is_no_failure_of_ours_marks_nothing(app, message_id):
    vacation = EmailMessage()
    vacation["From"], vacation["Auto-Submitted"] = "ana@example.org", "auto-replied"
    vacation["In-Reply-To"] = message_id
    vacation.set_content("I am away. 550 5.1.1 no such user")
    for content in (
        vacation.as_bytes(),
        a_report(message_id, action="delayed"),
        a_report("<unknown@example.org>"),
        b"",
        b"\xff\x00 nonsense",
        a_report(message_id)[:200],
    ):
        assert "nothing" in take(app, content)
    assert states(app) == ["sent", "sent"]
    assert todos(app) == []


def test_a_whole_mail_of_ours_is_recognized_when_it_comes_back(app, message_id):
    with app.app_context():
        ours = mail.to_bytes(rows(app)[0]).decode()
    head, _, tail = REPORT.partition("To: ana@example.org\n")
    content = head.format(action="failed", returned_as="message/rfc822") + ours + "\n--=_b--\n"
    report = bounces.read(content.replace("\r\n", "\n").encode())
    assert tail
    assert report
    assert report.message_ids == (message_id,)
