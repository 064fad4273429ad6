"""Tell a path of our own from an address that leads elsewhere."""

from __future__ import annotations

from typing import Final

HOME: Final = "/"
LONGEST: Final = 2000


def own_path(wanted: str) -> str:
    """Give a path of this site as it was asked for, or the home page for anything else.

    Browsers drop tabs and line breaks and read a backslash as a slash, so none may occur.
    """
    if not wanted.startswith("/") or wanted.startswith("//") or len(wanted) > LONGEST:
        return HOME
    if "\\" in wanted or " " in wanted or not wanted.isprintable():
        return HOME
    return wanted
