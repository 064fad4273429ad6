"""What becomes of mails when the server takes them, refuses them, hangs or is gone."""

from __future__ import annotations

import time
from datetime import timedelta

import pytest

from app.core import delivery, pause
from app.core.outbox import To
from tests.mail import mails
from tests.mail.mails import NOW, deliver, paused, queue, row, rows, states, todos
from tests.mail.servers import DROP, HANG


def addresses(server):
    return [message["To"].addresses[0].addr_spec for message in server.mails]


def test_due_mail_is_sent_once_and_noted(any_app, odd_server):
    any_app.config["SMTP_URL"] = odd_server.url
    queue(any_app, *mails.people(120))
    tally = deliver(any_app)
    assert (tally.sent, tally.moved, tally.paused) == (120, 120, "")
    assert sorted(addresses(odd_server)) == mails.people(120)
    sent = rows(any_app)
    assert {str(each.state) for each in sent} == {"sent"}
    assert {each.message_id for each in sent} == {m["Message-ID"] for m in odd_server.mails}
    assert {(each.attempts, each.sent_at, each.leased_by, each.last_error) for each in sent} == {
        (1, NOW, None, None)
    }
    assert deliver(any_app).moved == 0


def test_mail_of_a_later_hour_waits(any_app, odd_server):
    any_app.config["SMTP_URL"] = odd_server.url
    queue(any_app, "ana@example.org", at=NOW + timedelta(hours=1))
    assert deliver(any_app).moved == 0
    assert deliver(any_app, minutes=60).sent == 1


def test_a_greylisting_server_gets_the_mail_on_the_third_try_and_once(any_app, odd_server):
    any_app.config["SMTP_URL"] = odd_server.url
    queue(any_app, "ana@example.org")
    odd_server.says["RCPT"] = "451 4.7.1 come back later"
    assert deliver(any_app).retried == 1
    assert deliver(any_app, minutes=0.9).moved == 0
    assert deliver(any_app, minutes=1).retried == 1
    assert deliver(any_app, minutes=2.9).moved == 0
    odd_server.says.clear()
    assert deliver(any_app, minutes=3).sent == 1
    assert len(odd_server.mails) == 1
    assert rows(any_app)[0].attempts == 3
    assert paused(any_app) is None


def test_a_temporary_refusal_at_the_end_of_the_data_is_tried_again(app, odd_server):
    app.config["SMTP_URL"] = odd_server.url
    queue(app, "ana@example.org", "bo@example.org")
    replies = iter(["452 4.3.1 full", "250 ok", "250 ok"])
    odd_server.says["END"] = lambda: next(replies)
    assert (deliver(app).sent, deliver(app, minutes=1).sent) == (1, 1)


def test_refusals_for_two_days_fail_a_mail_for_good_and_tell_staff(app, odd_server):
    app.config["SMTP_URL"] = odd_server.url
    queue(app, "ana@example.org")
    odd_server.says["RCPT"] = "451 4.7.1 never"
    minutes = tries = 0
    while states(app) == ["queued"]:
        minutes += 1
        tries += deliver(app, minutes=minutes).moved
        assert minutes < 4 * 24 * 60
        minutes = max(minutes, int((rows(app)[0].next_at - NOW).total_seconds() // 60) - 1)
    assert states(app) == ["failed"]
    assert minutes >= 48 * 60
    assert tries < 40
    assert len(todos(app)) == 1


def test_waiting_grows_from_a_minute_to_two_hours():
    minutes = [delivery.delay_after(tries).total_seconds() / 60 for tries in range(1, 12)]
    assert minutes == [1, 2, 4, 8, 16, 32, 64, 120, 120, 120, 120]
    in_ten_hours, tries = timedelta(), 0
    while in_ten_hours < timedelta(hours=10):
        tries += 1
        in_ten_hours += delivery.delay_after(tries)
    assert tries < 15


@pytest.mark.parametrize(
    ("step", "reply"), [("RCPT", "550 5.1.1 nobody"), ("END", "552 5.2.2 full")]
)
def test_a_refused_address_fails_alone_and_staff_are_told(any_app, odd_server, step, reply):
    any_app.config["SMTP_URL"] = odd_server.url
    queue(any_app, "ana@example.org", "bo@example.org", "cy@example.org")
    count = iter(range(10))
    odd_server.says[step] = lambda: reply if next(count) == 1 else "250 ok"
    tally = deliver(any_app)
    assert (tally.sent, tally.failed, tally.paused) == (2, 1, "")
    assert states(any_app) == ["sent", "failed", "sent"]
    failed = rows(any_app)[1]
    assert reply in str(failed.last_error)
    assert failed.attempts == 1
    (todo,) = todos(any_app)
    assert (todo.record, todo.record_id, todo.url) == ("mail", failed.id, f"/outbox/{failed.id}")
    assert reply in todo.sentence
    assert deliver(any_app, minutes=60).moved == 0


TROUBLES = {
    "sign-in": ({"AUTH": "535 5.7.8 wrong password"}, "smtp://us:secret@127.0.0.1:{port}", "535"),
    "banner": ({"BANNER": "554 no service"}, "smtp://127.0.0.1:{port}", "554"),
    "closing": ({"BANNER": "421 try later"}, "smtp://127.0.0.1:{port}", "421"),
    "greeting": ({"EHLO": "550 go away"}, "smtp://127.0.0.1:{port}", "550"),
    "sender": ({"MAIL": "553 5.7.1 not yours"}, "smtp://127.0.0.1:{port}", "553"),
    "relay": ({"RCPT": "554 5.7.1 Relay access denied"}, "smtp://127.0.0.1:{port}", "Relay"),
    "no sign-in": ({"RCPT": "530 5.7.0 sign in first"}, "smtp://127.0.0.1:{port}", "530"),
    "TLS missing": ({"EHLO": "250 odd"}, "smtp+starttls://127.0.0.1:{port}", "STARTTLS"),
    "TLS refused": ({"STARTTLS": "454 not now"}, "smtp+starttls://127.0.0.1:{port}", "454"),
    "no TLS": ({}, "smtps://127.0.0.1:{port}", "secure line"),
    "DNS": ({}, "smtp://no-such-host.invalid:{port}", "no-such-host.invalid"),
    "nonsense": ({}, "mailto:us@127.0.0.1:{port}", "SMTP_URL"),
    "no port": ({}, "smtp://127.0.0.1:smtp{port}", "SMTP_URL"),
    "dropped": ({"RCPT": DROP}, "smtp://127.0.0.1:{port}", "line to the mail server"),
    "later": ({"RCPT": "421 4.3.2 shutting down"}, "smtp://127.0.0.1:{port}", "421"),
}


@pytest.mark.parametrize("trouble", TROUBLES)
def test_trouble_with_the_server_pauses_all_mail_and_marks_nobody(app, odd_server, trouble):
    says, url, words = TROUBLES[trouble]
    app.config["SMTP_URL"] = url.format(port=odd_server.port)
    odd_server.says |= says
    queue(app, *mails.people(3))
    tally = deliver(app)
    assert (tally.sent, tally.failed, tally.retried) == (0, 0, 0)
    found = paused(app)
    assert found
    assert words in found.reason
    assert "secret" not in found.reason
    assert found.until == NOW + timedelta(minutes=1)
    assert states(app) == ["queued"] * 3
    assert [each.attempts for each in rows(app)] == [0, 0, 0]
    assert todos(app) == []
    assert odd_server.mails == []


def test_a_wrong_sender_of_our_own_pauses_all_mail_and_marks_nobody(app, odd_server):
    app.config["SMTP_URL"] = odd_server.url
    queue(app, *mails.people(3))
    app.config["MAIL_FROM"] = "nobody at all"
    assert deliver(app).moved == 0
    assert "MAIL_FROM" in paused(app).reason
    assert states(app) == ["queued"] * 3


def test_the_pause_grows_to_half_an_hour_and_ends_with_the_first_mail(any_app, odd_server):
    any_app.config["SMTP_URL"] = odd_server.url
    odd_server.says["MAIL"] = "451 not now"
    queue(any_app, "ana@example.org")
    at, waits = 0.0, []
    for _ in range(7):
        deliver(any_app, minutes=at)
        until = paused(any_app).until
        waits.append((until - NOW).total_seconds() / 60 - at)
        connections = odd_server.connections
        assert deliver(any_app, minutes=at).paused
        assert odd_server.connections == connections, "it was not left in peace"
        at += waits[-1]
    assert waits == [1, 2, 4, 8, 16, 30, 30]
    odd_server.says.clear()
    assert deliver(any_app, minutes=at).sent == 1
    assert paused(any_app) is None
    assert rows(any_app)[0].attempts == 1


def test_a_pause_with_nothing_left_to_send_ends(app, odd_server):
    app.config["SMTP_URL"] = odd_server.url
    with app.app_context():
        pause.pause("gone", at=NOW)
    assert deliver(app).paused == ""
    assert paused(app) is None


def test_a_held_queue_sends_nothing_however_long_it_takes(app, odd_server):
    app.config["SMTP_URL"] = odd_server.url
    queue(app, "ana@example.org")
    with app.app_context():
        pause.hold_queue("Restored from a backup.", at=NOW)
    assert deliver(app, minutes=60 * 24 * 365).paused == "Restored from a backup."
    assert odd_server.connections == 0


def test_a_mail_on_which_the_server_chokes_does_not_stop_the_others(app, odd_server):
    app.config["SMTP_URL"] = odd_server.url
    poison, *_ = queue(app, "poison@example.org", *mails.people(3))

    def choke(words):
        odd_server.says["RCPT"] = "421 4.3.0 choking" if "poison" in words else "250 ok"

    odd_server.on["RCPT"] = choke
    deliver(app)
    deliver(app, minutes=1)
    assert sorted(addresses(odd_server)) == mails.people(3)
    assert str(row(app, poison).state) == "queued"


def test_a_line_that_ends_after_some_mails_is_opened_again(app, odd_server):
    app.config["SMTP_URL"] = odd_server.url
    queue(app, *mails.people(7))
    count = iter(range(100))
    odd_server.says["MAIL"] = lambda: DROP if next(count) % 3 == 2 else "250 ok"
    assert deliver(app).sent == 7
    assert paused(app) is None
    assert odd_server.connections > 2
    assert len(odd_server.mails) == 7


@pytest.mark.parametrize("step", ["BANNER", "EHLO", "MAIL", "RCPT", "DATA", "END"])
def test_a_hanging_server_is_left_within_the_time_limit(app, odd_server, step):
    app.config |= {"SMTP_URL": odd_server.url, "OUTBOX_LEASE": 1}
    queue(app, "ana@example.org", "bo@example.org")
    odd_server.says[step] = HANG
    began = time.monotonic()
    deliver(app)
    assert time.monotonic() - began < 5
    assert paused(app)
    assert states(app) == ["queued", "queued"]
    # only what was handed over in full counts as tried
    assert [each.attempts for each in rows(app)] == [int(step == "END"), 0]


def test_a_server_that_answers_byte_by_byte_is_left_within_the_time_limit(app, odd_server):
    app.config |= {"SMTP_URL": odd_server.url, "OUTBOX_LEASE": 2}
    queue(app, "ana@example.org")
    odd_server.seconds_a_byte = 0.3
    began = time.monotonic()
    deliver(app)
    assert time.monotonic() - began < 5
    assert paused(app)


def test_a_lost_answer_is_tried_again_with_the_same_message_id(any_app, odd_server):
    any_app.config["SMTP_URL"] = odd_server.url
    queue(any_app, "ana@example.org", "bo@example.org")
    replies = iter(["250 ok", DROP])
    odd_server.says["END"] = lambda: next(replies, "250 ok")
    tally = deliver(any_app)
    assert (tally.sent, tally.retried) == (1, 1)
    assert rows(any_app)[1].attempts == 1
    assert deliver(any_app, minutes=1).sent == 1
    assert states(any_app) == ["sent", "sent"]
    assert {m["Message-ID"] for m in odd_server.mails if "bo@" in m["To"]} == {
        rows(any_app)[1].message_id
    }


def test_a_lost_answer_is_held_where_the_district_so_chose(any_app, odd_server):
    any_app.config |= {"SMTP_URL": odd_server.url, "OUTBOX_UNKNOWN": "hold"}
    queue(any_app, "ana@example.org")
    odd_server.says["END"] = DROP
    assert deliver(any_app).held == 1
    odd_server.says.clear()
    assert deliver(any_app, minutes=600).moved == 0
    assert states(any_app) == ["held"]
    assert len(todos(any_app)) == 1
    assert len(odd_server.mails) == 1


POISON = {
    "no address": {"to": To("no address at all")},
    "two addresses": {"to": To("ana@example.org,eve@example.org")},
    "a header in the address": {"to": To("ana@example.org>\r\nRCPT TO:<eve@example.org")},
    "a lost link": {"to": To("ana@example.org"), "link": None},
}


@pytest.mark.parametrize("poison", POISON)
@pytest.mark.parametrize("smtp", [True, False])
def test_a_row_that_cannot_be_sent_fails_alone(app, odd_server, poison, smtp):
    app.config["SMTP_URL"] = odd_server.url if smtp else ""
    to = dict(POISON[poison])
    queue(app, "ana@example.org")
    queue(app, to.pop("to"), **to)
    queue(app, "bo@example.org")
    tally = deliver(app)
    assert (tally.sent, tally.failed) == (2, 1)
    assert states(app) == ["sent", "failed", "sent"]
    assert len(todos(app)) == 1
    assert "eve@example.org" not in addresses(odd_server)


@pytest.mark.parametrize(
    "name", ["Ana\r\nBcc: eve@example.org", 'Ana "x", <eve@example.org>', "Ana\u2028Lee", "A" * 300]
)
def test_a_hostile_name_neither_breaks_the_queue_nor_adds_a_reader(any_app, odd_server, name):
    any_app.config["SMTP_URL"] = odd_server.url
    queue(any_app, To("ana@example.org", name), "bo@example.org", subject=name)
    assert deliver(any_app).sent == 2
    assert addresses(odd_server) == ["ana@example.org", "bo@example.org"]
    assert all(message["Bcc"] is None for message in odd_server.mails)


def test_mail_of_a_development_machine_is_kept_and_counts_as_sent(any_app):
    queue(any_app, *mails.people(60))
    assert deliver(any_app).sent == 60
    kept = rows(any_app)
    assert {(str(each.state), each.attempts, each.sent_at) for each in kept} == {("sent", 1, NOW)}
    assert all("/r/" not in each.text + each.html for each in kept), "a token was stored"
