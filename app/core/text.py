"""Fold text for search, and refuse what no text may hold."""

from __future__ import annotations

import re
import unicodedata
from datetime import date

LONGEST_ID = 9
# nine digits as a Social Security number has them, with or without its dashes
PERSONAL = re.compile(r"(?<!\d)\d{3}[- ]?\d{2}[- ]?\d{4}(?!\d)")
FORGIVEN = {**dict.fromkeys(map(ord, "'\u2019\u2018`\u00b4"), None), ord("-"): " "}


def fold(*parts: str | None) -> str:
    """Give text in small letters without accents or apostrophes; both databases find alike."""
    text = " ".join(part for part in parts if part).translate(FORGIVEN)
    if text.isascii():
        return " ".join(text.lower().split())
    bare = unicodedata.normalize("NFKD", text)
    kept = "".join(char for char in bare if not unicodedata.combining(char))
    return " ".join(kept.casefold().split())


def has_control(text: str) -> bool:
    """Tell whether a text holds control characters other than line breaks and tabs."""
    return any(unicodedata.category(char) == "Cc" and char not in "\r\n\t" for char in text)


def looks_personal(text: str) -> bool:
    """Tell whether a text has the shape of a Social Security number."""
    return PERSONAL.search(text) is not None


def like(text: str) -> str:
    """Give a folded text as a LIKE pattern that finds it anywhere, its own wildcards escaped."""
    folded = fold(text).replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")
    return f"%{folded}%"


def day_of(text: str) -> date | None:
    """Read a date as it was sent, such as 2027-06-30, or give None where there is none."""
    try:
        return date.fromisoformat(text) if text else None
    except ValueError:
        return None


def number(text: str) -> int | None:
    """Read an id or a version as it was sent, or give None where there is none."""
    return int(text) if text.isascii() and text.isdigit() and len(text) <= LONGEST_ID else None


def many(count: int, one: str, more: str = "") -> str:
    """Give a count with its noun, such as `1 student` or `2 students`."""
    return f"{count} {one if count == 1 else more or one + 's'}"


def one_line(text: str, longest: int = 200) -> str:
    """Give a text as one line without control characters, cut to a length."""
    kept = "".join(" " if unicodedata.category(char)[0] in "CZ" else char for char in text)
    return " ".join(kept.split())[:longest]


def lines(text: str, longest: int = 2000) -> str:
    """Give a text without control characters but its line breaks, cut to a length."""
    parts = (one_line(part, longest) for part in text.replace("\r", "").split("\n"))
    return "\n".join(parts).strip()[:longest]
