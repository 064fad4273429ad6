"""Declare the letters about agreements."""

from __future__ import annotations

from typing import Final

from app.core.letter_kinds import LetterKind, Place, letter_kind

PLACES: Final = "name student placement employer first_day last_day"
LETTERS: Final[tuple[LetterKind, ...]] = (
    letter_kind(
        "agreement-sign",
        "Asks somebody to sign an agreement, for the first time or anew.",
        f"{PLACES} news!",
        news=Place(
            "Whether it is signed for the first time, or anew because a term changed.",
            "Please read it before you sign.",
            in_subject=False,
        ),
    ),
    letter_kind("agreement-sign-reminder", "Reminds them of the agreement.", PLACES),
    letter_kind("agreement-copy", "Says that all have signed, with the copy.", PLACES),
)
