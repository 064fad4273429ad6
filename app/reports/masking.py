"""Hide the small numbers of a table with totals, so that none follows from what is shown.

Every number from 1 to one less than the least that may be shown is hidden, and more along with it,
the smallest first, until in each row and column what is hidden makes up the least, and no hidden
number can be computed from the others (domain.md §8 "Small cells": complementary suppression).

A table whose rows and columns add up is a graph: each hidden number joins its row and its column.
One can be computed exactly when nothing else joins the two sides that it joins, when it is a
bridge; a number alone in its row or column is the simplest of them.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence

Table = Sequence[Sequence[int]]
Cell = tuple[int, int]
Line = list[Cell]
Node = tuple[str, int]


def with_totals(table: Table) -> list[list[int]]:
    """Give a table with a total at the end of each row, and a row of totals below."""
    rows = [[*row, sum(row)] for row in table]
    width = len(table[0]) + 1 if table else 1
    return [*rows, [sum(row[column] for row in rows) for column in range(width)]]


def hidden(table: Table, least: int, unlisted: frozenset[int] = frozenset()) -> set[Cell]:
    """Give which cells of a table with totals are hidden, as (row, column).

    `unlisted` are rows that are not shown at all; they stand in the totals of the columns only.
    """
    gone = {
        (row, column)
        for row, values in enumerate(table)
        for column, value in enumerate(values)
        if 0 < value < least or (row in unlisted and value)
    }
    lines = list(_lines(table, unlisted))
    while more := _one_more(table, lines, least, gone):
        gone.add(more)
    return gone


def bridges(cells: set[Cell]) -> set[Cell]:
    """Give the hidden cells that can be computed from the others (depth first, no recursion)."""
    joined: dict[Node, list[tuple[Node, Cell]]] = defaultdict(list)
    for cell in sorted(cells):
        row, column = ("row", cell[0]), ("column", cell[1])
        joined[row].append((column, cell))
        joined[column].append((row, cell))
    seen: dict[Node, int] = {}
    low: dict[Node, int] = {}
    found: set[Cell] = set()
    for root in tuple(joined):
        if root in seen:
            continue
        seen[root] = low[root] = len(seen)
        path: list[tuple[Node, Cell | None, Iterator[tuple[Node, Cell]]]] = [
            (root, None, iter(joined[root]))
        ]
        while path:
            node, by, rest = path[-1]
            step = next(rest, None)
            if step is None:
                path.pop()
                if path and by is not None:
                    above = path[-1][0]
                    low[above] = min(low[above], low[node])
                    if low[node] > seen[above]:
                        found.add(by)
            elif step[1] != by:
                onward, cell = step
                if onward in seen:
                    low[node] = min(low[node], seen[onward])
                else:
                    seen[onward] = low[onward] = len(seen)
                    path.append((onward, cell, iter(joined[onward])))
    return found


def _lines(table: Table, unlisted: frozenset[int]) -> Iterator[Line]:
    """Give each row and each column of a table, its total last."""
    width = len(table[0]) if table else 0
    for row in range(len(table)):
        if row not in unlisted:
            yield [(row, column) for column in range(width)]
    for column in range(width):
        yield [(row, column) for row in range(len(table))]


def _one_more(table: Table, lines: Sequence[Line], least: int, gone: set[Cell]) -> Cell | None:
    """Give the next cell to be hidden, first where a line tells of too few or of one alone."""
    for line in lines:
        if _tells(table, line, least, gone) and (cell := _best(table, line, gone)):
            return cell
    known = bridges(gone)
    for line in lines:
        if any(cell in known for cell in line) and (cell := _best(table, line, gone)):
            return cell
    return None


def _tells(table: Table, line: Line, least: int, gone: set[Cell]) -> bool:
    *parts, total = line
    inside = [cell for cell in parts if cell in gone]
    few = sum(table[row][column] for row, column in inside) < least
    alone = len(inside) + (total in gone) == 1
    return alone or bool(inside and total not in gone and few)


def _best(table: Table, line: Line, gone: set[Cell]) -> Cell | None:
    """Give the cell of a line to hide: where others are hidden beside it, then the smallest.

    Its total is hidden last.
    """
    rows, columns = {row for row, _ in gone}, {column for _, column in gone}
    *parts, total = line
    across = len({row for row, _ in line}) == 1
    shown = [cell for cell in parts if cell not in gone and table[cell[0]][cell[1]]]
    if not shown:
        return total if total not in gone and table[total[0]][total[1]] else None

    def cost(cell: Cell) -> tuple[bool, int, Cell]:
        beside = cell[1] in columns if across else cell[0] in rows
        return not beside, table[cell[0]][cell[1]], cell

    return min(shown, key=cost)
