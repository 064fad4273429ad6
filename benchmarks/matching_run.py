"""Compare a run, from the database to committed matches, with an exact solver alone (goal 2)."""

from __future__ import annotations

import json
import subprocess
import sys
from typing import Any, Final

from benchmarks import data
from benchmarks.table import Table

MOST_ROUNDS: Final = 3
MOST_MEGABYTES: Final = 400


def run(sizes: data.Sizes) -> Table:
    """Run the matching of the program that most students want, each time on a fresh copy."""
    url = data.district(sizes.small if sizes.tiny else sizes.large)
    found = [_run(url) for _ in range(min(MOST_ROUNDS, sizes.rounds))]
    first = found[0]
    size = f"{first['students']:,} by {first['placements']:,}, {first['pairs']:,} eligible pairs"
    table = Table("matching_run", f"2 · A run from the database to matches: {size}")
    for work, steps in (("run", ("run",)), ("run and commit", ("run", "commit"))):
        ours = [sum(each[step] for step in steps) * 1000 for each in found]
        if "ortools" in first:
            theirs = [each["ortools"] * 1000 for each in found]
            table.compare(work, "ms", ours, theirs, 4.0, peer="ortools, solving only")
        else:
            table.state(work, "ms", ours, float("inf"))
    table.state(
        "memory of the process", "MB", [each["megabytes"] for each in found], MOST_MEGABYTES
    )
    table.notes.append(f"{first['placed']:,} students placed; each match is committed by its moves")
    return table


def _run(url: str) -> dict[str, Any]:
    copy = data.copy_of(url, "matching_run")
    command = [sys.executable, "-m", "benchmarks.run_steps", copy]
    done = subprocess.run(  # noqa: S603 - our own command
        command,
        cwd=data.ROOT,
        env=data.environment(copy),
        capture_output=True,
        text=True,
        check=True,
    )
    answer: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return answer
