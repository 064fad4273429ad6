"""Hash and check passwords, and say what is wrong with a weak one; knows no database."""

from __future__ import annotations

import functools
import itertools
import re
import unicodedata
from pathlib import Path
from typing import Final

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from app.core.text import fold

SHORTEST: Final = 12
LONGEST: Final = 200
FEWEST_CHARACTERS: Final = 5
TELLING: Final = 4
LIST: Final = Path(__file__).with_name("common_passwords.txt")
LEET: Final = str.maketrans("013457@$!", "oleastasi")
HASHER: Final = PasswordHasher(time_cost=2, memory_cost=19 * 1024, parallelism=1)


def hash_password(password: str) -> str:
    """Hash a password with argon2id; about 20 ms and 19 MiB, so never inside a transaction."""
    return HASHER.hash(_normal(password))


def verify(password_hash: str | None, password: str) -> bool:
    """Tell whether a password is right; without a hash it costs the same and is always wrong."""
    try:
        HASHER.verify(password_hash or _nobodys_hash(), _normal(password))
    except (VerificationError, InvalidHashError):
        return False
    return bool(password_hash)


def problem_with(password: str, *, email: str, name: str = "") -> str | None:
    """Say in a sentence why a password may not be used, or None when it may."""
    password = _normal(password)
    if len(password) < SHORTEST:
        return f"Use at least {SHORTEST} characters. A few words in a row are easy to remember."
    if len(password) > LONGEST:
        return f"Use at most {LONGEST} characters."
    if is_common(password):
        return "This password is one of the first that others would try. Choose another."
    if any(part in fold(password) for part in telling_parts(email, name)):
        return "Leave your name and your email address out of the password."
    return None


def is_common(password: str) -> bool:
    """Tell whether a password is well known, repeats itself, or dresses up a well-known word."""
    text = password.casefold()
    if len(set(text)) < FEWEST_CHARACTERS or _is_run(text):
        return True
    bare = re.sub(r"^[\W\d_]+|[\W\d_]+$", "", text)
    plain = re.sub(r"[\W\d_]+", "", bare.translate(LEET))
    return not bare or not {text, bare, plain, _unrepeated(bare)}.isdisjoint(_common())


def telling_parts(email: str, name: str) -> set[str]:
    """Give the words of an address and a name that a password must not hold (4 letters or more)."""
    words = re.split(r"[^\w]|_|\d", f"{fold(email)} {fold(name)}")
    local = fold(email).partition("@")[0]
    return {word for word in (*words, local) if len(word) >= TELLING} - {"mail", "school"}


def _normal(password: str) -> str:
    return unicodedata.normalize("NFC", password)


@functools.cache
def _nobodys_hash() -> str:
    return HASHER.hash("the password of nobody at all")


@functools.cache
def _common() -> frozenset[str]:
    return frozenset(LIST.read_text(encoding="utf-8").split())


def _is_run(text: str) -> bool:
    steps = {ord(after) - ord(before) for before, after in itertools.pairwise(text)}
    return len(steps) == 1


def _unrepeated(text: str) -> str:
    found = re.fullmatch(r"(.+?)\1+", text)
    return found[1] if found else text
