"""The worker looks for late weeks at every pass, so that must not cost more with every request."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
import sqlalchemy as sa
from flask import Flask

from app.core.access import SYSTEM
from app.core.db import db
from app.core.use_case import transaction
from app.hours import weekly
from app.outreach.models import LinkRequest, RequestState
from tests.builders import a_match, a_week
from tests.hours.world import NEXT_MONDAY, settle

SOON = NEXT_MONDAY + timedelta(hours=1)


def answer_all(at: datetime) -> None:
    with transaction():
        for request in db.session.scalars(sa.select(LinkRequest)):
            request.move_to(RequestState.ANSWERED, by=SYSTEM, at=at)


@pytest.mark.parametrize("requests", [2, 12])
def test_answered_requests_share_their_statements(app: Flask, query_count, requests):
    with app.app_context():
        weeks = [a_week(a_match()) for _ in range(requests)]
        assert weekly.ask_for_hours(SOON) == requests
        for week in weeks:
            settle(week.id)
        answer_all(SOON)
    with app.app_context(), query_count(2):
        assert weekly.ask_again_for_late_weeks(SOON) == 0
