"""Compose a letter from one plain text per kind and language; the HTML part is derived from it.

A text file begins with `Subject: …` and a blank line. `{name}` is replaced from a closed list of
values; a line `[[Label]]` becomes the link, as a button in HTML and as an address in the text.
"""

from __future__ import annotations

import functools
import re
from dataclasses import dataclass
from pathlib import Path

import css_inline
from flask import current_app

from app.core.links import PLACEHOLDER

TEXTS = Path(__file__).resolve().parents[2] / "templates" / "letters"
PLACE = re.compile(r"\{([a-z_]+)\}")
BUTTON = re.compile(r"^\[\[(.+)\]\]$")
LANGUAGES = ("en", "es")


class LetterError(Exception):
    """Say that a letter's text asks for something that was not given."""


@dataclass(frozen=True, slots=True)
class Letter:
    """Be a mail's words: subject, text and HTML in one language, the link still a placeholder."""

    kind: str
    language: str
    subject: str
    text: str
    html: str


def compose(kind: str, language: str, **values: object) -> Letter:
    """Fill the text of a kind in a language (English where there is none) and derive its HTML."""
    language = language if language in LANGUAGES else "en"
    head, _, body = _source(kind, language).partition("\n\n")
    values |= {"district": current_app.config["DISTRICT_NAME"]}
    subject = _one_line(fill(head.removeprefix("Subject:").strip(), values))
    filled = fill(body.strip(), values)
    blocks = [_block(part) for part in filled.split("\n\n")]
    # not render_template: a letter shows nothing of the page around it
    template = current_app.jinja_env.get_template("letters/letter.html")
    html = template.render(
        blocks=blocks,
        subject=subject,
        language=language,
        link=PLACEHOLDER,
    )
    return Letter(kind, language, subject, _plain(filled), css_inline.inline(html))


def fill(text: str, values: dict[str, object]) -> str:
    """Put values into `{name}` places; raise LetterError for a name that was not given."""

    def put(found: re.Match[str]) -> str:
        if found[1] not in values:
            msg = f"unknown placeholder {found[0]}"
            raise LetterError(msg)
        return str(values[found[1]])

    return PLACE.sub(put, text)


@functools.cache
def _source(kind: str, language: str) -> str:
    return (TEXTS / f"{kind}.{language}.txt").read_text(encoding="utf-8")


def _plain(filled: str) -> str:
    lines = [
        f"{found[1]}:\n{PLACEHOLDER}" if (found := BUTTON.match(line.strip())) else line
        for line in filled.splitlines()
    ]
    return "\n".join(lines) + "\n"


def _block(part: str) -> tuple[str, list[str]]:
    lines = [line.strip() for line in part.splitlines() if line.strip()]
    if len(lines) == 1 and (found := BUTTON.match(lines[0])):
        return "button", [found[1]]
    if lines and all(line.startswith("- ") for line in lines):
        return "list", [line[2:] for line in lines]
    return "text", lines


def _one_line(text: str) -> str:
    return " ".join(text.split())[:200]
