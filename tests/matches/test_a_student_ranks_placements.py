"""A student ranks the placements that they may take, by link, without a script; staff see it."""

from __future__ import annotations

from datetime import time, timedelta

import pytest
import sqlalchemy as sa
from flask import Flask

from app.core import clock
from app.core.access import Actor
from app.core.db import db
from app.core.errors import Conflict, Invalid, StaleView
from app.core.outbox import OutboxMessage
from app.core.todos import Todo
from app.desk.verify import findings
from app.matches import preference_asking, preference_queries, preference_services
from app.matches.models import MatchState
from app.outreach import services as outreach
from app.outreach.models import Disclosure, LinkAnswer, LinkRequest, RequestState
from app.placements import services as placements
from app.placements.models import Placement
from tests.builders import a_match, a_placement, a_program, a_site, a_student, every_mail

ADMIN = Actor("staff", 1, "Ada", "administrator")
SOON = clock.now().date() + timedelta(days=30)
EVENING = (time(16), time(18), 0)


def a_place(program, title: str, **changes) -> Placement:
    dates = {"start_date": SOON, "end_date": SOON + timedelta(days=60)}
    weekdays = changes.pop("weekdays", {0: EVENING})
    return a_placement(program, title=title, weekdays=weekdays, **dates | changes)


def a_season():
    return a_program(every_mail(), end_date=SOON + timedelta(days=90))


def a_teen(school=None, **changes):
    return a_student(school, birth_date=SOON - timedelta(days=16 * 365 + 30), **changes)


def ask(student, program, **changes) -> LinkRequest:
    return preference_asking.ask(
        student.id, program.id, **{"by": ADMIN, "at": clock.now()} | changes
    )


def link(app: Flask) -> str:
    with app.app_context():
        asked = db.session.scalars(sa.select(LinkRequest).order_by(LinkRequest.id.desc())).first()
        return f"/r/{asked.link.token()}"


def wanted(app: Flask) -> list[str]:
    with app.app_context():
        asked = db.session.scalars(sa.select(LinkRequest)).first()
        found = preference_queries.preferences_of(asked.subject_id)[asked.recipient_id]
        titles = preference_queries.placements_of(found)
        return [titles[each].title for each in found]


def state(app: Flask) -> RequestState:
    with app.app_context():
        return db.session.scalars(sa.select(LinkRequest.state)).one()


@pytest.fixture
def asked(any_app: Flask) -> dict[str, int]:
    """Give the ids of the placements of a season about which Mia is asked."""
    with any_app.app_context():
        program = a_season()
        made = [
            a_place(program, "Bakery"),
            a_place(program, "Docks", weekdays={1: EVENING}),
            a_place(program, "Library", weekdays={2: EVENING}),
            a_place(program, "Night bar", minimum_age=18),
        ]
        ask(a_teen(given_name="Mia", email="mia@example.org"), program)
        return {each.title: each.id for each in made}


# -- the student


@pytest.mark.usefixtures("asked")
def test_a_list_is_made_press_by_press_kept_between_and_sent(any_app: Flask, visit, submit):
    url = link(any_app)
    page = visit(url)
    assert "Placements you may take: 3" in page
    assert "Night bar, " in page
    assert "You are too young on the first day" in page
    for title in ("Bakery", "Docks", "Library"):
        page = submit(page, f"Add to my list: {title}")
    page = submit(page, "Up: Library")
    page = submit(page, "Remove: Bakery")
    assert state(any_app) is RequestState.OPEN
    # the same link, another day
    page = visit(url)
    assert "1. Library" in page
    assert "2. Docks" in page
    page = submit(page, "Send my list")
    assert "Your list is noted." in page
    assert wanted(any_app) == ["Library", "Docks"]
    assert state(any_app) is RequestState.ANSWERED
    with any_app.app_context():
        answer = db.session.scalars(sa.select(LinkAnswer)).one()
        assert answer.figures["list"] == ["Library", "Docks"]
        assert not db.session.scalars(sa.select(Disclosure)).all()
        assert [each.name for each in findings() if each.broken] == []


@pytest.mark.usefixtures("asked")
def test_a_list_is_changed_and_an_older_page_cannot_undo_that(any_app: Flask, visit, submit):
    url = link(any_app)
    old = submit(visit(url), "Add to my list: Docks")
    page = submit(old, "Send my list")
    page = submit(page, "Change my list")
    page = submit(page, "Add to my list: Library")
    submit(page, "Send my list")
    again = submit(old, "Send my list", status=409)
    assert "Something changed since you looked." in again
    assert wanted(any_app) == ["Docks", "Library"]


@pytest.mark.usefixtures("asked")
def test_wanting_none_is_an_answer_and_an_empty_list_is_not(any_app: Flask, visit, submit, client):
    url = link(any_app)
    page = visit(url)
    empty = client.post(url, data={"answer": "send", "shown": "0", "list": "", "place": ""})
    assert empty.status_code == 422
    assert "Your list is empty." in empty.text
    assert state(any_app) is RequestState.OPEN
    page = submit(page, "Say that I want none of these")
    assert "you want none of these placements" in page
    assert wanted(any_app) == []
    assert state(any_app) is RequestState.ANSWERED


def test_a_place_that_was_filled_meanwhile_is_named_before_the_list_counts(
    any_app: Flask, visit, submit, asked
):
    url = link(any_app)
    page = submit(visit(url), "Add to my list: Docks")
    page = submit(page, "Add to my list: Bakery")
    with any_app.app_context():
        placements.pause(asked["Docks"], by=ADMIN, at=clock.now())
    page = submit(page, "Send my list", status=422)
    assert "“Docks” cannot be had any more" in page
    assert state(any_app) is RequestState.OPEN
    submit(page, "Send my list")
    assert wanted(any_app) == ["Bakery"]


def test_junk_in_the_form_writes_nothing(any_app: Flask, client, asked):
    url = link(any_app)
    for answer, kept in (
        ("add-999999", "1,2,x,,"),
        ("up-4", ""),
        ("explode-1", "1"),
        ("send", f"{asked['Night bar']}"),
        ("send", "999999"),
        ("", "1" * 500),
    ):
        data = {"answer": answer, "list": kept, "shown": "x", "place": "~~9" * 20}
        assert client.post(url, data=data).status_code in {200, 303, 422}
    assert state(any_app) is RequestState.OPEN
    with any_app.app_context():
        assert db.session.scalar(sa.select(preference_services.PreferenceList.id)) is None


def test_many_placements_come_in_pages_and_are_searched_in_spanish(any_app: Flask, visit, submit):
    with any_app.app_context():
        program = a_season()
        site = a_site()
        for number in range(24):
            a_place(program, f"Place {number:02}", site=site)
        a_place(program, "Panadería")
        ask(a_teen(language="es"), program)
    url = link(any_app)
    page = visit(url)
    assert "Puestos que usted puede tomar: 25" in page
    assert "Página 1 de 2" in page
    page = visit(f"{url}?step=~2")
    assert "Página 2 de 2" in page
    page = visit(f"{url}?step=panaderia")
    assert "1 más coinciden con “panaderia”" in page
    page = submit(page, "Agregar a mi lista: Panadería")
    assert "Subir" not in page
    submit(page, "Enviar mi lista")
    assert wanted(any_app) == ["Panadería"]


# -- what is kept


def test_a_list_holds_ten_of_its_own_program_each_once(any_app: Flask):
    with any_app.app_context():
        program, student = a_season(), a_teen()
        own = [a_place(program, f"P{number}").id for number in range(11)]
        other = a_place(a_season(), "Elsewhere").id
        keep = {"shown": 0, "method": "phone", "by": ADMIN, "at": clock.now()}
        for wrong in (own, [own[0], own[0]], [other], [9999]):
            with pytest.raises(Invalid):
                preference_services.keep(student.id, program.id, wrong, **keep)
        preference_services.keep(student.id, program.id, own[:10], **keep)
        with pytest.raises(StaleView):
            preference_services.keep(student.id, program.id, own[:1], **keep)
        assert preference_queries.preferences_of(program.id) == {student.id: own[:10]}


# -- asking


def test_whoever_is_considered_is_asked_once_and_reminded_to_staff_at_last(any_app: Flask):
    with any_app.app_context():
        program = a_season()
        place = a_place(program, "Docks")
        a_match(a_teen(email="mia@example.org"), place, state=MatchState.SHORTLISTED)
        a_match(a_teen(), a_place(a_season(), "Elsewhere"), state=MatchState.SUGGESTED)
        a_match(a_teen(), place, state=MatchState.COMPLETED)
        now = clock.now()
        assert preference_asking.ask_considered(now, program.id) == 1
        assert preference_asking.ask_considered(now, program.id) == 0
        kinds = list(db.session.scalars(sa.select(OutboxMessage.kind)))
        assert kinds == ["preferences"]
        outreach.remind_due(now + timedelta(days=4))
        outreach.remind_due(now + timedelta(days=11))
        assert list(db.session.scalars(sa.select(Todo.kind))) == ["preferences_missing"]


def test_nobody_is_asked_where_this_mail_is_off(any_app: Flask):
    with any_app.app_context():
        program, student = a_program(end_date=SOON), a_teen()
        with pytest.raises(Conflict, match="off or paused"):
            ask(student, program)
        assert preference_asking.ask_considered(clock.now()) == 0


@pytest.mark.usefixtures("asked")
def test_staff_enter_a_list_said_by_telephone(any_app: Flask, staff):
    with any_app.app_context():
        request_id = db.session.scalars(sa.select(LinkRequest.id)).one()
    ada = staff("administrator")
    page = ada.visit(f"/requests/{request_id}/answer")
    page = ada.submit(page, "Add to my list: Library", method="phone")
    page = ada.submit(page, "Send my list", method="phone")
    assert "is entered" in page
    assert wanted(any_app) == ["Library"]
    with any_app.app_context():
        assert db.session.scalars(sa.select(LinkAnswer.method)).one() == "phone"
    assert "Bakery" in ada.visit(f"/requests/{request_id}/print")
