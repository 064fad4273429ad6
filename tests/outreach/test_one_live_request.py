"""Of one kind, recipient and subject there is one live request, also where it has no day."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from flask import Flask

from app.core.errors import Conflict
from app.outreach.models import LinkRequest, RequestState
from tests.builders import LONG_AGO, MONDAY, ZONE, kept


def a_request(number: int, day: date | None, state: RequestState = RequestState.OPEN) -> None:
    kept(
        LinkRequest(
            public_id=f"public-{number}",
            short_code=f"CODE{number}",
            kind="renew",
            recipient_kind="contact",
            recipient_id=1,
            recipient_name="Sam",
            to_address="sam@example.com",
            zone=ZONE,
            subject_kind="employer",
            subject_id=1,
            subject_day=day,
            state=state,
            due_at=LONG_AGO,
            expires_at=LONG_AGO + timedelta(days=21),
            created_at=LONG_AGO,
        )
    )


@pytest.mark.parametrize("day", [None, MONDAY])
def test_a_second_live_request_is_refused(any_app: Flask, day: date | None):
    with any_app.app_context():
        a_request(1, day, RequestState.CANCELLED)
        a_request(2, day)
        with pytest.raises(Conflict):
            a_request(3, day)
