"""Choose the language of a page: staff read English, others what their record says."""

from __future__ import annotations

import contextlib
from pathlib import Path
from typing import TYPE_CHECKING

from flask import Flask, g, has_request_context
from flask_babel import Babel, force_locale, refresh

if TYPE_CHECKING:
    from collections.abc import Iterator

babel = Babel()
CATALOGS = Path(__file__).resolve().parents[1] / "translations"
SPOKEN = ("en", "es")
NAMES = {"en": "English", "es": "Español"}


def init_app(app: Flask) -> None:
    """Read the catalogs and choose the language anew for each answer."""
    babel.init_app(
        app, default_translation_directories=str(CATALOGS), locale_selector=current_language
    )


def current_language() -> str:
    """Give the language of the page being made."""
    return str(g.get("language", "en")) if has_request_context() else "en"


def use_language(language: str) -> None:
    """Make the rest of this answer in a language."""
    g.language = language if language in SPOKEN else "en"
    refresh()


@contextlib.contextmanager
def speaking(language: str) -> Iterator[None]:
    """Speak a language for a stretch, such as while composing a letter."""
    with force_locale(language if language in SPOKEN else "en"):
        yield
