"""Who wants no campaigns gets none; of what must be answered staff are told, and mail goes on."""

from __future__ import annotations

import email
import email.policy
from dataclasses import replace
from datetime import timedelta

import pytest
import sqlalchemy as sa
from flask import Flask

from app.core import mail
from app.core.access import Actor
from app.core.db import db
from app.core.errors import Conflict
from app.core.outbox import OutboxMessage
from app.core.todos import Todo
from app.hours import weekly
from app.outreach import services
from app.outreach.models import LinkRequest
from app.outreach.posting import may_mail
from app.outreach.shapes import Recipient
from app.outreach.unsubscribed import is_unsubscribed
from tests.builders import ZONE, a_match, a_week
from tests.hours.world import NEXT_MONDAY

ADMIN = Actor("staff", 1, "Ada", "administrator")


@pytest.fixture
def campaign(app: Flask) -> None:
    """Let the weekly request count as a campaign, as pledges are."""
    kinds = app.extensions["kinds"]
    weekly_kind = replace(kinds["hours-week"], campaign=True)
    app.extensions["kinds"] = kinds | {"hours-week": weekly_kind}


def ask(app: Flask) -> int:
    with app.app_context():
        a_week(a_match())
        weekly.ask_for_hours(NEXT_MONDAY + timedelta(hours=1))
        return asked().id


def asked() -> LinkRequest:
    return db.session.scalars(sa.select(LinkRequest)).one()


def reader(**changes: object) -> Recipient:
    request = asked()
    found = Recipient(
        request.recipient_kind, request.recipient_id, "Sam", request.to_address, "en", ZONE
    )
    return replace(found, **changes)


def stop_path(app: Flask) -> str:
    with app.app_context():
        row = db.session.scalars(sa.select(OutboxMessage)).first()
        assert row
        assert row.stop
        return row.stop.url().removeprefix(app.config["BASE_URL"])


@pytest.mark.usefixtures("campaign")
def test_a_campaigns_mail_can_be_stopped_by_its_program_in_one_click(app, client):
    ask(app)
    path = stop_path(app)
    with app.app_context():
        row = db.session.scalars(sa.select(OutboxMessage)).one()
        content = mail.to_bytes(row)
        sent = email.message_from_bytes(content, policy=email.policy.default)
        url = f"{app.config['BASE_URL']}{path}"
    assert f"List-Unsubscribe: <{url}>\r\n".encode() in content
    assert sent["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    for kind in ("plain", "html"):
        assert url in sent.get_body((kind,)).get_content()
    for _twice in range(2):
        answer = client.post(path, data={"List-Unsubscribe": "One-Click"})
        assert answer.status_code == 200
        assert "no more invitations" in answer.text
    with app.app_context():
        assert is_unsubscribed(reader())
        assert is_unsubscribed(reader(id=4711)), "the same address of another record"
        assert is_unsubscribed(reader(address="elsewhere@example.org")), "the same person"
        assert not is_unsubscribed(reader(id=4711, address="elsewhere@example.org"))
        assert not may_mail(asked())
        with pytest.raises(Conflict, match="wants no such mail"):
            services.mail_again(asked().id, by=ADMIN, at=NEXT_MONDAY)


@pytest.mark.usefixtures("campaign")
def test_looking_stops_nothing_and_the_reader_can_take_it_back(app, visit, submit):
    ask(app)
    path = stop_path(app)
    page = visit(path)
    with app.app_context():
        assert not is_unsubscribed(reader())
    stopped = submit(page, "Stop these invitations")
    assert "You get no more invitations" in stopped
    with app.app_context():
        assert is_unsubscribed(reader())
    again = submit(stopped, "Undo: send them again")
    assert "You get invitations again" in again
    with app.app_context():
        assert not is_unsubscribed(reader())
        told = [tuple(row) for row in db.session.execute(TOLD)]
    assert [action for action, _actor in told] == ["unsubscribed", "subscribed_again"]
    assert {actor.partition(":")[0] for _action, actor in told} == {"contact"}


TOLD = sa.text("select action, actor from event where record = 'contact' order by id")


def test_what_must_be_answered_goes_on_and_staff_are_told(app, visit, submit):
    ask(app)
    with app.app_context():
        row = db.session.scalars(sa.select(OutboxMessage)).one()
        content = mail.to_bytes(row).decode()
    assert "List-Unsubscribe: <" in content
    assert "List-Unsubscribe-Post" not in content
    page = submit(visit(stop_path(app)), "Tell the school", note="Ask Bo instead")
    assert "The school is told" in page
    with app.app_context():
        todo = db.session.scalars(sa.select(Todo)).one()
        assert "Ask Bo instead" in todo.sentence
        assert todo.role == "employer_engagement"
        assert not is_unsubscribed(reader())
        assert may_mail(asked())


def test_a_stop_link_in_spanish_speaks_spanish(app, visit):
    ask(app)
    with app.app_context(), db.engine.begin() as connection:
        connection.execute(sa.update(LinkRequest).values(language="es"))
    assert "¿No debería recibir este correo?" in visit(stop_path(app))


def test_a_stop_link_dies_with_its_address_and_tells_nothing(app, visit, client):
    ask(app)
    path = stop_path(app)
    with app.app_context():
        services.readdress(
            reader(address="new@example.com"), by=ADMIN, at=NEXT_MONDAY + timedelta(hours=2)
        )
    page = visit(path, status=410)
    assert "no longer in use" in page
    assert "new@example.com" not in page
    assert client.post(path, data={"answer": "stop"}).status_code == 410
    with app.app_context():
        assert not db.session.scalars(sa.select(Todo)).all()


@pytest.mark.parametrize("spoiled", ["", "x", "/../1", "A" * 300])
def test_a_spoiled_stop_link_is_no_link(app, visit, spoiled):
    ask(app)
    path = stop_path(app)
    visit(path[:-3] + spoiled, status=404)
