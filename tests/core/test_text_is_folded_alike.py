"""Text is folded alike for both databases, and holds nothing that cannot be read."""

from __future__ import annotations

import unicodedata

import pytest
import sqlalchemy as sa
from hypothesis import given
from hypothesis import strategies as st

from app.core.db import db
from app.core.text import fold, has_control, like, lines, number, one_line
from app.students.models import Student
from tests.builders import a_student


@pytest.mark.parametrize(
    ("text", "folded"),
    [
        ("O’Neil", "oneil"),
        ("O'Neil", "oneil"),
        ("Núñez-García", "nunez garcia"),
        ("Nguyễn  Văn\tAn", "nguyen van an"),
        ("STRASSE", "strasse"),
        ("Straße", "strasse"),
        ("\uff21\uff22\uff23", "abc"),
        ("", ""),
    ],
)
def test_names_are_found_however_they_are_typed(text, folded):
    assert fold(text) == folded


@given(st.text())
def test_folding_twice_is_folding_once(text):
    assert fold(fold(text)) == fold(text)


@given(st.text(), st.text())
def test_parts_are_folded_as_one_text(first, second):
    assert fold(first, None, second).split() == (fold(first) + " " + fold(second)).split()


@pytest.mark.parametrize("typed", ["%", "_", "\\", "a%b", "50%_\\"])
def test_wildcards_that_are_typed_find_only_themselves(any_app, typed):
    with any_app.app_context():
        a_student(family_name="Axb")
        wanted = a_student(family_name=typed)
        query = sa.select(Student.id).where(Student.search.like(like(typed), escape="\\"))
        assert list(db.session.scalars(query)) == [wanted.id]


@given(st.text())
def test_one_line_is_one_line_without_control_characters(text):
    line = one_line(text, 50)
    assert len(line) <= 50
    assert not any(unicodedata.category(char)[0] in "CZ" and char != " " for char in line)
    assert line == " ".join(line.split())


@given(st.text())
def test_lines_keep_their_breaks_and_nothing_else_that_is_unseen(text):
    kept = lines(text)
    assert not has_control(kept)
    assert "\r" not in kept
    assert kept == kept.strip()


def test_breaks_and_tabs_are_no_control_characters_to_refuse():
    assert not has_control("a\r\n\tb")
    assert has_control("a\x00b")
    assert has_control("a\x1bb")


@pytest.mark.parametrize("text", ["", "-1", "³", "٣", "1.5", "9999999999", " 1", "1e3", "\x00"])
def test_what_is_no_record_s_id_is_none(text):
    assert number(text) is None


@given(st.integers(0, 999_999_999))
def test_a_record_s_id_is_read(found):
    assert number(str(found)) == found
