"""Say what is wrong with the words of a letter, before anybody gets it."""

from __future__ import annotations

import re
from typing import Final

from app.core.letter_kinds import LetterKind
from app.core.letter_texts import Words
from app.core.letters import BUTTON, PLACE

LONGEST_SUBJECT: Final = 150
LONGEST_BODY: Final = 6000
BRACE: Final = re.compile(r"[{}]")
MARKS: Final = re.compile(r"[\u27e6\u27e7]")


def problems(kind: LetterKind, words: Words, default: Words) -> dict[str, str]:
    """Give a sentence for the subject and for the body where they cannot stand as they are.

    Whether a link belongs into the letter is read from the default words.
    """
    found = {
        "subject": _length("subject", words.subject, LONGEST_SUBJECT)
        or _unknown(kind, words.subject)
        or _subject(kind, words.subject),
        "body": _length("text", words.body, LONGEST_BODY)
        or _unknown(kind, words.body)
        or _missing(kind, words)
        or _button(words.body, wanted=bool(buttons(default.body))),
    }
    return {field: sentence for field, sentence in found.items() if sentence}


def places_in(text: str) -> set[str]:
    """Give the names of the places that a text uses."""
    return set(PLACE.findall(text))


def buttons(body: str) -> list[str]:
    """Give the labels of the lines that become the link."""
    return [found[1] for line in body.splitlines() if (found := BUTTON.match(line.strip()))]


def _length(what: str, text: str, longest: int) -> str:
    if not text.strip():
        return f"Write the {what}; a mail without it would not be read."
    return "" if len(text) <= longest else f"Use at most {longest} characters."


def _unknown(kind: LetterKind, text: str) -> str:
    strange = sorted(places_in(text) - kind.places.keys())
    if strange:
        known = ", ".join(f"{{{name}}}" for name in kind.places)
        return f"{{{strange[0]}}} is not known to this letter. It knows {known}."
    if BRACE.search(PLACE.sub("", text)):
        return "A brace stands alone. Write a place as {name}, in small letters, without spaces."
    if MARKS.search(text):
        return "Remove the characters ⟦ and ⟧; they are kept for links."
    return ""


def _subject(kind: LetterKind, subject: str) -> str:
    if "[[" in subject:
        return "The button belongs into the text, not into the subject."
    private = sorted(name for name in places_in(subject) if not kind.places[name].in_subject)
    if private:
        return f"{{{private[0]}}} may not stand in a subject, which anybody sees on a locked phone."
    return ""


def _missing(kind: LetterKind, words: Words) -> str:
    missing = sorted(kind.needs - places_in(words.body) - places_in(words.subject))
    if missing:
        return f"{{{missing[0]}}} is missing; without it the reader cannot know what this is about."
    return ""


def _button(body: str, *, wanted: bool) -> str:
    found = buttons(body)
    if "[[" in body and body.count("[[") != len(found):
        return "Let the button stand on a line of its own, like [[Confirm hours]]."
    if wanted and not found:
        return "The button is missing. Put it on a line of its own, like [[Confirm hours]]."
    if not wanted and found:
        return "This letter leads nowhere, so it can have no button. Remove the [[ ]] line."
    if len(found) > 1:
        return "Keep one button: a letter has one link, and what is answered is chosen on its page."
    return ""
