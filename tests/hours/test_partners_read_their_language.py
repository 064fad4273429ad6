"""What a service refuses is said in the language of who reads it."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from flask import Flask

from app.core.errors import Invalid
from app.core.language import speaking
from app.hours.figures import Figure
from tests.builders import a_match, a_week
from tests.hours.world import day, settle

TUESDAY = datetime(2026, 10, 6, 20, tzinfo=UTC)


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("en", "Some days are not right. This day is still to come."),
        ("es", "Algunos días no están bien. Este día aún no ha llegado."),
    ],
)
def test_a_day_still_to_come_is_refused_in_words(app: Flask, language: str, said: str):
    with app.app_context():
        week = a_week(a_match())
        changes = {day(3): Figure(60), day(4): Figure(60)}
        with speaking(language), pytest.raises(Invalid) as refused:
            settle(week.id, changes, at=TUESDAY)
        assert refused.value.said == said
