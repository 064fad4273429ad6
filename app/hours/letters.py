"""Declare the letters about hours."""

from __future__ import annotations

from typing import Final

from app.core.letter_kinds import LetterKind, Place, letter_kind

DAYS: Final = "name first_day last_day"
LETTERS: Final[tuple[LetterKind, ...]] = (
    letter_kind("hours-week", "Asks a supervisor to confirm a week.", f"{DAYS} students"),
    letter_kind("hours-week-reminder", "Reminds them of a week.", f"{DAYS} students"),
    letter_kind("hours-week-more", "Says that hours were added after.", f"{DAYS} students"),
    letter_kind(
        "hours-receipt",
        "Tells a supervisor what was noted of their answer.",
        f"{DAYS} hours! by",
        hours=Place("A line for each student, with hours.", "- Mia T.: 16 h", in_subject=False),
    ),
    letter_kind(
        "hours-changed",
        "Tells a student that the supervisor's figures differ.",
        f"{DAYS} employer hours!",
        hours=Place("What the week now stands at.", "16 h", in_subject=False),
    ),
    letter_kind("hours-entry", "Asks a student to enter their own week.", f"{DAYS} employer"),
    letter_kind("hours-entry-reminder", "Reminds them of their week.", f"{DAYS} employer"),
)
