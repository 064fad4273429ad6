"""Read the words of a letter in one language: shape only."""

from __future__ import annotations

from typing import Any

from wtforms import StringField, TextAreaField

from app.accounts.letter_services import Typed
from app.core.forms import Form, HiddenField
from app.core.letter_texts import Words
from app.core.text import has_control, number, one_line


def _plain(text: object) -> str:
    lines = str(text or "").replace("\r\n", "\n").replace("\r", "\n")
    return "".join(char for char in lines if not has_control(char)).strip()


def _one(text: object) -> str:
    return one_line(str(text or ""), longest=2000)


class LetterForm(Form):
    """Take a subject and a text; the page has one for each language, told apart by a prefix.

    What they may hold is the letter's own rule (app/core/letter_rules.py).
    """

    class Meta(Form.Meta):
        """Leave the token to the page's form, which carries it once for all languages."""

        csrf = False

    subject = StringField("Subject", filters=[_one])
    body = TextAreaField("Text", filters=[_plain])
    version = HiddenField()

    def __init__(self, language: str, **kwargs: Any) -> None:
        super().__init__(prefix=language, **kwargs)
        self.language = language

    def typed(self) -> Typed:
        """Give what was typed."""
        shown = number(str(self.version.data or "")) or 0
        return Typed(self.language, str(self.subject.data), str(self.body.data), shown)


def filled_form(language: str, words: Words, shown: int) -> LetterForm:
    """Give the form of a language with words in it, over the version that is shown."""
    data = {"subject": words.subject, "body": words.body, "version": str(shown)}
    return LetterForm(language, formdata=None, data=data)
