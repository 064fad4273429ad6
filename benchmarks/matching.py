"""Compare the matching engine with libraries on the same invented town (goal 1)."""

from __future__ import annotations

import importlib.util
import json
import subprocess
import sys
from collections import defaultdict
from typing import Any, Final, NamedTuple

from benchmarks import data
from benchmarks.table import Table

# the library that a solver needs, where it is not ours
NEEDS: Final = {
    "matching": "matching",
    "matching-bare": "matching",
    "ortools": "ortools",
    "scipy": "scipy",
}
MOST_ROUNDS: Final = 5
SMALL, LARGE = (5_000, 600), (50_000, 5_000)
EXACT: Final = 0.999


class Comparison(NamedTuple):
    """Be one line: our solver beside a peer on a town, and what the ratio may be."""

    work: str
    ours: str
    peer: str
    size: tuple[int, int]
    goal: float


COMPARISONS: Final = (
    Comparison("first stage", "accepting", "matching", SMALL, 1 / 100),
    Comparison("first stage", "accepting", "matching-bare", SMALL, 1 / 20),
    Comparison("first stage", "accepting", "matching-bare", LARGE, 1 / 50),
    Comparison("first stage with reserves", "reserves", "ortools", LARGE, 0.75),
    Comparison("two stages", "two-stage", "ortools", LARGE, 1.0),
    Comparison("greatest worth", "worth", "ortools", LARGE, 4.0),
    Comparison("greatest worth", "worth", "ortools", SMALL, 12.0),
    Comparison("greatest worth", "worth", "scipy", SMALL, 1 / 1.2),
)


def run(sizes: data.Sizes) -> Table:
    """Let each solver solve the same towns, each in a process of its own, in turn."""
    table = Table("matching", "1 · Matching an invented town, against libraries")
    found = _solved(sizes)
    for each in COMPARISONS:
        size = _size(each.size, sizes)
        ours, theirs = found[each.ours, size], found[each.peer, size]
        work = f"{each.work}, {size[0]:,} by {size[1]:,}"
        if theirs:
            seconds = ([one["seconds"] * 1000 for one in some] for some in (ours, theirs))
            table.compare(work, "ms", *seconds, each.goal, peer=each.peer)
        else:
            table.notes.append(f"{each.peer} is not installed here: {work} stands alone")
            table.state(work, "ms", [one["seconds"] * 1000 for one in ours], float("inf"))
    _quality(table, found, sizes)
    return table


def _solved(
    sizes: data.Sizes,
) -> dict[tuple[str, tuple[int, int]], list[dict[str, Any]]]:
    wanted = dict.fromkeys(
        (solver, _size(each.size, sizes))
        for each in COMPARISONS
        for solver in (each.ours, each.peer)
    )
    found: dict[tuple[str, tuple[int, int]], list[dict[str, Any]]] = defaultdict(list)
    for turn in range(min(MOST_ROUNDS, sizes.rounds)):
        for solver, size in wanted:
            # a minute or so each: once tells enough of a fiftieth
            once = solver == "matching-bare" and size == LARGE
            if _is_here(solver) and not (once and turn):
                found[solver, size].append(_solve(solver, size))
    return found


def _size(size: tuple[int, int], sizes: data.Sizes) -> tuple[int, int]:
    return (sizes.students, max(sizes.students // 8, 2)) if sizes.tiny else size


def _is_here(solver: str) -> bool:
    return solver not in NEEDS or importlib.util.find_spec(NEEDS[solver]) is not None


def _solve(solver: str, size: tuple[int, int]) -> dict[str, Any]:
    command = [sys.executable, "-m", "benchmarks.solvers", solver, *map(str, size)]
    done = subprocess.run(command, cwd=data.ROOT, capture_output=True, text=True, check=True)  # noqa: S603
    answer: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return answer


def _quality(
    table: Table, found: dict[tuple[str, tuple[int, int]], list[dict[str, Any]]], sizes: data.Sizes
) -> None:
    """Say what came of each: it is why runs use two stages and show the greatest worth beside."""
    for size in dict.fromkeys(_size(each, sizes) for each in (SMALL, LARGE)):
        for solver in ("two-stage", "worth"):
            for answer in found[solver, size][:1]:
                said = ", ".join(
                    f"{name} {answer[name]:,}"
                    for name in ("placed", "first choice", "any listed", "envy")
                )
                table.notes.append(f"{solver}, {size[0]:,} by {size[1]:,}: {said}")
        ours, exact = found["worth", size][:1], found["ortools", size][:1]
        if ours and exact:
            share = ours[0]["total"] / exact[0]["total"]
            said = "as close as asked" if share >= EXACT else "short of what is asked"
            table.notes.append(f"worth, {size[0]:,}: {share:.4%} of the exact greatest, {said}")
