"""Lay out what the pages of letters show: each language with its form, its past and a preview."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from app.accounts.letter_forms import LetterForm, filled_form
from app.accounts.letter_services import Typed
from app.core import letter_kinds, letter_rules, letter_samples, letter_texts, letters
from app.core.errors import NotFound
from app.core.letter_kinds import LetterKind
from app.core.letter_samples import Sample
from app.core.letter_texts import LetterText, Words

NAMES = {"en": "English", "es": "Spanish"}


@dataclass(frozen=True, slots=True)
class Preview:
    """Be words as their reader would see them: the subject, and the HTML part in blocks."""

    language: str
    name: str
    subject: str
    blocks: Sequence[tuple[str, list[str]]]
    sample: Sample


@dataclass(frozen=True, slots=True)
class Side:
    """Be one language of the editor; `theirs` is what another wrote meanwhile."""

    language: str
    name: str
    form: LetterForm
    now: Words
    default: Words
    versions: Sequence[LetterText]
    theirs: LetterText | None = None


def letter_of(name: str) -> LetterKind:
    """Give the letter of a name; raise NotFound where no room declared it."""
    kinds = letter_kinds.all_kinds()
    if name not in kinds:
        raise NotFound
    return kinds[name]


def title_of(name: str) -> str:
    """Give a letter's name as a heading says it."""
    return name.replace("-", " ").capitalize()


def typed_forms(kind: LetterKind) -> list[LetterForm]:
    """Read the form of each language in which a letter is written."""
    return [LetterForm(language) for language in letter_texts.languages_of(kind.name)]


def sides(kind: LetterKind, forms: Sequence[LetterForm], again: int | None = None) -> list[Side]:
    """Give the editor's languages: with what was typed, or with the words that hold.

    `again` is the id of a former version whose words are put into the form.
    """
    given = {form.language: form for form in forms}
    return [
        _side(kind, language, given.get(language), again)
        for language in letter_texts.languages_of(kind.name)
    ]


def previews(kind: LetterKind, typed: Sequence[Typed]) -> list[Preview]:
    """Give each language's words filled with real values, a place that is unknown left as it is."""
    return [_preview(kind, each) for each in typed]


def listed() -> list[tuple[LetterKind, Mapping[str, LetterText | None]]]:
    """Give every letter with, for each language it is written in, who worded it last."""
    own = letter_texts.own_wordings()
    return [
        (kind, {each: own.get((name, each)) for each in letter_texts.languages_of(name)})
        for name, kind in letter_kinds.all_kinds().items()
    ]


def _side(kind: LetterKind, language: str, form: LetterForm | None, again: int | None) -> Side:
    now = letter_texts.words_of(kind.name, language)
    versions = letter_texts.versions(kind.name, language)
    theirs = None
    if form is None:
        words = next((_words(each, now) for each in versions if each.id == again), now)
        form = filled_form(language, words, now.version)
    elif form.typed().shown != now.version and versions:
        theirs = versions[0]
        # they are shown it now, so that pressing Save again is meant
        form.version.data = str(now.version)
    default = letter_texts.default_of(kind.name, language)
    return Side(language, NAMES[language], form, now, default, versions, theirs)


def _words(version: LetterText, otherwise: Words) -> Words:
    if version.subject is None or version.body is None:
        return otherwise
    return Words(version.subject, version.body)


def _preview(kind: LetterKind, typed: Typed) -> Preview:
    sample = letter_samples.sample_of(kind, typed.language)
    places = letter_rules.places_in(typed.subject) | letter_rules.places_in(typed.body)
    values = {name: f"{{{name}}}" for name in places} | sample.values
    return Preview(
        typed.language,
        NAMES[typed.language],
        letters.fill(typed.subject, values),
        letters.blocks_of(letters.fill(typed.body, values)),
        sample,
    )
