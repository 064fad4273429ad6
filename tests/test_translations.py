"""Whoever reads Spanish reads all of it in Spanish."""

from __future__ import annotations

import io
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_dir
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from flask import Flask

from app.core import letter_rules, letter_texts
from app.core.letter_kinds import all_kinds

ROOT = Path(__file__).resolve().parents[1]
CATALOG = ROOT / "app" / "translations" / "es" / "LC_MESSAGES"
LETTERS = ROOT / "templates" / "letters"
METHODS = [("app/**.py", "python"), ("templates/**.html", "jinja2")]


def written() -> Catalog:
    """Give the Spanish catalog as it is written."""
    with (CATALOG / "messages.po").open("rb") as file:
        return read_po(file, locale="es")


def marked_strings() -> set[str | tuple[str, ...]]:
    """Give every string that code and templates mark for translation; of one and many, a pair."""
    marks = {"_": None, "gettext": None, "trans": None, "ngettext": (1, 2)}
    found = extract_from_dir(ROOT, METHODS, keywords=marks)
    return {message for _file, _line, message, _comments, _context in found}


def test_every_marked_string_is_in_the_spanish_catalog() -> None:
    catalog = written()
    said = {message.id for message in catalog if message.id and message.string}
    assert len(said) > 50
    assert marked_strings() - said == set()


def test_the_catalog_says_nothing_that_no_page_says() -> None:
    catalog = written()
    assert {message.id for message in catalog if message.id} - marked_strings() == set()


def test_the_compiled_catalog_is_the_written_one() -> None:
    compiled = io.BytesIO()
    write_mo(compiled, written())
    assert compiled.getvalue() == (CATALOG / "messages.mo").read_bytes()


def test_every_letter_exists_in_both_languages() -> None:
    to_staff = {"invite", "password-changed", "password-reset"}
    english = {path.name.removesuffix(".en.txt") for path in LETTERS.glob("*.en.txt")}
    spanish = {path.name.removesuffix(".es.txt") for path in LETTERS.glob("*.es.txt")}
    assert english - to_staff <= spanish


@pytest.mark.parametrize("path", sorted(LETTERS.glob("*.txt")), ids=lambda path: path.stem)
def test_every_letter_is_declared_and_says_only_what_it_declares(app: Flask, path: Path) -> None:
    name, _, language = path.stem.partition(".")
    with app.app_context():
        kind = all_kinds()[name]
        words = letter_texts.default_of(name, language)
        assert letter_rules.problems(kind, words, words) == {}


def test_every_declared_letter_is_written(app: Flask) -> None:
    with app.app_context():
        assert {path.name.partition(".")[0] for path in LETTERS.glob("*.txt")} == set(all_kinds())
