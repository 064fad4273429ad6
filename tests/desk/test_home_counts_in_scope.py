"""Home counts what its reader finds behind the link, and leads to where it is."""

from __future__ import annotations

import pytest
from flask import Flask

from app.core.outbox import MessageState, OutboxMessage
from tests.builders import LONG_AGO, kept


@pytest.mark.parametrize(
    ("state", "sentence"),
    [
        (MessageState.FAILED, "1 mail could not be delivered"),
        (MessageState.BOUNCED, "1 mail came back"),
        (MessageState.HELD, "1 mail waits for a decision"),
    ],
)
def test_a_mail_in_trouble_waits_for_who_may_see_it(app: Flask, staff, state, sentence):
    with app.app_context():
        kept(
            OutboxMessage(
                kind="invite",
                to_address="new@example.org",
                subject="Welcome in trouble",
                text="",
                html="",
                state=state,
                message_id="<1@example.org>",
                created_at=LONG_AGO,
                next_at=LONG_AGO,
            )
        )
    ada = staff("administrator")
    home = ada.visit("/")
    assert sentence in home
    assert "Welcome in trouble" in ada.visit(f"/outbox?state={state}")
    assert sentence not in staff("career_specialist").visit("/")
