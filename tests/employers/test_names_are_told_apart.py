"""Two employers never differ by case, accents or apostrophes alone, on either database."""

from __future__ import annotations

import pytest
import sqlalchemy as sa
from flask import Flask

from app.core.db import db
from app.employers.models import Employer
from tests.builders import an_employer


@pytest.mark.parametrize("name", ["École Élan", "ÉCOLE ÉLAN", "école élan", "Ecole Elan"])
def test_a_name_that_is_taken_is_said_at_the_field(any_app: Flask, staff, name):
    with any_app.app_context():
        an_employer(name="École Élan")
    emil = staff("employer_engagement")
    page = emil.submit(emil.visit("/employers/new"), "Save", name=name, status=422)
    assert "Another employer has this name." in page.one("#name-error").to_text()
    with any_app.app_context():
        assert db.session.scalar(sa.select(sa.func.count(Employer.id))) == 1
