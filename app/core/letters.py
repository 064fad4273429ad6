"""Compose a letter from one plain text per kind and language; the HTML part is derived from it.

To write a new letter, put `templates/letters/<name>.en.txt` and `.es.txt` there, declare it in one
line (see app/core/letter_kinds.py) and call `compose` with a value for each declared place.

A text file begins with `Subject: …` and a blank line. `{name}` is replaced from a closed list of
values; a line `[[Label]]` becomes the link, as a button in HTML and as an address in the text.
Where the district has words of its own (app/core/letter_texts.py), those are used instead.
"""

from __future__ import annotations

import logging
import re
from dataclasses import dataclass, field, replace

import css_inline
from flask import current_app
from markupsafe import Markup

from app.core import letter_texts
from app.core.letter_kinds import DISTRICT, all_kinds
from app.core.letter_texts import Words
from app.core.links import STOP_PLACEHOLDER, placeholder

log = logging.getLogger(__name__)
PLACE = re.compile(r"\{([a-z_]+)\}")
# `[[2|Label]]` leads to the second of several links
BUTTON = re.compile(r"^\[\[(?:([1-9])\|)?(.+)\]\]$")
LANGUAGES = ("en", "es")
# a comment, so that a letter without a foot shows nothing
FOOT = "<!--foot-->"


class LetterError(Exception):
    """Say that a letter's text asks for something that was not given."""


@dataclass(frozen=True, slots=True)
class Letter:
    """Be a mail's words: subject, text and HTML in one language, the link still a placeholder.

    `values` are what was put into the places of its text.
    """

    kind: str
    language: str
    subject: str
    text: str
    html: str
    values: dict[str, str] = field(default_factory=dict)


def compose(kind: str, language: str, **values: object) -> Letter:
    """Fill the text of a kind in a language (English where there is none) and derive its HTML.

    Raises LetterError when a declared place is not given. Words of the district's own that cannot
    be filled never stop the business: the default is used, and the log says so.
    """
    language = language if language in LANGUAGES else "en"
    given = {name: str(value) for name, value in values.items()}
    given[DISTRICT] = str(current_app.config["DISTRICT_NAME"])
    _need_all(kind, given)
    words = letter_texts.words_of(kind, language)
    try:
        return of_words(kind, language, words, given)
    except LetterError:
        if not words.own:
            raise
        log.exception("letter %s (%s) is sent in its default words", kind, language)
        return of_words(kind, language, letter_texts.default_of(kind, language), given)


def of_words(kind: str, language: str, words: Words, values: dict[str, str]) -> Letter:
    """Fill the given words; raise LetterError for a place that has no value."""
    subject = _one_line(fill(words.subject, values))
    filled = fill(words.body, values)
    # not render_template: a letter shows nothing of the page around it
    template = current_app.jinja_env.get_template("letters/letter.html")
    html = template.render(
        blocks=blocks_of(filled),
        subject=subject,
        language=language,
        linked=True,
        foot=Markup(FOOT),  # noqa: S704 - a constant
    )
    return Letter(kind, language, subject, _plain(filled), css_inline.inline(html), values)


def blocks_of(filled: str) -> list[tuple[str, list[str]]]:
    """Give what the HTML part is made of: each `text`, `list` or `button` with its lines."""
    return [_block(part) for part in filled.split("\n\n")]


def with_foot(letter: Letter, sentence: str) -> Letter:
    """Give a letter that ends with a sentence and the link by which its reader says no more."""
    link = Markup('{} <a href="{}">{}</a>').format(sentence, STOP_PLACEHOLDER, STOP_PLACEHOLDER)
    text = f"{letter.text}\n{sentence}\n{STOP_PLACEHOLDER}\n"
    return replace(letter, text=text, html=letter.html.replace(FOOT, link))


def fill(text: str, values: dict[str, str]) -> str:
    """Put values into `{name}` places; raise LetterError for a name that was not given."""

    def put(found: re.Match[str]) -> str:
        if found[1] not in values:
            msg = f"unknown placeholder {found[0]}"
            raise LetterError(msg)
        return values[found[1]]

    return PLACE.sub(put, text)


def _need_all(kind: str, values: dict[str, str]) -> None:
    declared = all_kinds().get(kind)
    if declared and (missing := declared.places.keys() - values.keys()):
        msg = f"letter {kind} was composed without {', '.join(sorted(missing))}"
        raise LetterError(msg)


def _plain(filled: str) -> str:
    return "\n".join(map(_plain_line, filled.splitlines())) + "\n"


def _plain_line(line: str) -> str:
    found = BUTTON.match(line.strip())
    return f"{found[2]}:\n{placeholder(int(found[1] or 1))}" if found else line


def _block(part: str) -> tuple[str, list[str]]:
    lines = [line.strip() for line in part.splitlines() if line.strip()]
    if len(lines) == 1 and (found := BUTTON.match(lines[0])):
        return "button", [found[2], placeholder(int(found[1] or 1))]
    if lines and all(line.startswith("- ") for line in lines):
        return "list", [line[2:] for line in lines]
    return "text", lines


def _one_line(text: str) -> str:
    return " ".join(text.split())[:200]
