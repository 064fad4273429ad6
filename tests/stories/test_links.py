"""A link opens one request for one recipient, until all is said; anything else says so."""

from __future__ import annotations

import http.client
import re
from datetime import timedelta
from urllib.parse import urlencode

import pytest
import sqlalchemy as sa

from app.core import clock
from app.core.db import db
from app.core.links import LinkRef
from app.outreach import services
from app.outreach.queries import request_of
from tests.stories.town import LOOKING, PASSWORD, Asked, changed

UNKNOWN = "This link does not work"
RESULTS = "select count(*) from outbox_message where record = 'request' and record_id = :id"


def set_state(town, asked: Asked, **values: object) -> None:
    pairs = ", ".join(f"{name} = :{name}" for name in values)
    with town.app.app_context(), db.engine.begin() as connection:
        statement = sa.text(f"update link_request set {pairs} where id = :id")  # noqa: S608 - our own names
        connection.execute(statement, {**values, "id": asked.id})


def signed(town, asked: Asked, **other: str) -> str:
    """Sign a token for a request with something about it changed."""
    with town.app.app_context():
        link = request_of(asked.id).link
        parts = {"purpose": link.purpose, "subject": link.subject, "version": link.version} | other
        return f"/r/{LinkRef('/r/', **parts).token()}"


# -- whose token it is


def test_no_flipped_character_opens_anything(town, five, client):
    token = town.link(five.id).removeprefix("/r/")
    before = town.tables()
    for place, letter in enumerate(token):
        other = "A" if letter != "A" else "B"
        path = f"/r/{token[:place]}{other}{token[place + 1 :]}"
        assert client.get(path).status_code == 404, f"character {place}"
        answer = client.post(path, data={"answer": "confirm-all"})
        assert answer.status_code == 404
    assert changed(before, town.tables()) == {}


def test_only_one_spelling_of_a_signature_opens(town, five, client):
    letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"
    token = town.link(five.id).removeprefix("/r/")
    opens = [each for each in letters if client.get(f"/r/{token[:-1]}{each}").status_code == 200]
    assert opens == [token[-1]]


@pytest.mark.parametrize(
    "token",
    ["x", "x.y.z", "." * 50, "a" * 5000, "%00", "%ff%fe", "é.1.x", "..%2f..%2fetc", "new.1.x"],
)
def test_a_made_up_token_says_how_to_get_a_real_one(client, token):
    answer = client.get(f"/r/{token}")
    assert answer.status_code in {400, 404}
    if answer.status_code == 404 and "2f" not in token:
        assert UNKNOWN in answer.text
        assert "/r/new" in answer.text
    assert client.post(f"/r/{token}", data={"answer": "confirm-all"}).status_code in {400, 404, 405}


def test_a_link_of_another_purpose_or_version_opens_nothing(town, five, visit):
    for purpose in ("invite", "reset", "request:offer-answer", "request:hours-week2", ""):
        assert visit(signed(town, five, purpose=purpose), status=404).h1 == UNKNOWN
    replaced = visit(signed(town, five, version="99"), status=410)
    assert replaced.h1 == "This link was replaced"
    for sheet in town.sheets(five.id):
        assert sheet.name not in replaced.text


def test_a_link_of_another_key_is_dead_and_one_of_an_old_key_lives(town, five, visit):
    link, key = town.link(five.id), town.app.config["SECRET_KEY"]
    town.app.config["SECRET_KEY"] = "another-key-of-more-than-32-characters"
    assert visit(link, status=404).h1 == UNKNOWN
    town.app.config["SECRET_KEY_FALLBACKS"] = [key]
    assert visit(link).h1 == "Confirm hours"
    assert town.link(five.id) != link, "new links are signed with the new key"
    assert visit(town.link(five.id)).h1 == "Confirm hours"


def test_an_invitation_is_no_request_and_a_request_no_invitation(town, five, visit):
    token = town.link(five.id).removeprefix("/r/")
    page = visit(f"/password/{token}", status=410)
    assert "link" in page.h1.lower()


# -- in which state it is


@pytest.mark.parametrize(
    "case",
    [
        ("cancelled", 410, "This request was withdrawn"),
        ("replaced", 410, None),
        ("expired", 200, "This link has run out"),
        ("answered", 200, None),
    ],
)
def test_a_link_that_is_over_says_so_and_takes_nothing(town, five, visit, client, case):
    state, status, heading = case
    link = town.link(five.id)
    page = visit(link)
    set_state(town, five, state=state)
    before = town.tables(but=LOOKING)
    shown = visit(link, status=status)
    assert heading is None or shown.h1 == heading
    if state != "answered":
        for sheet in town.sheets(five.id):
            assert sheet.name not in shown.text
        fields = {
            str(each.attrs["name"]): each.attrs.get("value") or ""
            for each in page.all("form.week input")
            if each.attrs.get("type") != "checkbox"
        }
        answer = client.post(link, data=fields | {"answer": "confirm-all"})
        assert answer.status_code in {200, 409, 410}
        assert "noted your answer" not in answer.text
        assert changed(before, town.tables(but=LOOKING)) == {}


def test_an_expired_page_mails_a_new_link_once_a_day_to_the_address_on_file(
    town, five, visit, submit
):
    set_state(town, five, state="expired", expires_at="2026-11-17 00:00:00.000000")
    link = town.link(five.id)
    mails = town.one(RESULTS, id=five.id)
    told = submit(visit(link), "Send me a new link")
    assert "a new link is on its way" in told.alert
    assert town.one(RESULTS, id=five.id) == mails + 1
    newest = "select to_address from outbox_message where record_id = :id order by id desc limit 1"
    assert town.one(newest, id=five.id) == five.address
    assert town.state(five.id) == "open"
    assert visit(link).h1 == "Confirm hours", "the same link lives again"
    set_state(town, five, state="expired", expires_at="2026-11-17 00:00:00.000000")
    again = submit(visit(link), "Send me a new link")
    assert again.text == told.text
    assert town.one(RESULTS, id=five.id) == mails + 1
    assert town.state(five.id) == "expired"


def test_the_page_for_open_links_answers_everybody_alike(town, five, visit, submit):
    known = submit(visit("/r/new"), "Mail me my open links", email=f" {five.address.upper()} ")
    stranger = submit(visit("/r/new"), "Mail me my open links", email="nobody@nowhere.example")
    assert known.text == stranger.text
    assert town.one(RESULTS, id=five.id) == 2
    submit(visit("/r/new"), "Mail me my open links", email=five.address)
    assert town.one(RESULTS, id=five.id) == 2, "at most once a day"
    assert town.one("select count(*) from outbox_message where to_address like '%nowhere%'") == 0
    wrong = submit(visit("/r/new"), "Mail me my open links", email="ada at bakery", status=422)
    assert wrong.one("#email").attrs["value"] == "ada at bakery"


# -- a corrected address


def test_a_corrected_address_voids_the_links_and_mails_new_ones_there(
    town, five, visit, submit, sign_in
):
    old = town.link(five.id)
    sign_in("engagement@example.org", PASSWORD)
    form = visit(f"/contacts/{five.contact_id}/edit")
    submit(form, "Save", email="right.address@bakery.example")
    dead = visit(old, status=410)
    assert dead.h1 == "This link was replaced"
    for sheet in town.sheets(five.id):
        assert sheet.name not in dead.text
    newest = "select to_address from outbox_message where record_id = :id order by id desc limit 1"
    assert town.one(newest, id=five.id) == "right.address@bakery.example"
    assert town.link(five.id) != old
    submit(visit(town.link(five.id)), "Confirm all hours")
    assert town.broken() == []


# -- other people's records


def test_ids_of_another_supervisor_are_not_found_and_change_nothing(town, five, visit, client):
    other = town.asked(students=4)
    theirs = town.sheets(other.id)[0]
    page = visit(town.link(five.id))
    own = {
        str(each.attrs["name"]): each.attrs.get("value") or ""
        for each in page.all("form.week input")
        if each.attrs.get("type") != "checkbox"
    }
    before = town.tables(but=LOOKING)
    strange = [
        {**own, f"v-{theirs.id}": str(theirs.version), "answer": "confirm-all"},
        {**own, f"h-{theirs.id}-0": "8", "answer": "corrections"},
        {**own, f"n-{theirs.id}": "wrong", "answer": "corrections"},
        {**own, f"a-{theirs.id}-0": "1", "answer": "corrections"},
        {**own, "answer": f"not-mine-{theirs.id}"},
        {**own, "answer": "not-mine-999999999"},
        {**own, "answer": "not-mine-²"},
        {**own, "v-2147483648": "1", "answer": "confirm-all"},
        {**own, "v-99999999999999999999": "1", "answer": "not-mine-99999999999999999999"},
    ]
    for fields in strange:
        answer = client.post(town.link(five.id), data=fields)
        assert answer.status_code == 404, (answer.status_code, fields)
    assert changed(before, town.tables(but=LOOKING)) == {}


def test_a_contact_of_another_employer_cannot_be_passed_to(town, five, client):
    other = town.asked(students=4)
    before = town.tables(but=LOOKING)
    answer = client.post(town.link(five.id), data={"answer": "pass", "to": str(other.contact_id)})
    assert answer.status_code in {404, 422}
    assert changed(before, town.tables(but=LOOKING)) == {}


# -- where the token must not be


def test_the_token_is_nowhere_but_in_the_mail(new_town, smtp_sink, live_server, sign_in, visit):
    worker = new_town.worker(SMTP_URL=smtp_sink.url, BASE_URL=live_server.url)
    smtp_sink.wait_for(40)
    assert worker.stop() == 0
    asked = new_town.asked(students=5)
    token = new_town.link(asked.id).removeprefix("/r/")
    assert token in smtp_sink.to(asked.address)[0].text
    body, mark = answers_over_http(live_server, new_town.link(asked.id)), token.split(".")[2]
    assert "Thank you" in body
    kept = str(new_town.tables())
    assert mark not in kept
    assert "\u27e6link\u27e7" in kept, "a placeholder stands where the worker fills it in"
    for log in (worker.log, live_server.log):
        assert mark not in log
    sign_in("administrator@example.org", PASSWORD)
    mail = "select id from outbox_message where record = 'request' and record_id = :id limit 1"
    for path in (
        "/requests",
        f"/requests/{asked.id}",
        f"/requests/{asked.id}/answer",
        "/outbox",
        f"/outbox/{new_town.one(mail, id=asked.id)}",
    ):
        assert mark not in visit(path).html


def answers_over_http(server, path: str) -> str:
    """Open a link and answer it, the token in the request line and in the Referer."""
    page = ask(server, "GET", path)
    fields = dict(re.findall(r'name="(v-\d+)" value="(\d+)"', page)) | {"answer": "confirm-all"}
    ask(server, "POST", path, urlencode(fields))
    ask(server, "GET", path.replace("/r/", "/%72/"))
    ask(server, "GET", f"/{path}")
    ask(server, "GET", f"{path}/x")
    return ask(server, "GET", path)


def ask(server, method: str, path: str, body: str = "") -> str:
    connection = http.client.HTTPConnection("127.0.0.1", server.port, timeout=20)
    headers = {
        "Referer": f"{server.url}{path}",
        "Content-Type": "application/x-www-form-urlencoded",
    }
    connection.request(method, path, body or None, headers)
    text = connection.getresponse().read().decode()
    connection.close()
    return text


# -- reminders stop


def test_a_request_expires_once_and_its_reminders_stop(town, five):
    with town.app.app_context():
        later = clock.now() + timedelta(days=30)
        services.remind_due(later)
        assert services.expire_due(later) > 0
    assert town.state(five.id) == "expired"
    mails = town.one(RESULTS, id=five.id)
    with town.app.app_context():
        assert services.remind_due(later) == services.expire_due(later) == 0
    assert town.one(RESULTS, id=five.id) == mails <= 2
    assert town.broken() == []
