"""Run benchmarks by name, or all: `python3 dev.py bench [--json] [--tiny] [NAME ...]`."""

from __future__ import annotations

import importlib
import json
import sys

from benchmarks.data import TINY, Sizes
from benchmarks.table import Table

# in the order of the numbers of the goals (docs/performance.md)
NAMES = (
    "matching",
    "matching_run",
    "eligibility",
    "suggesting",
    "pages",
    "growth",
    "confirming",
    "importing",
    "mailing",
    "tail",
    "setting_up",
    "starting",
    "loading",
)


def run(name: str, sizes: Sizes) -> Table:
    """Run one benchmark."""
    return importlib.import_module(f"benchmarks.{name}").run(sizes)


def main(arguments: list[str]) -> int:
    """Print a table a benchmark; give 2 for a name that there is not, else 0."""
    names = [each for each in arguments if not each.startswith("--")] or list(NAMES)
    unknown = [each for each in names if each not in NAMES]
    if unknown:
        print(f"There is no {unknown[0]}. There are: {', '.join(NAMES)}", file=sys.stderr)
        return 2
    sizes = TINY if "--tiny" in arguments else Sizes()
    tables = []
    for name in names:
        tables.append(run(name, sizes))
        if "--json" not in arguments:
            print(tables[-1].text(), flush=True)
    if "--json" in arguments:
        print(json.dumps([table.as_json() for table in tables], ensure_ascii=False))
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
