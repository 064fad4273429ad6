"""Engagement staff log each talk with its next step, which waits for its taker until it is done."""

from __future__ import annotations

from datetime import timedelta

import pytest
import sqlalchemy as sa
from flask import Flask

from app.core import clock
from app.core.db import db
from app.core.errors import Invalid
from app.core.journal import Event
from app.employers.log_services import LogFacts, log
from app.employers.models import ContactLog, Employer, LogKind
from tests.builders import LONG_AGO, ZONE, a_contact, an_employer, kept


def days(number: int) -> str:
    return (clock.today(ZONE) + timedelta(days=number)).isoformat()


def logged(employer: Employer, **changes) -> ContactLog:
    values = {
        "employer_id": employer.id,
        "kind": "call",
        "day": clock.today(ZONE),
        "said": "Spoke about spring.",
        "at": LONG_AGO,
    }
    return kept(ContactLog(**values | changes))


def test_a_talk_is_logged_with_its_next_step_for_the_owner(any_app: Flask, staff):
    emil, olga = staff("employer_engagement"), staff("employer_engagement")
    with any_app.app_context():
        harbor = an_employer(name="Harbor", owner_id=olga.actor.id)
        rosa = a_contact(harbor, name="Rosa Núñez")
    page = emil.visit(f"/employers/{harbor.id}")
    assert "Nothing is logged yet." in page
    page = emil.submit(
        page,
        "Log it",
        kind="visit",
        contact_id=str(rosa.id),
        said="Two seats in spring.\nAsk again in March.",
        next_step="Send the pledge form",
        due_on=days(0),
    )
    assert "Visit with Rosa Núñez" in page
    assert "Send the pledge form" in page
    assert "Harbor: Send the pledge form, due today" in olga.visit("/")
    assert "Send the pledge form" not in emil.visit("/")
    with any_app.app_context():
        entry = db.session.scalars(sa.select(ContactLog)).one()
        assert (entry.assignee_id, entry.by_id) == (olga.actor.id, emil.actor.id)
        events = db.session.scalars(sa.select(Event.action).where(Event.record == "employer"))
        assert "logged" in set(events)


def test_without_script_and_with_it_the_same_is_logged(staff, app: Flask):
    emil = staff("employer_engagement")
    with app.app_context():
        harbor = an_employer()
    page = emil.visit(f"/employers/{harbor.id}")
    fragment = emil.submit(page, "Log it", htmx=True, said="Called back.")
    assert "Called back." in fragment
    assert "The talk is in the log." in fragment.html
    assert fragment.one("#log #said").to_text() == ""


@pytest.mark.parametrize(
    ("typed", "field", "sentence"),
    [
        ({"said": ""}, "said", "Enter what was said."),
        ({"day": days(1)}, "day", "Choose today or a day before"),
        ({"day": "soon"}, "day", "Enter a date, like 2027-06-30."),
        ({"next_step": "Call"}, "due_on", "Enter the day by which"),
        ({"due_on": "2027-01-04"}, "next_step", "Enter what is to be done"),
        ({"said": "x" * 5000}, "said", "Use at most 4000 characters."),
    ],
)
def test_what_is_not_right_is_said_at_the_field_and_nothing_is_written(
    app: Flask, staff, typed, field, sentence
):
    emil = staff("employer_engagement")
    with app.app_context():
        harbor = an_employer()
    page = emil.visit(f"/employers/{harbor.id}")
    kept_words = {"said": "Kept what was typed."} | typed
    page = emil.submit(page, "Log it", status=422, fields=kept_words)
    assert sentence in page.one(f"#{field}-error").to_text()
    assert kept_words["said"][:50] in page.html
    with app.app_context():
        assert db.session.scalar(sa.select(sa.func.count(ContactLog.id))) == 0


def test_a_contact_of_another_employer_is_refused(app: Flask, staff):
    emil = staff("employer_engagement")
    with app.app_context():
        harbor, stranger = an_employer(), a_contact()
        facts = LogFacts(
            kind=LogKind.CALL,
            contact_id=stranger.id,
            day=clock.today(ZONE),
            said="Hello",
            next_step="",
            due_on=None,
            assignee_id=None,
        )
        with pytest.raises(Invalid) as refused:
            log(harbor.id, facts, by=emil.actor, at=clock.now(), today=facts.day)
    assert set(refused.value.fields) == {"contact_id"}


def test_a_next_step_is_done_and_open_again(any_app: Flask, staff):
    emil = staff("employer_engagement")
    with any_app.app_context():
        late = clock.today(ZONE) - timedelta(days=3)
        logged(
            an_employer(name="Harbor"),
            next_step="Call back",
            due_on=late,
            assignee_id=emil.actor.id,
        )
    page = emil.visit("/employers/next-steps?when=overdue")
    assert "1 next step" in page
    emil.submit(page, "Mark done")
    assert "No next step fits." in emil.visit("/employers/next-steps?when=overdue")
    page = emil.visit("/employers/next-steps?when=done")
    page = emil.submit(page, "Not done yet")
    assert "Call back" in emil.visit("/employers/next-steps")
    assert "Harbor: Call back, due since" in emil.visit("/")


def test_next_steps_are_ones_own_unless_one_asks_for_all(any_app: Flask, staff):
    emil, olga = staff("employer_engagement"), staff("employer_engagement")
    with any_app.app_context():
        step = {"due_on": clock.today(ZONE), "next_step": "Call back"}
        logged(an_employer(name="Mine"), assignee_id=emil.actor.id, **step)
        logged(an_employer(name="Hers"), assignee_id=olga.actor.id, **step)
    rows = {
        query: len(emil.visit(f"/employers/next-steps{query}").all("tbody tr"))
        for query in ("", "?who=all", f"?who={olga.actor.id}", "?who=all&when=overdue", "?q=hers")
    }
    assert list(rows.values()) == [1, 2, 1, 0, 0]


def test_the_later_of_two_who_correct_an_entry_is_told(any_app: Flask, staff):
    emil, ada = staff("employer_engagement"), staff("administrator")
    with any_app.app_context():
        entry = logged(an_employer())
    first, second = (each.visit(f"/log/{entry.id}/edit") for each in (emil, ada))
    emil.submit(first, "Save", said="Spoke about summer.")
    told = ada.submit(second, "Save", said="Spoke about fall.", status=409)
    assert "it is now “Spoke about summer.”" in told.alert
    assert "Spoke about fall." in told.html


def test_specialists_read_the_log_and_do_not_write(app: Flask, staff):
    with app.app_context():
        entry = logged(an_employer())
    ana = staff("career_specialist")
    page = ana.visit(f"/employers/{entry.employer_id}")
    assert "Spoke about spring." in page
    assert not page.all("#log form")
    ana.visit(f"/log/{entry.id}/edit", status=403)


def test_log_and_next_steps_cost_the_same_however_many(any_app: Flask, staff, query_count):
    emil = staff("employer_engagement")
    with any_app.app_context():
        harbor = an_employer()
        step = {
            "due_on": clock.today(ZONE),
            "next_step": "Call back",
            "assignee_id": emil.actor.id,
        }
        logged(harbor, **step)
    pages = (f"/employers/{harbor.id}", f"/employers/{harbor.id}/log", "/employers/next-steps", "/")
    costs = []
    for _ in range(2):
        for url in pages:
            with query_count() as seen:
                emil.visit(url)
            costs.append(len(seen))
        with any_app.app_context():
            for _ in range(20):
                logged(harbor, **step)
    assert costs[: len(pages)] == costs[len(pages) :]
    assert "The whole log" in emil.visit(pages[0])
    assert "41 talks" in emil.visit(pages[1])
