"""Drive servers in processes of their own, in turn, so that a noisy machine troubles all alike."""

from __future__ import annotations

import contextlib
import json
import subprocess
import sys
from collections.abc import Iterator
from typing import Any

from benchmarks import data
from benchmarks.serving import Served

WARM = 5


class Apart:
    """Be a server in a process of its own."""

    def __init__(self, kind: str, url: str, pages: dict[str, str]) -> None:
        self.process = subprocess.Popen(  # noqa: S603 - our own module
            [sys.executable, "-m", "benchmarks.serving", kind, url],
            cwd=data.ROOT,
            env=data.environment(url),
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        self._say(pages)

    def _say(self, value: object) -> Any:  # noqa: ANN401 - JSON
        assert self.process.stdin, self.process.stdout  # noqa: S101 - for the type checker
        self.process.stdin.write(json.dumps(value) + "\n")
        self.process.stdin.flush()
        line = self.process.stdout.readline()
        if not line:
            msg = "the server ended"
            raise RuntimeError(msg)
        return json.loads(line)

    def ask(self, path: str, times: int) -> list[float]:
        """Ask for a page so many times; give the CPU seconds that each took."""
        return self._say({"path": path, "times": times})

    def html(self, path: str) -> str:
        """Give a page's HTML."""
        return self._say({"path": path, "times": 0})

    def stop(self) -> None:
        """End the process."""
        self.process.kill()
        self.process.wait()


@contextlib.contextmanager
def serving(
    kind: str, url: str, sizes: data.Sizes, pages: dict[str, str] | None = None
) -> Iterator[Apart | Served]:
    """Give a server, in a process of its own unless the sizes are tiny."""
    if not sizes.apart:
        yield Served(kind, url, pages or {})
        return
    server = Apart(kind, url, pages or {})
    try:
        yield server
    finally:
        server.stop()


def in_turn(
    servers: dict[str, tuple[Apart | Served, str]], sizes: data.Sizes
) -> dict[str, list[float]]:
    """Ask each server for its page in turn; give the milliseconds of CPU of each answer."""
    found: dict[str, list[float]] = {name: [] for name in servers}
    for server, path in servers.values():
        server.ask(path, min(WARM, sizes.requests))
    for _ in range(sizes.rounds):
        for name, (server, path) in servers.items():
            found[name] += [1000 * cost for cost in server.ask(path, sizes.requests)]
    return found
