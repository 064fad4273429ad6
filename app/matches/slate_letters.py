"""Declare the letters about referred students."""

from __future__ import annotations

from typing import Final

from app.core.letter_kinds import LetterKind, Place, letter_kind

PLACES: Final = "name placement first_day last_day due"
TIMES: Final = Place("The proposed times, one a line.", "- Mon, Nov 2, 3:00 pm", in_subject=False)
NOTE: Final = Place("What the employer adds.", "Ask for Dana at the desk.", in_subject=False)
ANSWERS: Final = Place("The answers, one a line.", "- Mia T.: A place is offered", in_subject=False)
OUTCOME: Final = Place("What the student answered.", "Mia T. takes the place.", in_subject=False)
WHOM: Final = Place("Whom one meets: the student’s first name, or the employer.", "Mia T.")
WHERE: Final = Place("Where the interview is.", "Harbor Bakery, Pier 7", in_subject=False)
LETTERS: Final[tuple[LetterKind, ...]] = (
    letter_kind("referral-answer", "Asks an employer about referred students.", PLACES),
    letter_kind("referral-answer-more", "Says that more students are referred.", PLACES),
    letter_kind("referral-answer-reminder", "Reminds them of the students.", PLACES),
    letter_kind(
        "referral-receipt",
        "Confirms the answers about all students to the employer.",
        "name placement",
        answers=ANSWERS,
    ),
    letter_kind(
        "referral-outcome",
        "Tells an employer whether a student takes the place that it offered.",
        "name student placement",
        outcome=OUTCOME,
    ),
    letter_kind(
        "interview-receipt",
        "Confirms an interview to the employer, with a calendar file.",
        "name student placement",
        times=TIMES,
    ),
    letter_kind(
        "interview-agreed",
        "Tells employer and student when an interview is, with a calendar file.",
        "name placement when",
        whom=WHOM,
        place=WHERE,
    ),
    letter_kind(
        "interview-off",
        "Tells employer and student that an interview is off, for their calendars too.",
        "name placement when",
        whom=WHOM,
        place=WHERE,
    ),
    letter_kind(
        "interview-student",
        "Tells a student of an interview.",
        "name employer placement",
        times=TIMES,
        note=NOTE,
    ),
)
