"""Choose the language of a page: staff read English, others what their record says."""

from __future__ import annotations

import contextlib
from gettext import NullTranslations
from pathlib import Path
from typing import TYPE_CHECKING

from flask import Flask, g, has_request_context
from flask_babel import Babel, force_locale, get_domain, get_locale, refresh

if TYPE_CHECKING:
    from collections.abc import Iterator

babel = Babel()
CATALOGS = Path(__file__).resolve().parents[1] / "translations"
SPOKEN = ("en", "es")
_READ: dict[str, NullTranslations] = {}
NAMES = {"en": "English", "es": "Español"}


def init_app(app: Flask) -> None:
    """Read the catalogs and choose the language anew for each answer."""
    babel.init_app(
        app, default_translation_directories=str(CATALOGS), locale_selector=current_language
    )
    app.jinja_env.install_gettext_callables(_gettext, _ngettext, newstyle=True)  # type: ignore[attr-defined]


def _gettext(text: str) -> str:
    return _spoken().gettext(text)


def _ngettext(one: str, many: str, number: int) -> str:
    return _spoken().ngettext(one, many, number)


def _spoken() -> NullTranslations:
    """Give the catalog of the language being spoken; a page asks hundreds of times."""
    locale = getattr(getattr(g, "_flask_babel", None), "babel_locale", None) or get_locale()
    language = locale.language if locale else "en"
    if language not in _READ:
        _READ[language] = get_domain().get_translations()
    return _READ[language]


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
