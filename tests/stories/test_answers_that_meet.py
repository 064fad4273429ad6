"""Two answers meet, a page grew old, a button is pressed twice, or the hours went to pay."""

from __future__ import annotations

import threading

import pytest
import sqlalchemy as sa

from app.core.db import db
from tests.stories.conftest import CLOCK
from tests.stories.town import LAST_WEEK, LOOKING, PASSWORD, Town, changed

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
def test_of_two_who_answer_at_once_one_wins_and_the_other_is_told(town, five, new_person, rival):
    one, other = new_person(), new_person()
    here, there = one.visit(town.link(five.id)), other.visit(town.link(five.id))
    one.submit(here, "Confirm all hours")
    fields = {f"n-{town.sheets(five.id)[0].id}": "No."} if rival == "Send corrections" else {}
    second = other.submit(there, rival, fields=fields)
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


def test_hours_that_went_to_pay_are_read_only_with_a_person_to_ask(town, five, visit, submit):
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
        answer = submit(form, button, fields=fields, status=409)
        assert "Nothing of what you just sent was noted" in answer.alert
        assert "gone to pay" in answer.alert
    assert changed(before, town.tables(but=LOOKING)) == {}
