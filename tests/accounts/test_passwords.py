"""A password is long, not one that others would try, and kept only as a hash."""

from __future__ import annotations

import unicodedata

import pytest
from argon2 import extract_parameters

from app.accounts import passwords

ANA = {"email": "ana.lopez@rivertown.example", "name": "Ana López"}


@pytest.mark.parametrize(
    "password",
    [
        "",
        "short",
        "eleven char",
        "x" * 201,
        "passwordpassword",
        "Password1234",
        "P@ssw0rd2027!",
        "qwertyuiop12",
        "123456789012",
        "111111111111",
        "aaaaaaaaaaaa",
        "abcdefghijklmnop",
        "Welcome2027!!",
        "Summer20262027",
        "letmeinletmeinletmein",
        "correcthorsebatterystaple",
        "Footbridge2027",
        "!!!!!!1234567",
        "Lopez and the sea",
        "rivertown-4711-x",
        "the LÓPEZ family dog",
    ],
)
def test_a_weak_password_is_refused_with_a_sentence(password: str):
    problem = passwords.problem_with(password, **ANA)
    assert problem
    assert problem.endswith(".")


@pytest.mark.parametrize(
    "password",
    [
        "paper lantern over seven rivers",
        "Kx7$mm2!qPz9",
        "ñandú y café con leche",
        "橋を渡る人たちの静かな朝",
    ],
)
def test_an_uncommon_long_password_is_taken(password: str):
    assert passwords.problem_with(password, **ANA) is None


def test_a_hash_is_argon2id_with_the_chosen_cost():
    found = extract_parameters(passwords.hash_password("paper lantern"))
    assert (found.type.name, found.time_cost, found.memory_cost, found.parallelism) == (
        "ID",
        2,
        19456,
        1,
    )


def test_a_password_is_right_however_its_accents_were_typed():
    typed = "señorita café del río"
    kept = passwords.hash_password(unicodedata.normalize("NFD", typed))
    assert passwords.verify(kept, unicodedata.normalize("NFC", typed))
    assert not passwords.verify(kept, typed.upper())


@pytest.mark.parametrize("kept", [None, "", "not a hash"])
def test_without_a_hash_every_password_is_wrong(kept: str | None):
    assert not passwords.verify(kept, "the password of nobody at all")
