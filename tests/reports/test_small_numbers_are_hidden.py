"""No number below ten is told, and none can be computed from what is told."""

from __future__ import annotations

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from app.reports.masking import bridges, hidden, with_totals

LEAST = 10
TABLES = st.integers(1, 5).flatmap(
    lambda width: st.lists(
        st.lists(st.integers(0, 30), min_size=width, max_size=width), min_size=1, max_size=6
    )
)


def computable(table, gone) -> set[tuple[int, int]]:
    """Give the hidden cells that the equations of rows and columns determine, by linear algebra."""
    cells = sorted(gone)
    at = {cell: index for index, cell in enumerate(cells)}
    height, width = len(table), len(table[0])
    equations = []
    lines = [[(row, column) for column in range(width)] for row in range(height)]
    lines += [[(row, column) for row in range(height)] for column in range(width)]
    for line in lines:
        equation = np.zeros(len(cells))
        for cell in line:
            if cell in at:
                equation[at[cell]] = -1 if cell == line[-1] else 1
        equations.append(equation)
    matrix = np.array(equations)
    rank = np.linalg.matrix_rank(matrix) if cells else 0
    return {
        cell
        for cell in cells
        if np.linalg.matrix_rank(np.vstack([matrix, np.eye(len(cells))[at[cell]]])) == rank
    }


def test_nine_beside_twelve_are_hidden_both_where_their_total_is_told():
    # domain.md §10, fixture 10
    table = with_totals([[9, 12, 40], [20, 30, 40]])
    gone = hidden(table, LEAST)
    assert {(0, 0), (0, 1)} <= gone
    assert (0, 2) not in gone, "forty need not be hidden"
    assert len(gone & {(1, 0), (1, 1), (2, 0), (2, 1)}) >= 2, "nor do they follow from the columns"
    assert computable(table, gone) == set()


def test_what_hides_nothing_small_hides_nothing():
    assert hidden(with_totals([[10, 20], [0, 15]]), LEAST) == set()


def test_a_lone_employer_that_is_not_listed_does_not_follow_from_the_totals():
    table = with_totals([[50, 60], [3, 4]])
    gone = hidden(table, LEAST, frozenset({1}))
    assert computable(table, gone) == set()
    assert (0, 0) in gone or (2, 0) in gone


@settings(max_examples=300)
@given(TABLES)
def test_no_hidden_number_can_be_computed_and_no_small_one_is_told(inner):
    table = with_totals(inner)
    gone = hidden(table, LEAST)
    for row, values in enumerate(table):
        for column, value in enumerate(values):
            assert (row, column) in gone or value == 0 or value >= LEAST
    assert computable(table, gone) <= everything_hidden(table, gone)
    for line in lines(table):
        *parts, total = line
        inside = [table[r][c] for r, c in parts if (r, c) in gone]
        assert not inside or total in gone or sum(inside) >= LEAST


@given(st.sets(st.tuples(st.integers(0, 5), st.integers(0, 5)), max_size=20))
def test_what_can_be_computed_is_what_linear_algebra_says(cells):
    blank = [[0] * 7 for _ in range(7)]
    assert bridges(cells) == computable(blank, cells)


def lines(table) -> list[list[tuple[int, int]]]:
    height, width = len(table), len(table[0])
    rows = [[(row, column) for column in range(width)] for row in range(height)]
    return rows + [[(row, column) for row in range(height)] for column in range(width)]


def everything_hidden(table, gone) -> set[tuple[int, int]]:
    """Give the hidden cells of a row or column in which nothing but zeros is left to be shown.

    One such cell may be computed where the whole table holds nothing else: then there is no table.
    """
    found: set[tuple[int, int]] = set()
    for line in lines(table):
        if all(cell in gone or not table[cell[0]][cell[1]] for cell in line):
            found |= {cell for cell in line if cell in gone}
    return found
