"""Engagement staff keep employers, sites and contacts; a corrected address voids old links."""

from __future__ import annotations

from datetime import timedelta

import pytest
import sqlalchemy as sa
from flask import Flask

from app.core.db import db
from app.core.outbox import OutboxMessage
from app.employers.models import Contact, Employer
from app.hours import weekly
from app.outreach.models import LinkRequest, RequestState
from tests.builders import a_contact, a_match, a_placement, a_site, a_week, an_employer
from tests.hours.world import NEXT_MONDAY


def test_an_employer_with_site_and_supervisor_is_entered_from_nothing(staff):
    emil = staff("employer_engagement")
    page = emil.visit("/employers")
    assert "No employer fits." in page
    page = emil.visit("/employers/new")
    page = emil.submit(page, "Save", name="Núñez & Sons", email_domain="@nunez.example")
    assert page.h1 == "Núñez & Sons"
    page = emil.visit(page.link("Add a site"))
    page = emil.submit(page, "Save", name="Main shop", state="wa")
    page = emil.visit(page.link("Add a contact"))
    page = emil.submit(page, "Save", name="Rosa Núñez", email="rosa@nunez.example", language="es")
    assert "Rosa Núñez" in page
    assert "Spanish" in page
    assert "Núñez & Sons" in emil.visit("/employers?q=nunez")


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ({"name": ""}, "Enter the employer’s name."),
        ({"name": "Harbor"}, "Another employer has this name."),
        ({"name": "x" * 300}, "Use at most 200 characters."),
    ],
)
def test_bad_input_is_said_at_the_field(app: Flask, staff, typed, sentence):
    with app.app_context():
        an_employer(name="Harbor")
    emil = staff("employer_engagement")
    page = emil.visit("/employers/new")
    page = emil.submit(page, "Save", status=422, fields={**typed, "note": "Met at the fair"})
    assert sentence in page
    assert "Met at the fair" in page.html
    with app.app_context():
        assert db.session.scalar(sa.select(sa.func.count(Employer.id))) == 1


def asked_supervisor(app: Flask) -> tuple[Employer, Contact, LinkRequest]:
    with app.app_context():
        employer = an_employer(name="Harbor")
        site = a_site(employer)
        sam = a_contact(employer, name="Sam", email="old@example.com")
        a_week(a_match(placement=a_placement(site=site, supervisor=sam)))
        weekly.ask_for_hours(NEXT_MONDAY + timedelta(hours=1))
        request = db.session.scalars(
            sa.select(LinkRequest).where(LinkRequest.recipient_id == sam.id)
        ).first()
    assert request is not None
    return employer, sam, request


def test_a_corrected_address_voids_the_old_link_and_mails_a_new_one(app: Flask, staff, client):
    _employer, sam, request = asked_supervisor(app)
    with app.app_context():
        old = request.link.token()
    assert client.get(f"/r/{old}").status_code == 200
    emil = staff("employer_engagement")
    page = emil.visit(f"/contacts/{sam.id}/edit")
    emil.submit(page, "Save", email="new@example.com")
    answer = client.get(f"/r/{old}")
    assert answer.status_code == 410
    assert "This link was replaced" in answer.text
    with app.app_context():
        mails = db.session.scalars(sa.select(OutboxMessage).order_by(OutboxMessage.id)).all()
        assert mails[-1].to_address == "new@example.com"
        assert mails[-1].link is not None
        new = mails[-1].link.token()
    assert client.get(f"/r/{new}").status_code == 200


def test_who_left_is_asked_nothing_more(app: Flask, staff):
    employer, sam, request = asked_supervisor(app)
    emil = staff("employer_engagement")
    page = emil.visit(f"/employers/{employer.id}")
    page = emil.submit(page, "No longer here")
    assert "no longer here" in page
    with app.app_context():
        again = db.session.get_one(LinkRequest, request.id)
        assert again.state is RequestState.CANCELLED
        assert db.session.get_one(Contact, sam.id).left_at is not None
    page = emil.submit(page, "Is here again")
    assert "No longer here" in page


def test_specialists_read_and_do_not_write(app: Flask, staff):
    with app.app_context():
        employer = an_employer()
    ana = staff("career_specialist")
    page = ana.visit(f"/employers/{employer.id}")
    assert "Add a contact" not in page
    ana.visit(f"/employers/{employer.id}/edit", status=403)
    staff("finance").visit("/employers", status=403)
