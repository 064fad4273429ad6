"""A spreadsheet that opens our CSV runs none of it, and adds up its numbers."""

from __future__ import annotations

import csv
import io
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.core.sheets import amount, csv_of, guarded


def rows_of(content: bytes) -> list[list[str]]:
    return list(csv.reader(io.StringIO(content.decode("utf-8-sig"), newline="")))


@pytest.mark.parametrize(
    "text",
    ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "\n=1", '=cmd|"/c calc"!A0', "-", "\x00=1"],
)
def test_a_text_that_may_be_a_formula_is_guarded(text):
    assert guarded(text) == f"'{text}"


@pytest.mark.parametrize("text", ["Ana", "", "O'Neil", "7.5", "a=b", " =1", "'=1", "ñ"])
def test_any_other_text_stays_as_it_is(text):
    assert guarded(text) == text


def test_numbers_dates_and_nothing_stay_what_they_are():
    content = csv_of(["n", "cents", "day", "none"], [[-3, amount(-1713), date(2026, 10, 5), None]])
    assert content == "\ufeffn,cents,day,none\r\n-3,-17.13,2026-10-05,\r\n".encode()


@given(cents=st.integers(-(10**12), 10**12))
def test_an_amount_has_two_decimals_and_no_exponent(cents):
    text = str(amount(cents))
    assert "E" not in text
    assert round(float(text) * 100) == cents
    assert len(text.partition(".")[2]) == 2


LINES = st.text(st.characters(exclude_categories=("Cs",), exclude_characters="\r\n\x00"))


@given(rows=st.lists(st.lists(LINES, min_size=2, max_size=2)))
def test_every_cell_comes_back_with_at_most_its_guard(rows):
    read = rows_of(csv_of(["a", "b"], rows))[1:]
    assert read == [[guarded(cell) for cell in row] for row in rows]
