"""Declare the letters about skills reviews."""

from __future__ import annotations

from typing import Final

from app.core.letter_kinds import LetterKind, letter_kind

PLACES: Final = "name student placement last_day"
LETTERS: Final[tuple[LetterKind, ...]] = (
    letter_kind("review-baseline", "Asks a supervisor for the first review.", PLACES),
    letter_kind("review-baseline-reminder", "Reminds them of the first review.", PLACES),
    letter_kind("review-final", "Asks a supervisor for the final review.", PLACES),
    letter_kind("review-final-reminder", "Reminds them of the final review.", PLACES),
)
