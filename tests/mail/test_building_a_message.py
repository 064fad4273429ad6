"""How a message is built from its row, whatever the row holds."""

from __future__ import annotations

import email
import email.policy
from email.message import EmailMessage

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from app.core import mail
from app.core.outbox import MessageState, OutboxMessage
from tests.mail.mails import LINK, NOW, a_letter

HOSTILE = [
    "Ana\r\nBcc: all@example.org",
    'Ana "the boss", Lee <x@example.org>',
    "Ana\u2028Lee\u2029\x85",
    "Zoë " * 100,
    "x" * 300,
    "語" * 300,
    "Ana\x00Lee",
    "\u202eeel ana",
    "=?utf-8?q?Ana?=",
    " ",
    ";:@,",
    "Renée, O'Brien; Ñandú",
]


def a_row(**changes: object) -> OutboxMessage:
    letter = a_letter()
    parts = {
        "id": 1,
        "kind": letter.kind,
        "to_address": "ana@example.org",
        "to_name": "Ana Lee",
        "subject": letter.subject,
        "text": letter.text,
        "html": letter.html,
        "language": "en",
        "reply_to": "",
        "link_path": LINK.path,
        "link_purpose": LINK.purpose,
        "link_subject": LINK.subject,
        "link_version": LINK.version,
        "state": MessageState.QUEUED,
        "message_id": "<0123456789abcdef@rivertown.example>",
        "created_at": NOW,
    }
    return OutboxMessage(**(parts | changes))


def sent(row: OutboxMessage) -> EmailMessage:
    content = mail.to_bytes(row)
    assert max(map(len, content.split(b"\r\n"))) <= 998
    return email.message_from_bytes(content, _class=EmailMessage, policy=email.policy.default)


def test_a_message_says_who_it_is_from_and_what_it_is(app):
    with app.app_context():
        message = sent(a_row(reply_to="coach@example.org"))
        link = LINK.url()
    assert message["From"] == "Rivertown Public Schools <wbl@rivertown.example>"
    assert message["To"] == "Ana Lee <ana@example.org>"
    assert message["Reply-To"] == "coach@example.org"
    assert message["Subject"] == "Confirm hours"
    assert message["Message-ID"] == "<0123456789abcdef@rivertown.example>"
    assert message["Auto-Submitted"] == "auto-generated"
    assert message["X-Request-Kind"] == "hours-week"
    assert message["Date"].datetime == NOW
    text, html = message.get_body(("plain",)), message.get_body(("html",))
    assert text
    assert html
    assert link in text.get_content()
    assert f'href="{link}"' in html.get_content()


def test_the_same_row_always_gives_the_same_bytes(app):
    with app.app_context():
        assert mail.to_bytes(a_row()) == mail.to_bytes(a_row())


@pytest.mark.parametrize("name", HOSTILE)
@pytest.mark.parametrize("field", ["to_name", "subject", "kind"])
def test_a_hostile_name_makes_one_message_to_the_right_person(app, field, name):
    with app.app_context():
        message = sent(a_row(**{field: name}))
    assert [each.addr_spec for each in message["To"].addresses] == ["ana@example.org"]
    assert message["Bcc"] is None
    assert message["Message-ID"] == "<0123456789abcdef@rivertown.example>"
    assert not message.defects


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(name=st.text(), subject=st.text(), body=st.text())
def test_no_words_break_a_message(app, name, subject, body):
    with app.app_context():
        row = a_row(to_name=name, subject=subject, text=body, html=f"<p>{body}</p>")
        message = sent(row)
    assert [each.addr_spec for each in message["To"].addresses] == ["ana@example.org"]
    assert message["X-Request-Kind"] == "hours-week"
    assert len(message.get_payload()) == 2


def test_a_district_with_a_hostile_name_still_sends(app):
    app.config["DISTRICT_NAME"] = 'District "9",\r\nBcc: x@example.org'
    app.config["MAIL_FROM"] = "Somebody <wbl@rivertown.example>"
    with app.app_context():
        message = sent(a_row())
    assert [each.addr_spec for each in message["From"].addresses] == ["wbl@rivertown.example"]
    assert message["Bcc"] is None


def test_a_name_beyond_ascii_arrives_as_it_is_written(app):
    with app.app_context():
        message = sent(a_row(to_name="Zoë, Ñandú", subject="Confirme las horas de Zoë"))
    assert message["To"].addresses[0].display_name == "Zoë, Ñandú"
    assert message["Subject"] == "Confirme las horas de Zoë"


@pytest.mark.parametrize(
    "address",
    [
        "",
        "ana",
        "ana@",
        "@example.org",
        "a b@example.org",
        "ana@ex..org",
        "ana@example.org\r\nX: y",
        "ana@example.org, eve@example.org",
        "añna@example.org",
        "<ana@example.org>",
        "ana\x00@example.org",
    ],
)
def test_an_unusable_address_is_refused_in_words(app, address):
    with app.app_context(), pytest.raises(mail.Unsendable, match="not an address"):
        mail.to_bytes(a_row(to_address=address))


def test_a_domain_beyond_ascii_is_written_as_mail_servers_read_it(app):
    with app.app_context():
        assert mail.recipient(a_row(to_address="ana@escuela-ñ.example")) == (
            "ana@xn--escuela--k3a.example"
        )


def test_a_bad_reply_address_is_left_out(app):
    with app.app_context():
        assert sent(a_row(reply_to="not\r\nan address"))["Reply-To"] is None


def test_a_mail_that_lost_its_link_is_refused(app):
    with app.app_context(), pytest.raises(mail.Unsendable, match="has none"):
        mail.to_bytes(a_row(link_path=None))


def test_a_line_of_one_word_without_end_is_folded(app):
    with app.app_context():
        message = sent(a_row(text="x" * 20_000, html="<p>" + "y" * 20_000))
    part = message.get_body(("plain",))
    assert part
    assert part.get_content().strip() == "x" * 20_000
