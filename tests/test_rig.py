"""The rig itself: it sees the faults it is there to see, and hands out what it promises."""

from __future__ import annotations

import smtplib
from email.message import EmailMessage

import pytest
import sqlalchemy as sa
from flask import Flask, request

from app.core.db import db
from tests.support.browsing import Browsing
from tests.support.faults import faults
from tests.support.pages import Page
from tests.support.visiting import Visitor

GOOD = """<!doctype html><html lang="en"><head><title>Hours - Footbridge</title></head><body><main>
<h1>Hours</h1><form method="post" action="/hours"><input type="hidden" name="csrf_token" value="t1">
<label for="note">Note</label><input id="note" name="note" value="was">
<select name="day" aria-label="Day">
<option value="1">Mon</option><option value="2" selected>Tue</option></select>
<label><input type="checkbox" name="absent" value="yes" checked>Absent</label>
<textarea name="why" aria-label="Why">\n  a &amp; b</textarea>
<button type="submit" name="answer" value="save">Save</button>
<button type="submit" name="answer" value="drop">Drop</button></form></main></body></html>"""
CSP = {"Content-Security-Policy": "default-src 'none'"}


def a_person_on(html: str) -> Visitor:
    small = Flask("small")

    @small.route("/hours", methods=["GET", "POST"])
    def hours() -> object:
        if request.method == "POST":
            small.config["GOT"] = request.form.to_dict(flat=False)
            return "", 303, {"Location": "/hours"}
        return html, 200, CSP

    return Visitor(small, small.test_client())


def test_a_good_page_passes_and_can_be_read():
    page = a_person_on(GOOD).visit("/hours")
    assert (page.h1, page.status, page.one("#note").attrs["value"]) == ("Hours", 200, "was")
    assert "Absent" in page


@pytest.mark.parametrize(
    ("old", "new", "complaint"),
    [
        ("<h1>Hours</h1>", "", "0 h1"),
        ("<title>Hours", "<title>Weeks", "does not begin"),
        ("</h1>", '</h1><p id="note">x</p>', "2 times"),
        ('<label for="note">Note</label>', "", "without a label: 'note'"),
        ('value="t1"', 'value=""', "without a token"),
        ("</main>", "<p>{{ x }}</p></main>", "template code"),
        ("</main>", "<script>1</script></main>", "inline script"),
        ("</main>", '<p style="color:red">x</p></main>', "inline style"),
        ("<main>", '<main onclick="x()">', "script in onclick"),
        ("</main>", "</div></main>", "invalid HTML"),
        ('name="note"', 'name="note" name="note"', "duplicate-attribute"),
        ('id="note"', 'id="note" aria-describedby="gone"', "'gone', which is not there"),
        ('<button type="submit" name="answer" value="save"', "<button", "without a type"),
        ('<html lang="en">', "<html>", "no language"),
        ("</main>", '<img src="https://x.example/a.png" alt=""></main>', "from elsewhere"),
    ],
)
def test_a_page_with_a_fault_is_refused(old: str, new: str, complaint: str):
    assert old in GOOD
    with pytest.raises(AssertionError, match=complaint):
        a_person_on(GOOD.replace(old, new, 1)).visit("/hours")


def test_a_page_of_another_status_is_refused():
    with pytest.raises(AssertionError, match="expected 200, got: 404"):
        a_person_on(GOOD).visit("/nothing")


def test_submitting_sends_what_a_browser_sends():
    person = a_person_on(GOOD)
    person.submit(person.visit("/hours"), "Save", note="new")
    assert person.app.config["GOT"] == {
        "csrf_token": ["t1"],
        "note": ["new"],
        "day": ["2"],
        "absent": ["yes"],
        "why": ["  a & b"],
        "answer": ["save"],
    }
    person.submit(person.visit("/hours"), "Drop", absent=False, fields={"day": 1})
    assert "absent" not in person.app.config["GOT"]
    assert person.app.config["GOT"]["day"] == ["1"]


@pytest.mark.parametrize(
    ("button", "fields", "complaint"),
    [
        ("Send", {}, "0 buttons 'Send'"),
        (None, {}, "2 buttons"),
        ("Save", {"rate": 1}, r"no field \['rate'\]"),
        ("Save", {"day": 9}, "offers"),
    ],
)
def test_submitting_what_the_page_does_not_offer_is_refused(button, fields, complaint):
    person = a_person_on(GOOD)
    page = person.visit("/hours")
    with pytest.raises(AssertionError, match=complaint):
        person.submit(page, button, fields=fields)


def answer_of(html: str, *, fragment: bool) -> Page:
    small = Flask("small")
    small.add_url_rule("/week", "week", lambda: html)
    return Page("/week", small.test_client().get("/week"), fragment=fragment)


def test_a_fragment_has_one_root_with_an_id_and_is_found_in_its_page():
    row = '<tr id="week-1"><td>Ana <input type="hidden" name="csrf_token" value="{}"></td></tr>'
    part = answer_of(row.format("t2"), fragment=True)
    whole = answer_of(f"<table><tbody>{row.format('t1')}</tbody></table>", fragment=False)
    other = answer_of(f"<table><tbody>{row.replace('Ana', 'Bo')}</tbody></table>", fragment=False)
    assert faults(part, lambda _url: False) == []
    assert part in whole
    assert part not in other
    two = answer_of('<p id="a">x</p><p id="b">y</p>', fragment=True)
    assert faults(two, lambda _url: False) == ["is a fragment with 2 roots, not one with an id"]


def test_each_test_gets_a_migrated_database_of_its_own(any_app):
    with any_app.app_context(), db.engine.connect() as connection:
        assert connection.scalar(sa.text("select count(*) from alembic_version")) == 1
        connection.execute(sa.text("create table left_behind (id integer)"))
        connection.commit()


def test_what_a_test_leaves_behind_is_gone_for_the_next(any_app):
    with any_app.app_context():
        assert "left_behind" not in sa.inspect(db.engine).get_table_names()


def test_statements_are_counted_exactly(any_app, query_count):
    with any_app.app_context():
        with query_count(2):
            db.session.scalar(sa.text("select 1"))
            db.session.scalar(sa.text("select 2"))
        with (
            pytest.raises(AssertionError, match=r"1 statements, not 2:\n1\. select 3"),
            query_count(2),
        ):
            db.session.scalar(sa.text("select 3"))


def a_mail(to: str) -> EmailMessage:
    message = EmailMessage()
    message["From"], message["To"], message["Subject"] = "us@example.org", to, "Hours"
    message["Message-ID"] = "<1@example.org>"
    message.set_content("Please confirm.")
    return message


def test_mail_without_a_sink_is_refused():
    with pytest.raises(AssertionError, match="without smtp_sink"):
        smtplib.SMTP("127.0.0.1", 25)


def test_the_sink_keeps_mail_and_fails_when_told_to(smtp_sink):
    smtp_sink.fail("rcpt", "550 5.1.1 nobody", to="gone@example.org")
    smtp_sink.fail("data", "451 4.3.0 later", times=1)
    with smtplib.SMTP("127.0.0.1", smtp_sink.port) as server:
        with pytest.raises(smtplib.SMTPRecipientsRefused):
            server.send_message(a_mail("gone@example.org"))
        with pytest.raises(smtplib.SMTPDataError):
            server.send_message(a_mail("ana@example.org"))
        server.send_message(a_mail("ana@example.org"))
    (mail,) = smtp_sink.wait_for(1)
    assert (mail.recipients, mail.message_id) == (["ana@example.org"], "<1@example.org>")
    assert mail.text.strip() == "Please confirm."
    assert smtp_sink.to("gone@example.org") == []


def test_a_dropped_line_leaves_the_mail_taken_and_the_sender_in_doubt(smtp_sink):
    smtp_sink.fail("data", "drop", times=1)
    server = smtplib.SMTP("127.0.0.1", smtp_sink.port)
    with pytest.raises((smtplib.SMTPServerDisconnected, ConnectionError)):
        server.send_message(a_mail("ana@example.org"))
    server.close()
    assert len(smtp_sink.wait_for(1)) == 1


def test_the_live_server_answers_from_the_tests_own_database(live_server, browse):
    page = browse()
    answer = page.goto("/healthz")
    assert answer
    assert answer.status == 200
    assert browse.traffic(page).requests[0] == f"{live_server.url}/healthz"


def test_axe_names_what_it_finds(browse, axe):
    page = browse()
    page.set_content(GOOD)
    axe(page)
    page.set_content(GOOD.replace('<label for="note">Note</label>', ""))
    with pytest.raises(AssertionError, match="label"):
        axe(page)


@pytest.mark.parametrize("javascript", [True, False])
def test_a_phone_runs_scripts_only_when_asked(browse, javascript: bool):  # noqa: FBT001
    page = browse(javascript=javascript, phone=True)
    page.set_content("<h1>Before</h1><script>document.querySelector('h1').id = 'ran'</script>")
    assert page.locator("#ran").count() == javascript
    assert page.viewport_size == {"width": 360, "height": 740}


@pytest.mark.parametrize(
    ("content", "complaint"),
    [
        ("<script>1</script>", "Content Security Policy"),
        ('<img alt="" src="http://localhost:9/a.png">', "called http://localhost:9/a.png"),
    ],
)
def test_a_page_that_breaks_the_policy_or_calls_elsewhere_fails_its_test(
    live_server, chromium, content: str, complaint: str
):
    windows = Browsing(chromium, live_server.url)
    page = windows()
    page.goto("/healthz")
    page.set_content(content)
    with pytest.raises(AssertionError, match=complaint):
        windows.close()


def test_a_page_whose_script_errs_fails_its_test(live_server, chromium):
    windows = Browsing(chromium, live_server.url)
    page = windows()
    with page.expect_event("pageerror"):
        page.evaluate("setTimeout(() => { throw new Error('oops') })")
    with pytest.raises(AssertionError, match="script: oops"):
        windows.close()


def test_a_killed_server_starts_again_on_its_port(processes):
    server = processes.web()
    first = server.url
    server.kill()
    server.start()
    assert server.url == first
    assert server.stop() == 0
