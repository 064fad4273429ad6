"""Declare the letters about placements."""

from __future__ import annotations

from typing import Final

from app.core.letter_kinds import LetterKind, Place, letter_kind

PLACES: Final = "name employer program"
VISIT: Final = "name activity day start"
SAYS: Final = {
    "activity": Place("What the activity is called.", "Tour of the port"),
    "start": Place("When it began.", "9:00 am"),
}
LETTERS: Final[tuple[LetterKind, ...]] = (
    letter_kind("describe-placement", "Asks a partner to describe a placement.", PLACES),
    letter_kind("describe-placement-reminder", "Reminds them to describe it.", PLACES),
    letter_kind(
        "describe-placement-back",
        "Sends a description back with a question.",
        f"{PLACES} placement comment!",
        comment=Place("What the school asks.", "On which days do they work?", in_subject=False),
    ),
    letter_kind("shadow-attendance", "Asks the host of a visit who came.", VISIT, **SAYS),
    letter_kind("shadow-attendance-reminder", "Reminds them to say who came.", VISIT, **SAYS),
)
