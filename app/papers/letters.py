"""Declare the letters that ask for consent and for documents."""

from __future__ import annotations

from typing import Final

from app.core.letter_kinds import LetterKind, letter_kind

LETTERS: Final[tuple[LetterKind, ...]] = (
    letter_kind("consent", "Asks a guardian for consent to a program.", "name student program"),
    letter_kind("consent-reminder", "Reminds them of it.", "name student program"),
)
