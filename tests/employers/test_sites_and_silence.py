"""A site says where it lies and whose law rules it; who wants silence is left in peace."""

from __future__ import annotations

from datetime import timedelta

import pytest
import sqlalchemy as sa
from flask import Flask

from app.core.db import db
from app.core.outbox import OutboxMessage
from app.desk.verify import findings
from app.employers.models import ContactLog, Employer, Site
from app.hours import weekly
from app.outreach.models import LinkRequest
from tests.builders import (
    LONG_AGO,
    MONDAY,
    a_contact,
    a_match,
    a_placement,
    a_site,
    a_week,
    an_employer,
    kept,
)
from tests.hours.world import NEXT_MONDAY


def test_a_site_takes_its_law_from_its_state_unless_told(any_app: Flask, staff):
    emil = staff("employer_engagement")
    with any_app.app_context():
        harbor = an_employer()
    where = {"state": "or", "zip": "97201-1234", "latitude": "45.51", "longitude": "-122.68"}
    page = emil.visit(f"/employers/{harbor.id}/sites/new")
    emil.submit(page, "Save", name="Portland", **where)
    page = emil.visit(f"/employers/{harbor.id}/sites/new")
    page = emil.submit(page, "Save", name="Vancouver", state="WA", jurisdiction="or")
    assert "labor law of OR" in page
    with any_app.app_context():
        first, second = db.session.scalars(sa.select(Site).order_by(Site.id))
        assert (first.jurisdiction, second.jurisdiction) == ("OR", "OR")
        assert (first.latitude, first.longitude) == (45.51, -122.68)


@pytest.mark.parametrize(
    ("typed", "field"),
    [
        ({"state": "ZZ"}, "state"),
        ({"jurisdiction": "XX"}, "jurisdiction"),
        ({"zip": "9840"}, "zip"),
        ({"latitude": "91", "longitude": "0"}, "latitude"),
        ({"latitude": "nan", "longitude": "0"}, "latitude"),
        ({"latitude": "47"}, "longitude"),
        ({"latitude": "47", "longitude": "west"}, "longitude"),
    ],
)
def test_what_is_no_place_is_said_at_the_field(app: Flask, staff, typed, field):
    emil = staff("employer_engagement")
    with app.app_context():
        harbor = an_employer()
    page = emil.visit(f"/employers/{harbor.id}/sites/new")
    page = emil.submit(page, "Save", status=422, fields={"name": "Kept name"} | typed)
    assert page.one(f"#{field}-error")
    assert "Kept name" in page.html
    with app.app_context():
        assert db.session.scalar(sa.select(sa.func.count(Site.id))) == 0


def test_silence_needs_a_reason_and_the_sheet_tells_it(app: Flask, staff):
    emil = staff("employer_engagement")
    with app.app_context():
        harbor = an_employer()
    page = emil.visit(f"/employers/{harbor.id}/edit")
    page = emil.submit(page, "Save", do_not_contact=True, status=422)
    assert "Say why" in page.one("#do_not_contact_reason-error").to_text()
    page = emil.submit(page, "Save", do_not_contact=True, do_not_contact_reason="In probate")
    assert "In probate" in page
    page = emil.submit(
        emil.visit(f"/employers/{harbor.id}/edit"), "Save", website="nowhere", status=422
    )
    assert page.one("#website-error")


def mails(app: Flask) -> int:
    with app.app_context():
        return db.session.scalar(sa.select(sa.func.count(OutboxMessage.id))) or 0


def test_a_silent_employer_is_mailed_nothing_until_it_may_be_again(any_app: Flask, staff):
    emil = staff("employer_engagement")
    with any_app.app_context():
        harbor = an_employer(do_not_contact=True, do_not_contact_reason="In probate")
        opening = a_placement(site=a_site(harbor), supervisor=a_contact(harbor))
        a_week(a_match(placement=opening), week=MONDAY)
        weekly.ask_for_hours(NEXT_MONDAY + timedelta(hours=1))
        assert db.session.scalar(sa.select(sa.func.count(LinkRequest.id))) == 1
        assert [each.name for each in findings() if each.broken] == []
    assert mails(any_app) == 0
    page = emil.visit(f"/employers/{harbor.id}/edit")
    emil.submit(page, "Save", do_not_contact=False)
    assert mails(any_app) == 1


def test_employers_and_their_next_steps_are_handed_over(any_app: Flask, staff):
    emil, olga = staff("employer_engagement"), staff("employer_engagement")
    with any_app.app_context():
        own = {"owner_id": emil.actor.id}
        first, _second, _other = an_employer(**own), an_employer(**own), an_employer()
        step = {"next_step": "Call", "due_on": MONDAY, "assignee_id": emil.actor.id}
        said = {"kind": "call", "day": MONDAY, "said": "Hello", "at": LONG_AGO}
        kept(ContactLog(employer_id=first.id, **said, **step))
    page = emil.visit("/employers/hand-over")
    page = emil.submit(page, "Hand over", from_id=str(emil.actor.id), status=422)
    assert page.one("#to_id-error")
    page = emil.submit(page, "Hand over", to_id=str(olga.actor.id))
    assert "2 employers have a new owner." in page
    with any_app.app_context():
        owners = db.session.scalars(sa.select(Employer.owner_id).order_by(Employer.id)).all()
        assert owners == [olga.actor.id, olga.actor.id, None]
        assert db.session.scalars(sa.select(ContactLog.assignee_id)).one() == olga.actor.id
