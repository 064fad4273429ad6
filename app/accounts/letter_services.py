"""Word letters anew for the whole district, and try them on oneself."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Final

from app.core import letter_rules, letter_samples, letter_texts, letters
from app.core.access import Actor
from app.core.errors import Invalid
from app.core.letter_kinds import LetterKind
from app.core.letter_texts import Words
from app.core.links import PLACEHOLDER
from app.core.outbox import To, post
from app.core.use_case import use_case

TEST: Final = "letter-test"
WRONG: Final = "These words cannot stand as they are. Nothing was kept yet."


@dataclass(frozen=True, slots=True)
class Typed:
    """Be what was typed in one language, over the version that was shown."""

    language: str
    subject: str
    body: str
    shown: int

    @property
    def words(self) -> Words:
        """Give it as words."""
        return Words(self.subject, self.body)


def problems_of(kind: LetterKind, typed: Sequence[Typed]) -> dict[str, str]:
    """Give a sentence for each field that cannot stand, by names such as `es-subject`."""
    return {
        f"{each.language}-{field}": sentence
        for each in typed
        for field, sentence in letter_rules.problems(
            kind, each.words, letter_texts.default_of(kind.name, each.language)
        ).items()
    }


@use_case
def save(kind: LetterKind, typed: Sequence[Typed], *, by: Actor, at: datetime) -> list[str]:
    """Keep a version of each language whose words are new; give those languages.

    Words that are the default's again are a return to the default. Raises Invalid with a sentence
    at each field, and StaleView when somebody else saved meanwhile; nothing is kept then.
    """
    _need_right(kind, typed)
    return [each.language for each in typed if _keep(kind, each, by=by, at=at)]


@use_case
def reset(kind: LetterKind, language: str, *, shown: int, by: Actor, at: datetime) -> None:
    """Go back to the default words; raise StaleView when somebody else saved meanwhile."""
    letter_texts.keep(kind.name, language, subject=None, body=None, shown=shown, by=by, at=at)


@use_case
def send_test(kind: LetterKind, typed: Sequence[Typed], to: To, *, link: str, at: datetime) -> None:
    """Mail the words to oneself as they stand, kept or not, in each language; raise Invalid.

    Its button leads to `link`, not to anybody's request.
    """
    _need_right(kind, typed)
    for each in typed:
        values = letter_samples.sample_of(kind, each.language).values
        letter = letters.of_words(TEST, each.language, each.words, values)
        post(
            replace(
                letter,
                subject=f"[Test] {letter.subject}",
                text=letter.text.replace(PLACEHOLDER, link),
                html=letter.html.replace(PLACEHOLDER, link),
            ),
            to,
            at=at,
        )


def _keep(kind: LetterKind, typed: Typed, *, by: Actor, at: datetime) -> bool:
    now = letter_texts.words_of(kind.name, typed.language)
    default = letter_texts.default_of(kind.name, typed.language)
    if (typed.subject, typed.body) == (now.subject, now.body):
        return False
    own = (typed.subject, typed.body) != (default.subject, default.body)
    letter_texts.keep(
        kind.name,
        typed.language,
        subject=typed.subject if own else None,
        body=typed.body if own else None,
        shown=typed.shown,
        by=by,
        at=at,
    )
    return True


def _need_right(kind: LetterKind, typed: Sequence[Typed]) -> None:
    if found := problems_of(kind, typed):
        raise Invalid(WRONG, found)
