"""A district words a letter anew; versions stay, and no wording can stop a mail or break it."""

from __future__ import annotations

import logging
from datetime import UTC, datetime

import pytest
import sqlalchemy as sa
from flask import Flask
from hypothesis import given
from hypothesis import strategies as st

from app.core import letter_texts
from app.core.access import Actor
from app.core.db import db
from app.core.errors import StaleView
from app.core.letter_kinds import letter_kind
from app.core.letter_rules import problems
from app.core.letter_texts import Words, keep, versions, words_of
from app.core.letters import compose
from app.core.links import PLACEHOLDER

ADA = Actor("staff", 1, "Ada", "administrator")
AT = datetime(2026, 10, 12, tzinfo=UTC)
KIND = letter_kind("hours-week", "Asks.", "name! first_day last_day students")
DEFAULT = Words("Hours of {first_day}", "Hello {name}\n\n[[Confirm hours]]")
VALUES = {"name": "Sam", "first_day": "Mon", "last_day": "Sun", "students": "5"}


def word(subject: str | None, body: str | None, *, shown: int = 0) -> int:
    return keep("hours-week", "en", subject=subject, body=body, shown=shown, by=ADA, at=AT)


def test_the_districts_words_are_sent_and_a_reset_brings_ours_back(any_app: Flask):
    with any_app.app_context():
        ours = compose("hours-week", "en", **VALUES)
        word("Please look, {name}", "Good day {name}.\n\n[[Look]]")
        own = compose("hours-week", "en", **VALUES)
        assert own.subject == "Please look, Sam"
        assert own.text == f"Good day Sam.\n\nLook:\n{PLACEHOLDER}\n"
        assert compose("hours-week", "es", **VALUES).subject.startswith("Confirme")
        word(None, None, shown=1)
        assert compose("hours-week", "en", **VALUES) == ours
        assert [row.version for row in versions("hours-week", "en")] == [2, 1]


def test_of_two_who_word_it_at_once_the_later_is_told(app: Flask):
    with app.app_context():
        word("One {name}", "One {name}\n\n[[Look]]")
        with pytest.raises(StaleView):
            word("Two {name}", "Two {name}\n\n[[Look]]")
        assert words_of("hours-week", "en").subject == "One {name}"


@pytest.mark.parametrize("verb", ["update letter_text set body = 'x'", "delete from letter_text"])
def test_a_version_cannot_be_changed_in_the_database(any_app: Flask, verb):
    with any_app.app_context():
        word("One {name}", "One {name}\n\n[[Look]]")
        with pytest.raises(sa.exc.DBAPIError, match="append-only"), db.engine.begin() as raw:
            raw.execute(sa.text(verb))


def test_words_that_cannot_be_filled_never_hold_a_mail_up(app: Flask, caplog):
    with app.app_context():
        word("Hello {nobody}", "Hello {nobody}\n\n[[Look]]")
        with caplog.at_level(logging.WARNING):
            letter = compose("hours-week", "en", **VALUES)
        assert letter.subject.startswith("Please confirm")
        assert "hours-week" in caplog.text


@pytest.mark.parametrize(
    ("subject", "body", "field", "sentence"),
    [
        ("", "Hello {name}\n\n[[Go]]", "subject", "Write the subject"),
        ("x" * 151, "Hello {name}\n\n[[Go]]", "subject", "at most 150"),
        ("Hello {name}", "Hello {name}\n\n[[Go]]", "subject", "may not stand in a subject"),
        ("[[Go]]", "Hello {name}\n\n[[Go]]", "subject", "not into the subject"),
        ("Hours", "", "body", "Write the text"),
        ("Hours", "Hello {nobody}\n\n[[Go]]", "body", "{nobody} is not known"),
        ("Hours", "Hello {name\n\n[[Go]]", "body", "A brace stands alone"),
        ("Hours", "Hello\n\n[[Go]]", "body", "{name} is missing"),
        ("Hours", "Hello {name}", "body", "The button is missing"),
        ("Hours", "Hello {name} [[Go]] there", "body", "on a line of its own"),
        ("Hours", "Hello {name}\n\n[[Go]]\n\n[[Or go]]", "body", "Keep one button"),
        ("Hours", "Hello {name} \u27e6link\u27e7\n\n[[Go]]", "body", "kept for links"),
    ],
)
def test_what_would_not_be_understood_is_refused_with_a_sentence(subject, body, field, sentence):
    found = problems(KIND, Words(subject, body), DEFAULT)
    assert set(found) == {field}
    assert sentence in found[field]


@given(st.text(max_size=80), st.text(max_size=200))
def test_any_words_are_either_refused_or_can_be_filled(subject, body):
    if problems(KIND, Words(subject, body), DEFAULT):
        return
    names = letter_texts.Words(subject, body)
    for text in (names.subject, names.body):
        assert "{" not in text.format_map(VALUES | {"district": "D"})
