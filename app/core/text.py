"""Fold text for search, and refuse what no text may hold."""

from __future__ import annotations

import unicodedata

FORGIVEN = {**dict.fromkeys(map(ord, "'\u2019\u2018`\u00b4"), None), ord("-"): " "}


def fold(*parts: str | None) -> str:
    """Give text in small letters without accents or apostrophes, so that both databases find alike."""
    text = " ".join(part for part in parts if part).translate(FORGIVEN)
    bare = unicodedata.normalize("NFKD", text)
    kept = "".join(char for char in bare if not unicodedata.combining(char))
    return " ".join(kept.casefold().split())


def has_control(text: str) -> bool:
    """Tell whether a text holds control characters other than line breaks and tabs."""
    return any(
        unicodedata.category(char) == "Cc" and char not in "\r\n\t" for char in text
    )


def like(text: str) -> str:
    """Give a folded text as a LIKE pattern that finds it anywhere, its own wildcards escaped."""
    folded = fold(text).replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")
    return f"%{folded}%"
