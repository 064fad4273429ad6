"""A link that is over says what happened, what to do next, and whom at the school to ask."""

from __future__ import annotations

from datetime import timedelta

import pytest
from flask import Flask

from app.core.access import SYSTEM
from app.core.db import db
from app.core.use_case import use_case
from app.hours import weekly
from app.outreach import queries
from app.outreach.models import LinkRequest, RequestState
from app.schools.models import School
from tests.builders import a_match, a_school, a_student, a_week, kept
from tests.hours.world import NEXT_MONDAY

S = RequestState
SOON = NEXT_MONDAY + timedelta(hours=1)
SAYS = {
    "expired": ("This link has run out", "something was still missing then", "Send me a new link"),
    "cancelled": ("This request was withdrawn", "needs no answer to it any more", ""),
    "replaced": ("This link was replaced", "use the newest email", "Mail me my open links"),
    "elsewhere": ("Somebody else was asked in your place", "a colleague has a link", ""),
    "answered": ("Confirm hours", "", "Ana Ruiz"),
}
EN_ESPANOL = {
    "expired": "todavía faltaba algo",
    "cancelled": "La escuela ya no necesita",
    "elsewhere": "Se pasó a otra persona",
}


@pytest.fixture
def ana(any_app: Flask, staff):
    """Give the week of a student whose specialist is Ana Ruiz, and its link."""
    with any_app.app_context():
        school_id = a_school().id
        a_week(a_match(a_student(db.session.get_one(School, school_id))))
    ada, ana = staff("administrator"), staff("career_specialist", school_ids=[school_id])
    page = ada.visit(f"/settings/users/{ana.id}")
    ada.submit(page, "Save", name="Ana Ruiz", phone="253 555 0142")
    with any_app.app_context():
        weekly.ask_for_hours(SOON)
        [asked] = db.session.scalars(db.select(LinkRequest))
        return ana, asked.id, f"/r/{asked.link.token()}"


@use_case
def ends(request_id: int, how: str) -> None:
    asked = queries.request_of(request_id)
    state = S.REPLACED if how == "elsewhere" else S(how)
    asked.move_to(state, by=SYSTEM, at=SOON, reason="the placement ended")
    if how == "replaced":
        asked.link_version += 1
    if how == "elsewhere":
        facts = {each.key: getattr(asked, each.key) for each in LinkRequest.__table__.columns}
        changed = {"id": None, "public_id": "other", "short_code": "OTHER", "state": S.OPEN}
        kept(LinkRequest(**facts | changed | {"passed_from_id": asked.id, "recipient_id": 999}))


@use_case
def reads_spanish(request_id: int) -> None:
    queries.request_of(request_id).language = "es"


@pytest.mark.parametrize("how", SAYS)
def test_it_says_what_happened_what_is_next_and_whom_to_ask(any_app, ana, visit, how):
    _ana, request_id, link = ana
    with any_app.app_context():
        ends(request_id, how)
    page = visit(link, status=200 if how in {"expired", "answered"} else 410)
    heading, *told = SAYS[how]
    assert page.h1 == heading
    assert all(sentence in page.text for sentence in told)
    person = page.one("#person")
    assert "Ana Ruiz" in person.to_text()
    assert page.link("253 555 0142") == "tel:2535550142"
    if how in EN_ESPANOL:
        with any_app.app_context():
            reads_spanish(request_id)
        page = visit(link, status=200 if how == "expired" else 410)
        assert EN_ESPANOL[how] in page.text
        assert "Su contacto en la escuela: Ana Ruiz" in " ".join(page.text.split())


def test_who_left_is_never_named_and_somebody_always_is(any_app, ana, visit, staff):
    member, request_id, link = ana
    ada = staff("administrator")
    ada.submit(ada.visit(f"/settings/users/{member.id}"), "Disable the sign-in")
    with any_app.app_context():
        ends(request_id, "cancelled")
    person = visit(link, status=410).one("#person").to_text()
    assert "Ana Ruiz" not in person
    assert "administrator" in person


@pytest.mark.usefixtures("any_app", "ana")
def test_a_link_of_nobody_names_nobody(visit):
    page = visit("/r/nothing", status=404)
    assert page.all("#person") == []
    assert "Answer the email that brought you here" in page.text


def test_a_district_without_a_specialist_still_opens_its_links(any_app, visit):
    with any_app.app_context():
        a_week(a_match())
        weekly.ask_for_hours(SOON)
        [asked] = db.session.scalars(db.select(LinkRequest))
        link = f"/r/{asked.link.token()}"
    assert "Answer the email that brought you here" in visit(link).one("#person").to_text()
