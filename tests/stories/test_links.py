"""A link opens one request for one recipient, until it is answered for good; anything else says so."""

from __future__ import annotations

import http.client
import re
import threading
from datetime import timedelta
from urllib.parse import urlencode

import pytest
import sqlalchemy as sa

from app.core import clock
from app.core.db import db
from app.core.links import LinkRef
from app.outreach import services
from app.outreach.queries import request_of
from tests.stories.conftest import CLOCK
from tests.stories.town import LAST_WEEK, LOOKING, PASSWORD, Asked, Town, changed

UNKNOWN = "This link does not work"
RESULTS = "select count(*) from outbox_message where record = 'request' and record_id = :id"


@pytest.fixture
def five(town) -> Asked:
    return town.asked(students=5)


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


@pytest.mark.parametrize(
    "token", ["x", "x.y.z", "." * 50, "a" * 5000, "%00", "%ff%fe", "é.1.x", "..%2f..%2fetc", "new.1.x"]
)
def test_a_made_up_token_says_how_to_get_a_real_one(town, client, token):
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
    ("state", "status", "heading"),
    [
        ("cancelled", 410, "This request was withdrawn"),
        ("replaced", 410, None),
        ("expired", 200, "This link has run out"),
        ("answered", 200, None),
    ],
)
def test_a_link_that_is_over_says_so_and_takes_nothing(
    town, five, visit, client, state, status, heading
):
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


# -- who was first


def test_hours_that_changed_meanwhile_are_not_confirmed_and_nothing_is(
    town, five, visit, submit, new_person
):
    page = visit(town.link(five.id))
    staff = new_person()
    staff.sign_in("administrator@example.org", PASSWORD, status=303)
    first = town.sheets(five.id)[0]
    grid = staff.visit(f"/matches/{first.match_id}/hours?week={LAST_WEEK}")
    times = {"start-1": "15:30", "end-1": "16:45", "break-1": "", "absent-1": False}
    staff.submit(grid, "Save the week", fields=times)
    before = town.tables(but=LOOKING)
    stale = submit(page, "Confirm all hours", status=409)
    assert "changed since you looked" in stale.alert
    assert changed(before, town.tables(but=LOOKING)) == {}
    submit(stale, "Confirm all hours")
    assert {sheet.state for sheet in town.sheets(five.id)} == {"confirmed"}
    assert town.broken() == []


@pytest.mark.parametrize("rival", ["Confirm all hours", "Send corrections"])
def test_of_two_who_answer_at_once_one_wins_and_the_other_is_told(
    town, five, visit, submit, new_person, rival
):
    here, there = visit(town.link(five.id)), new_person().visit(town.link(five.id))
    submit(here, "Confirm all hours")
    fields = {f"n-{town.sheets(five.id)[0].id}": "No."} if rival == "Send corrections" else {}
    second = submit(there, rival, fields=fields)
    assert second.h1 == "Thank you"
    first = town.sheets(five.id)[0]
    assert first.state == ("disputed" if fields else "confirmed")
    assert town.broken() == []


def test_many_answers_at_the_same_instant_are_one(any_app, new_person):
    any_app.config["CLOCK"] = CLOCK
    town = Town(any_app)
    town.fill(asked=True)
    asked = town.asked(students=5)
    link = town.link(asked.id)
    people = [new_person() for _ in range(12)]
    page = people[0].visit(link)
    fields = {
        str(each.attrs["name"]): each.attrs.get("value") or ""
        for each in page.all("form.week input")
        if each.attrs.get("type") != "checkbox"
    }
    start, answers = threading.Barrier(len(people)), []

    def press(number: int) -> None:
        answer = "confirm-all" if number % 3 else "corrections"
        note = {} if number % 3 else {f"n-{town.sheets(asked.id)[0].id}": "I dispute this."}
        start.wait()
        posted = people[number].client.post(link, data=fields | note | {"answer": answer})
        answers.append(posted.status_code)

    threads = [threading.Thread(target=press, args=(number,)) for number in range(len(people))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert set(answers) <= {303, 409}, answers
    assert 303 in answers
    assert [sheet.state for sheet in town.sheets(asked.id)][1:] == ["confirmed"] * (
        len(town.sheets(asked.id)) - 1
    )
    assert town.broken() == []


def test_a_button_pressed_twice_is_one_answer(town, five, visit, submit):
    before = town.treasure(five.id)
    page = visit(town.link(five.id))
    first = town.sheets(five.id)[0]
    day = next(
        each for each in page.all(f'input[name^="h-{first.id}-"]') if each.attrs.get("value")
    )
    for _ in range(3):
        receipt = submit(page, "Send corrections", fields={str(day.attrs["name"]): "1.5"})
        assert receipt.h1 == "Thank you"
    minutes = sum(sheet.minutes for sheet in town.sheets(five.id))
    assert town.treasure(five.id) == {name: kept + minutes for name, kept in before.items()}
    told = "select count(*) from outbox_message where record = 'week' and record_id = :id"
    assert town.one(told, id=first.id) == 1
    assert town.broken() == []


# -- after the freeze


def test_hours_that_went_to_pay_are_read_only_with_a_person_to_ask(town, five, visit, submit, client):
    link = town.link(five.id)
    form = visit(link)
    submit(form, "Confirm all hours")
    ids = ",".join(str(sheet.id) for sheet in town.sheets(five.id))
    with town.app.app_context(), db.engine.begin() as connection:
        connection.execute(sa.text(f"update timesheet set state = 'frozen' where id in ({ids})"))  # noqa: S608
    page = visit(link)
    assert "gone to pay" in page.alert
    assert "Ask your contact at the school" in page
    assert not page.all("form")
    before = town.tables(but=LOOKING)
    changing = visit(f"{link}?change=1")
    assert not changing.all("form")
    for button, fields in (
        ("Confirm all hours", {}),
        ("Send corrections", {f"n-{town.sheets(five.id)[0].id}": "Late."}),
    ):
        answer = submit(form, button, fields=fields)
        assert "gone to pay" in answer.alert
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
    """Open a link and answer it as a browser does, the token in the request line and the Referer."""
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
