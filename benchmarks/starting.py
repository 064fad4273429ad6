"""Compare start and memory of one web process with a bare Flask and SQLAlchemy app (goal 13)."""

from __future__ import annotations

import json
import os
import resource
import subprocess
import sys

from benchmarks import data
from benchmarks.serving import Served
from benchmarks.table import Table

WARM_PAGES = ("/students", "/placements", "/matches", "/hours")


def run(sizes: data.Sizes) -> Table:
    """Start each in turn in processes of their own, and let each say what it cost."""
    table = Table("starting", "13 · Start: CPU from nothing to the first answer; memory at work")
    url = data.copy_of(data.district(sizes.small), "starting")
    found: dict[str, list[dict[str, float]]] = {"starting": [], "bare": []}
    if sizes.apart:
        _started("starting", url)  # the first one writes the compiled files of Python
    for _ in range(sizes.rounds):
        for kind, told in found.items():
            told.append(_started(kind, url))
    table.compare(
        "import to first answer",
        "s",
        [each["cpu"] for each in found["starting"]],
        [each["cpu"] for each in found["bare"]],
        3,
        peer="bare Flask + SQLAlchemy",
    )
    table.state("memory after 40 pages", "MB", [each["memory"] for each in found["starting"]], 120)
    bare = min(each["memory"] for each in found["bare"])
    table.notes.append(f"the bare app holds {bare:.0f} MB")
    return table


def _started(module: str, url: str) -> dict[str, float]:
    told = subprocess.run(  # noqa: S603 - one of ours
        [sys.executable, "-m", f"benchmarks.{module}", url],
        cwd=data.ROOT,
        env=data.environment(url),
        stdout=subprocess.PIPE,
        check=True,
    )
    return json.loads(told.stdout.splitlines()[-1])


def main(url: str) -> None:
    """Start, answer once, work a little, and say what it cost."""
    client = data.app_over(url).test_client()
    client.get("/sign-in", base_url="http://127.0.0.1").get_data()
    cpu = sum(os.times()[:2])
    served = Served("ours", url, {})
    for path in WARM_PAGES:
        served.ask(path, 10)
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(json.dumps({"cpu": cpu, "memory": memory}))


if __name__ == "__main__":
    main(*sys.argv[1:])
