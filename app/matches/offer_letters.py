"""Declare the letters about offers."""

from __future__ import annotations

from typing import Final

from app.core.letter_kinds import LetterKind, Place, letter_kind

FACTS: Final = "name placement employer first_day last_day"
ANSWER: Final = Place("What was answered, as one word.", "accepted")
LETTERS: Final[tuple[LetterKind, ...]] = (
    letter_kind("offer-answer", "Asks a student whether they take an offer.", f"{FACTS} until!"),
    letter_kind("offer-answer-reminder", "Reminds them of the offer.", f"{FACTS} until!"),
    letter_kind(
        "offer-receipt",
        "Tells a student what was noted of their answer.",
        f"{FACTS} answer!",
        answer=ANSWER,
    ),
    letter_kind(
        "offer-guardian",
        "Tells the guardian of a minor that an offer was made.",
        f"{FACTS} student until!",
    ),
    letter_kind(
        "offer-answered-guardian",
        "Tells the guardian of a minor what was answered.",
        f"{FACTS} student answer!",
        answer=ANSWER,
    ),
)
