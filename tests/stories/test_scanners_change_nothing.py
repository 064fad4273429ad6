"""Whatever opens a link before its reader does, no business row changes; a clicking one is undone.

Four scanners: one that looks (HEAD, GET), one that runs scripts, one whose script submits the
forms, and one that presses every button it finds.
"""

from __future__ import annotations

import pytest
import sqlalchemy as sa

from app.core.db import db, in_way
from app.outreach.shapes import kind_of
from tests.stories.town import LOOKING, changed

POST_ALL = """async () => {
  const answers = [];
  for (const form of document.querySelectorAll('form')) {
    const sent = form.method === 'get'
      ? await fetch(form.action + '?' + new URLSearchParams(new FormData(form)))
      : await fetch(form.action, {method: 'POST', body: new URLSearchParams(new FormData(form))});
    answers.push(sent.status);
  }
  return answers;
}"""


@pytest.fixture(params=["open", "answered", "expired", "cancelled", "replaced"])
def link(request, town, five, visit, submit) -> str:
    """Give the link of a request in each of its states."""
    link = town.link(five.id)
    if request.param == "answered":
        submit(visit(link), "Confirm all hours")
    elif request.param != "open":
        with town.app.app_context(), db.engine.begin() as connection:
            connection.execute(
                sa.text("update link_request set state = :state where id = :id"),
                {"state": request.param, "id": five.id},
            )
    return link


# -- one that looks


def test_looking_twice_changes_nothing_and_head_not_even_the_visits(town, client, link):
    before = town.tables()
    for _ in range(2):
        assert client.head(link).data == b""
        assert client.head(f"{link}?change=1").data == b""
    assert changed(before, town.tables()) == {}
    for _ in range(2):
        client.get(link)
        client.get(f"{link}?change=1")
        client.get(f"{link}?passed=1")
    assert changed(before, town.tables(but=LOOKING)) == {}


def test_each_look_is_noted_once_with_whom_it_showed(town, five, client):
    link = town.link(five.id)
    visits = "select count(*) from link_visit where request_id = :id"
    shown = "select student_id, recipient_id from disclosure where request_id = :id"
    assert (town.one(visits, id=five.id), town.rows(shown, id=five.id)) == (0, [])
    client.get(link, headers={"User-Agent": "Scanner/1.0"})
    assert town.one(visits, id=five.id) == 1
    assert len(town.rows(shown, id=five.id)) == 5
    assert {row[1] for row in town.rows(shown, id=five.id)} == {five.contact_id}
    client.head(link)
    assert town.one(visits, id=five.id) == 1


def test_the_database_itself_refuses_a_write_while_a_link_is_shown(town, five, client, monkeypatch):
    with town.app.app_context():
        kind = kind_of("hours-week")
    tried = []

    def writing(asked, look):
        try:
            db.session.connection().exec_driver_sql("update timesheet set minutes = 1")
        except sa.exc.OperationalError as refused:
            tried.append(str(refused))
            raise
        return kind.show(asked, look)

    naughty = {name: getattr(kind, name) for name in kind.__dataclass_fields__} | {"show": writing}
    monkeypatch.setitem(town.app.extensions["kinds"], "hours-week", type(kind)(**naughty))
    before = town.tables()
    town.app.config["PROPAGATE_EXCEPTIONS"] = False
    assert client.get(town.link(five.id)).status_code >= 500
    assert "readonly" in tried[0]
    assert changed(before, town.tables()) == {}


def test_a_sealed_stretch_writes_nothing_on_either_database(any_app):
    with any_app.app_context():
        with in_way("sealed"), pytest.raises(sa.exc.DBAPIError, match=r"read-?only"):
            db.session.connection().exec_driver_sql("delete from school")
        with in_way("write"):
            db.session.connection().exec_driver_sql("delete from school")


# -- one that runs scripts, and one whose script submits


def test_a_browser_that_runs_scripts_changes_nothing(town, five, browse):
    page = browse()
    before = town.tables(but=LOOKING)
    for _ in range(2):
        page.goto(town.link(five.id))
        page.wait_for_load_state("networkidle")
    posts = [
        url for url in browse.traffic(page).requests if "/r/" not in url and "/static/" not in url
    ]
    assert posts == []
    assert changed(before, town.tables(but=LOOKING)) == {}


@pytest.mark.parametrize("answered", [False, True], ids=["open", "answered"])
def test_a_script_that_submits_every_form_changes_nothing(town, five, browse, new_person, answered):
    if answered:
        reader = new_person()
        reader.submit(reader.visit(town.link(five.id)), "Confirm all hours")
    page = browse()
    page.goto(town.link(five.id))
    before = town.tables(but=LOOKING)
    statuses = page.evaluate(POST_ALL)
    assert statuses
    assert all(status < 500 for status in statuses)
    for number in range(len(statuses)):
        page.goto(town.link(five.id))
        with page.expect_navigation():
            page.evaluate("number => document.forms[number].submit()", number)
    assert changed(before, town.tables(but=LOOKING)) == {}


# -- one that presses buttons


def test_a_scanner_that_presses_every_button_has_no_double_effect(town, five, visit, submit):
    link = town.link(five.id)
    before = town.treasure(five.id)
    for _ in range(2):
        page = visit(link)
        buttons = ["Confirm all hours"] if page.h1 == "Confirm hours" else ["Change my answer"]
        for button in buttons:
            page = submit(page, button)
    form = visit(f"{link}?change=1")
    submit(form, "Confirm all hours")
    submit(form, "Confirm all hours")
    minutes = sum(sheet.minutes for sheet in town.sheets(five.id))
    assert town.treasure(five.id) == {name: kept + minutes for name, kept in before.items()}
    receipts = (
        "select count(*) from outbox_message where kind = 'hours-receipt' and record_id = :id"
    )
    assert town.one(receipts, id=five.id) == 1, "the human hears of it once"
    assert town.broken() == []


def test_the_human_wins_over_a_scanner_that_confirmed(town, five, visit, submit):
    link = town.link(five.id)
    before = town.treasure(five.id)
    submit(visit(link), "Confirm all hours")
    form = submit(visit(link), "Change my answer")
    wrong = {f"n-{sheet.id}": "I never said so." for sheet in town.sheets(five.id)}
    submit(form, "Send corrections", fields=wrong)
    assert {sheet.state for sheet in town.sheets(five.id)} == {"disputed"}
    assert town.treasure(five.id) == before
    assert town.broken() == []


def test_a_scanner_that_looks_often_locks_nobody_out(town, five, client, visit, submit):
    link = town.link(five.id)
    for _ in range(40):
        client.get(link)
    submit(visit(link), "Confirm all hours")
    assert {sheet.state for sheet in town.sheets(five.id)} == {"confirmed"}


def test_a_script_cannot_press_a_button_for_its_reader(town, five, visit):
    page = visit(town.link(five.id))
    form = page.all("form")[0]
    first = form.query("button")[0]
    assert first.attrs["value"] == "update", "Enter presses the harmless one"
    hidden = [each.attrs["name"] for each in form.query('input[type="hidden"]')]
    assert all(name.startswith("v-") for name in hidden)
    assert not [each for each in form.query("input") if each.attrs.get("type") == "submit"]
