"""Say which letters there are: what each is for, and which `{name}` places its text may use.

A room declares its letters as data beside its kinds and hands them to `wiring.LETTERS`:

    LETTERS = (
        letter_kind("hours-week", "Asks about a week.", "name first_day! last_day"),
    )

Each word names a place that `compose` is given; `!` marks one that no wording may leave out. What
the place means is looked up in PLACES, or given by keyword where only this letter has it:
`hours=Place("One line for each student.", "- Mia T.: 16 h", in_subject=False)`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from flask import current_app


@dataclass(frozen=True, slots=True)
class Place:
    """Be a place in a text: what stands there, an example, and whether a subject may show it."""

    says: str
    example: str
    in_subject: bool = True


@dataclass(frozen=True, slots=True)
class LetterKind:
    """Be a letter that the district may word anew: its purpose and the places of its text."""

    name: str
    about: str
    places: Mapping[str, Place]
    needs: frozenset[str]


DISTRICT: Final = "district"
PLACES: Final[dict[str, Place]] = {
    DISTRICT: Place("Your district's name.", "Rivertown Public Schools"),
    "name": Place("Whom the letter is for.", "Dana Whitfield", in_subject=False),
    "by": Place("Who answered.", "Dana Whitfield", in_subject=False),
    "student": Place("The student's first name and initial.", "Mia T."),
    "students": Place("How many students it is about, in digits.", "5"),
    "employer": Place("The employer's name.", "Harbor Bakery"),
    "site": Place("The name of the place of work.", "Harbor Bakery, Pier 7"),
    "placement": Place("The title of the placement.", "Bakery assistant"),
    "program": Place("The program's name.", "Summer Jobs 2027"),
    "school": Place("The school's name.", "Lincoln High School"),
    "seats": Place("How many seats, in digits.", "3"),
    "first_day": Place("The first day, such as the week's Monday.", "Mon, Nov 2"),
    "last_day": Place("The last day, such as the week's Sunday.", "Sun, Nov 8"),
    "day": Place("The day that it is about.", "Mon, Nov 2"),
    "due": Place("The day by which an answer is needed.", "Fri, Nov 13"),
    "until": Place("When the link stops working.", "Mon, Nov 9, 3:00 PM"),
    "when": Place("When it happened.", "Mon, Nov 2, 3:00 PM"),
}


def letter_kind(name: str, about: str, places: str, **own: Place) -> LetterKind:
    """Declare a letter; raise KeyError for a place that neither PLACES nor a keyword explains."""
    words = [word.rstrip("!") for word in places.split()]
    known = PLACES | own
    return LetterKind(
        name=name,
        about=about,
        places={word: known[word] for word in dict.fromkeys([*words, *own, DISTRICT])},
        needs=frozenset(word.rstrip("!") for word in places.split() if word.endswith("!")),
    )


def all_kinds() -> Mapping[str, LetterKind]:
    """Give every letter that a room declared, by name."""
    kinds: dict[str, LetterKind] = current_app.extensions["letters"]
    return kinds
