"""Read frozen texts: one text that holds every language, signed or agreed to by its hash.

Whoever signs, signs that text; so nobody signs a translation that another did not see.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from app.core.language import NAMES, SPOKEN, speaking
from app.core.letters import fill

MARK: Final = re.compile(r"^==== (\w+) ====$", re.MULTILINE)
BLANK_LINES: Final = re.compile(r"\n{3,}")
TEMPLATES: Final = Path(__file__).resolve().parents[2] / "templates"


@dataclass(frozen=True, slots=True)
class Part:
    """Be a part of a text as a page shows it: `head`, `list` or `text`, with its lines."""

    kind: str
    lines: list[str]


def write(template: str, values: Callable[[str], dict[str, str]]) -> str:
    """Give a template of templates/, filled, in every language; `values` is called in each."""
    return "\n".join(f"==== {each} ====\n{_in(template, each, values)}" for each in SPOKEN)


def hash_of(text: str) -> str:
    """Give the sha256 of a text in UTF-8, as hex."""
    return hashlib.sha256(text.encode()).hexdigest()


def versions(text: str) -> dict[str, str]:
    """Give what a text says in each language, by language."""
    pieces = MARK.split(text)[1:]
    return dict(zip(pieces[::2], (each.strip() for each in pieces[1::2]), strict=True))


def parts(words: str) -> list[Part]:
    """Cut what is said in one language into headings, lists and paragraphs; its title left out."""
    found: list[Part] = []
    for line in words.splitlines():
        kind, said = _kind(line)
        if kind == "title" or not said:
            continue
        if kind != "head" and found and found[-1].kind == kind:
            found[-1].lines.append(said)
        else:
            found.append(Part(kind, [said]))
    return found


def in_order(text: str, language: str) -> list[tuple[str, str, list[Part]]]:
    """Give each language's code, name and parts, a reader's own language first."""
    said = versions(text)
    order = sorted(said, key=lambda each: (each != language, each))
    return [(each, NAMES.get(each, each), parts(said[each])) for each in order]


def plain(text: str) -> str:
    """Give what somebody typed so that it cannot pass for a heading or a mark of ours."""
    return "\n".join(line.strip().lstrip("#=").strip() for line in text.splitlines())


def _kind(line: str) -> tuple[str, str]:
    for mark, kind in (("## ", "head"), ("# ", "title"), ("- ", "list")):
        if line.startswith(mark):
            return kind, line.removeprefix(mark).strip()
    return "text", line.strip()


def _in(template: str, language: str, values: Callable[[str], dict[str, str]]) -> str:
    words = (TEMPLATES / f"{template}.{language}.txt").read_text(encoding="utf-8")
    with speaking(language):
        filled = fill(words, values(language))
    return BLANK_LINES.sub("\n\n", filled).strip() + "\n"
