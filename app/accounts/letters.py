"""Declare the letters about a sign-in."""

from __future__ import annotations

from typing import Final

from app.core.letter_kinds import LetterKind, Place, letter_kind

LETTERS: Final[tuple[LetterKind, ...]] = (
    letter_kind(
        "invite",
        "Invites a colleague to choose a password.",
        "name until!",
        inviter=Place("Who invited them.", "Sam Ortiz", in_subject=False),
        role=Place("The role that they will have.", "career specialist"),
    ),
    letter_kind("password-reset", "Lets a colleague set a new password.", "name until!"),
    letter_kind(
        "password-changed", "Tells a colleague that the password was changed.", "name when"
    ),
)
