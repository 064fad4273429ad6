"""Whatever a supervisor answers, the copy that the page promises comes, and says all of it."""

from __future__ import annotations

from datetime import timedelta

import pytest
import sqlalchemy as sa
from flask import Flask

from app.core.db import db
from app.core.outbox import OutboxMessage
from app.hours import weekly
from app.outreach.models import LinkRequest
from tests.builders import a_match, a_student, a_week
from tests.hours.world import NEXT_MONDAY


@pytest.fixture
def link(app: Flask) -> str:
    with app.app_context():
        a_week(a_match(a_student(given_name="Ana", family_name="Reyes")))
        weekly.ask_for_hours(NEXT_MONDAY + timedelta(hours=1))
        return f"/r/{db.session.scalars(sa.select(LinkRequest)).one().link.token()}"


def receipts(app: Flask) -> list[str]:
    query = sa.select(OutboxMessage.text).where(OutboxMessage.kind == "hours-receipt")
    with app.app_context():
        return list(db.session.scalars(query.order_by(OutboxMessage.id)))


@pytest.mark.parametrize(
    ("button", "note", "said"),
    [
        ("Confirm all hours", "", "Ana R.: 7 h 30 min"),
        ("Not my student", "", "Ana R.: Not my student"),
        ("Send corrections", "She was ill.", "Ana R.: Something is wrong"),
    ],
)
def test_the_answer_comes_back_by_mail(  # noqa: PLR0913, PLR0917
    app: Flask, link, visit, submit, button, note, said
):
    page = visit(link)
    [field] = [each.attrs["name"] for each in page.all("textarea")]
    page = submit(page, button, fields={field: note})
    assert "sent you a copy by email" in page
    [text] = receipts(app)
    assert said in text
