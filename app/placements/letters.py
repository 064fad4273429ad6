"""Declare the letters about placements."""

from __future__ import annotations

from typing import Final

from app.core.letter_kinds import LetterKind, Place, letter_kind

PLACES: Final = "name employer program"
LETTERS: Final[tuple[LetterKind, ...]] = (
    letter_kind("describe-placement", "Asks a partner to describe a placement.", PLACES),
    letter_kind("describe-placement-reminder", "Reminds them to describe it.", PLACES),
    letter_kind(
        "describe-placement-back",
        "Sends a description back with a question.",
        f"{PLACES} placement comment!",
        comment=Place("What the school asks.", "On which days do they work?", in_subject=False),
    ),
)
