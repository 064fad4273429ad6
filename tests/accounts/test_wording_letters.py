"""Administrators word the district's letters: both languages, seen and tried before they go out."""

from __future__ import annotations

import pytest
import sqlalchemy as sa
from flask import Flask

from app.core import letters, outbox
from app.core.clock import now
from app.core.db import db
from app.core.letter_texts import versions, words_of
from app.core.letters import compose
from app.core.links import PLACEHOLDER, LinkRef
from app.core.outbox import OutboxMessage, To
from app.core.use_case import use_case

PAGE = "/settings/letters/hours-week"
OWN = {
    "en-subject": "Whose hours on {first_day}?",
    "en-body": "Dear {name},\n\n- {students} interns\n\n[[Look at the hours]]",
}
VALUES = {"name": "Kim Ito", "first_day": "Mon, Nov 9", "last_day": "Sun, Nov 15", "students": "7"}


@pytest.fixture
def ada(staff):
    return staff("administrator")


@use_case
def mail_one(language: str = "en") -> None:
    letter = letters.compose("hours-week", language, **VALUES)
    outbox.post(letter, To("kim@example.com"), at=now(), link=LinkRef("/r/", "x", "y", "1"))


def newest_mail(app: Flask) -> OutboxMessage:
    with app.app_context():
        query = sa.select(OutboxMessage).order_by(OutboxMessage.id.desc()).limit(1)
        return db.session.scalars(query).one()


def test_the_list_says_what_each_letter_is_for_and_who_worded_it(app, ada):
    assert "Letters" in ada.visit("/settings")
    page = ada.visit("/settings/letters")
    assert "Asks a supervisor to confirm a week." in page
    assert "worded by" not in page
    ada.submit(ada.visit(PAGE), "Save", fields=OWN)
    assert f"worded by {ada.actor.name}" in ada.visit("/settings/letters")
    with app.app_context():
        assert len(page.all("tbody tr")) == len(app.extensions["letters"])


def test_what_is_saved_goes_out_and_the_other_language_stays_as_it_is(any_app, ada):
    page = ada.submit(ada.visit(PAGE), "Save", fields=OWN)
    assert "goes out in these words" in page.alert
    with any_app.app_context():
        own = compose("hours-week", "en", **VALUES)
        assert own.subject == "Whose hours on Mon, Nov 9?"
        assert own.text == f"Dear Kim Ito,\n\n- 7 interns\n\nLook at the hours:\n{PLACEHOLDER}\n"
        assert "<li>7 interns</li>" in own.html
        assert versions("hours-week", "es") == []
    page = ada.submit(page, "Save")
    assert "Nothing was new." in page.alert
    with any_app.app_context():
        assert [each.version for each in versions("hours-week", "en")] == [1]


def test_the_preview_shows_real_values_and_keeps_nothing(app, ada):
    page = ada.visit(PAGE)
    assert "with examples: none was mailed yet" in page
    with app.app_context():
        mail_one()
    page = ada.submit(page, "Preview", fields=OWN)
    shown = page.one("#letter-preview")
    assert "Whose hours on Mon, Nov 9?" in page.text
    assert "7 interns" in page.text
    fragment = ada.submit(page, "Preview", htmx=True)
    assert fragment.one("#letter-preview").to_html() == shown.to_html()
    with app.app_context():
        assert not words_of("hours-week", "en").own


@pytest.mark.parametrize(
    ("field", "typed", "sentence"),
    [
        ("en-body", "Dear {nobody}\n\n[[Go]]", "{nobody} is not known to this letter."),
        ("en-body", "Dear {name}", "The button is missing."),
        ("en-subject", "Hours of {name}", "{name} may not stand in a subject"),
        ("es-subject", "", "Write the subject"),
        ("es-body", "{", "A brace stands alone."),
    ],
)
def test_what_cannot_stand_is_refused_at_its_field_and_kept(app, ada, field, typed, sentence):
    page = ada.submit(ada.visit(PAGE), "Save", fields={field: typed}, status=422)
    assert sentence in page.alert
    assert sentence in page.one(f"#{field}-error").to_text()
    box = page.one(f"#{field}")
    assert (box.attrs.get("value") or box.to_text().strip()) == typed or not typed
    page = ada.submit(page, "Send a test to me", status=422)
    with app.app_context():
        assert versions("hours-week", field[:2]) == []
        assert db.session.scalar(sa.select(sa.func.count(OutboxMessage.id))) == 0


def test_a_needed_place_is_named_when_it_is_missing(ada):
    page = ada.submit(
        ada.visit("/settings/letters/hours-receipt"),
        "Save",
        fields={"en-body": "Thank you.\n\n[[Look]]"},
        status=422,
    )
    assert "{hours} is missing" in page.alert


def test_of_two_who_word_it_the_later_sees_what_the_first_wrote(any_app, ada, staff):
    bo = staff("administrator")
    early, late = ada.visit(PAGE), bo.visit(PAGE)
    ada.submit(early, "Save", fields=OWN)
    page = bo.submit(late, "Save", fields={"en-subject": "Mine"}, status=409)
    assert f"{ada.actor.name} wrote" in page.text
    assert "- {students} interns" in page.text
    assert page.one("#en-subject").attrs["value"] == "Mine"
    bo.submit(page, "Save")
    with any_app.app_context():
        assert words_of("hours-week", "en").subject == "Mine"
        assert [each.by_name for each in versions("hours-week", "en")] == [
            bo.actor.name,
            ada.actor.name,
        ]


def test_a_former_version_is_put_back_and_a_reset_brings_the_default(any_app, ada):
    ada.submit(ada.visit(PAGE), "Save", fields=OWN)
    page = ada.submit(ada.visit(PAGE), "Go back to the default words")
    assert "default words hold again" in page.alert
    assert "back to the default words" in page.text
    with any_app.app_context():
        assert compose("hours-week", "en", **VALUES).subject.startswith("Please confirm")
    again = ada.visit(page.link("Put these words into the form"))
    assert again.one("#en-subject").attrs["value"] == OWN["en-subject"]
    ada.submit(again, "Save")
    with any_app.app_context():
        assert words_of("hours-week", "en").subject == OWN["en-subject"]
        assert [each.version for each in versions("hours-week", "en")] == [3, 2, 1]


def test_the_default_words_typed_again_are_the_default(app, ada):
    page = ada.visit(PAGE)
    default = page.one("#en-subject").attrs["value"]
    ada.submit(page, "Save", fields={"en-subject": "Other words"})
    ada.submit(ada.visit(PAGE), "Save", fields={"en-subject": default})
    with app.app_context():
        assert words_of("hours-week", "en").own is False


def test_a_test_goes_to_oneself_in_each_language_and_opens_nobodys_request(app, ada):
    page = ada.submit(ada.visit(PAGE), "Send a test to me", fields=OWN)
    assert f"on its way to {ada.email}" in page.alert
    assert page.one("#en-subject").attrs["value"] == OWN["en-subject"]
    mail = newest_mail(app)
    assert (mail.to_address, mail.kind, mail.language) == (ada.email, "letter-test", "es")
    assert mail.subject.startswith("[Test] ")
    assert PLACEHOLDER not in mail.text + mail.html
    assert f"http://localhost{PAGE}" in mail.text
    with app.app_context():
        assert not words_of("hours-week", "en").own


def test_a_letter_to_colleagues_has_one_language_and_an_unknown_one_is_not_there(ada):
    page = ada.visit("/settings/letters/invite")
    assert [each.attrs["id"] for each in page.all("textarea")] == ["en-body"]
    ada.visit("/settings/letters/nothing", status=404)


def test_only_administrators_word_letters(staff):
    for role in ("career_specialist", "employer_engagement", "finance", "district_lead"):
        staff(role).visit(PAGE, status=403)
