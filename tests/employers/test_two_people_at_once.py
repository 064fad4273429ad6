"""Of two people who change one record, the later is told what the other wrote."""

from __future__ import annotations

import pytest
from flask import Flask

from app.core.db import db
from app.employers.models import Contact, Employer, Site
from tests.builders import a_contact, a_site, an_employer

MODELS = {"employers": Employer, "sites": Site, "contacts": Contact}


@pytest.mark.parametrize("kind", MODELS)
def test_the_later_change_is_refused_with_what_stands_now(any_app: Flask, staff, kind):
    with any_app.app_context():
        employer = an_employer()
        made = {"employers": employer, "sites": a_site(employer), "contacts": a_contact(employer)}
        number = made[kind].id
    emil, ada = staff("employer_engagement"), staff("administrator")
    url = f"/{kind}/{number}/edit"
    first, second = emil.visit(url), ada.visit(url)
    emil.submit(first, "Save", name="First Name")
    told = ada.submit(second, "Save", name="Second Name", status=409)
    assert "it is now" in told.alert
    assert "First Name" in told.alert
    assert told.one("#name").attrs["value"] == "Second Name"
    with any_app.app_context():
        assert db.session.get_one(MODELS[kind], number).name == "First Name"
