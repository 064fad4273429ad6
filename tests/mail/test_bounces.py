"""What comes back: a failure report marks its mail, anything else marks nothing."""

from __future__ import annotations

import io
from datetime import timedelta
from email.message import EmailMessage

import pytest

from app.core import bounces, mail
from app.core.bad_addresses import came_back
from app.core.return_path import return_path
from tests.mail.mails import NOW, deliver, queue, row, rows, states, todos

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


def take(app, content: bytes, to: str = "") -> str:
    args = ["bounces", "read", *(["--to", to] if to else [])]
    return app.test_cli_runner().invoke(args=args, input=io.BytesIO(content)).output


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


VERP = "bounces@mail.rivertown.example"


def known_of(app, address: str, *, days: float = 0):
    with app.app_context():
        return came_back([address], NOW + timedelta(days=days)).get(address)


def path_of(app, message_id: int) -> str:
    with app.app_context():
        return return_path(row(app, message_id))


@pytest.mark.parametrize("setting", [VERP, "@bounces.rivertown.example"])
def test_the_return_path_names_the_mail_and_nobody_can_forge_one(any_app, odd_server, setting):
    any_app.config |= {"SMTP_URL": odd_server.url, "BOUNCE_ADDRESS": setting}
    taken: list[str] = []
    odd_server.on["MAIL"] = taken.append
    ana, bo = queue(any_app, "ana@example.org", "bo@example.org")
    deliver(any_app)
    paths = [path_of(any_app, each) for each in (ana, bo)]
    assert all(len(each.partition("@")[0]) <= 64 for each in paths)
    assert all(f"<{path}>" in said for path, said in zip(paths, taken, strict=True))
    forged = paths[1].replace(f"{bo}-", f"{ana}-")
    report = a_report("<unknown@example.org>")
    for wrong in (forged, paths[0][:-1] + "x", paths[0].replace("rivertown", "elsewhere")):
        assert "nothing changed" in take(any_app, report, wrong)
    # an old mail server may have turned it into small letters
    assert "1 bounced" in take(any_app, report, paths[0].lower())
    assert states(any_app) == ["bounced", "sent"]


def test_a_former_key_still_tells_a_return_path(app):
    app.config["BOUNCE_ADDRESS"] = VERP
    (ana,) = queue(app, "ana@example.org")
    deliver(app)
    path, former = path_of(app, ana), app.config["SECRET_KEY"]
    app.config |= {"SECRET_KEY": "n" * 40, "SECRET_KEY_FALLBACKS": [former]}
    assert "1 bounced" in take(app, a_report("<unknown@example.org>"), path)


def test_a_notice_of_an_old_server_counts_at_a_return_path_and_a_holiday_never(app):
    app.config["BOUNCE_ADDRESS"] = VERP
    (ana,) = queue(app, "ana@example.org")
    deliver(app)
    notice = EmailMessage()
    notice["From"], notice["To"] = "MAILER-DAEMON@mx.example", path_of(app, ana)
    notice["Subject"] = "Warning: message delayed, not failed yet"
    notice.set_content("550 no such user here")
    assert "nothing" in take(app, notice.as_bytes())
    holiday = EmailMessage()
    holiday["From"], holiday["To"] = "ana@example.org", path_of(app, ana)
    holiday["Auto-Submitted"] = "auto-replied (vacation)"
    holiday["Subject"] = "Returned on Monday; your mail failed to find me"
    holiday.set_content("550 away")
    assert "nothing" in take(app, holiday.as_bytes())
    del notice["Subject"]
    notice["Subject"] = "failure notice"
    assert "1 bounced" in take(app, notice.as_bytes())
    assert "550 no such user here" in str(rows(app)[0].last_error)
    assert len(rows(app)) == 1, "nothing is mailed in answer"


def test_an_address_is_noted_and_the_note_ends_once_mail_arrives(any_app, odd_server):
    any_app.config["SMTP_URL"] = odd_server.url
    queue(any_app, "Ana@example.org", "bo@example.org")
    deliver(any_app)
    take(any_app, a_report(rows(any_app)[0].message_id))
    found = known_of(any_app, "ana@example.org")
    assert found
    assert "550 5.1.1 no such user" in found.reason
    assert known_of(any_app, "bo@example.org") is None
    assert known_of(any_app, "ana.new@example.org") is None
    later = found.at + timedelta(minutes=5)
    queue(any_app, "ana@example.org", at=later)
    minutes = (later - NOW).total_seconds() / 60
    deliver(any_app, minutes=minutes)
    days = minutes / 60 / 24
    assert known_of(any_app, "ana@example.org", days=days + 1), "it may still come back"
    assert known_of(any_app, "ana@example.org", days=days + 4) is None


def test_only_what_is_the_addresss_fault_is_noted_of_it(app, odd_server):
    app.config["SMTP_URL"] = odd_server.url
    odd_server.says["RCPT"] = "550 5.1.1 unknown"
    queue(app, "ana@example.org")
    deliver(app)
    assert "550 5.1.1 unknown" in known_of(app, "ana@example.org").reason
    odd_server.says["RCPT"] = "535 5.7.8 sign in first"
    queue(app, "bo@example.org")
    deliver(app, minutes=1)
    assert known_of(app, "bo@example.org") is None
