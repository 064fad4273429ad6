"""Ask every list page over one connection to gunicorn; look at the slowest (goal 11)."""

from __future__ import annotations

import contextlib
import http.client
import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator

from benchmarks import data
from benchmarks.growth import PAGES
from benchmarks.serving import Served, signed_in
from benchmarks.table import Table, percentile

TIMES, PATIENCE = 5, 30.0


def run(sizes: data.Sizes) -> Table:
    """Measure the wall time of each answer."""
    table = Table("tail", "11 · Tail: the slowest of a hundred answers over one connection")
    scale = sizes.small if sizes.tiny else "district"
    url = data.copy_of(data.district(scale), "tail")
    cookie = {"Cookie": signed_in(data.app_over(url))}
    times = 4 if sizes.tiny else TIMES * sizes.requests
    if not sizes.apart:
        served = Served("ours", url, {})
        for path in PAGES[:1]:
            _add(table, path, served.ask(path, times))
        return table
    with gunicorn(url) as port:
        for path in PAGES:
            connection = http.client.HTTPConnection("127.0.0.1", port, timeout=PATIENCE)
            _asked(connection, path, cookie, 20)
            _add(table, path, _asked(connection, path, cookie, times))
            connection.close()
    return table


def _add(table: Table, path: str, seconds: list[float]) -> None:
    p50, p99 = (1000 * percentile(seconds, each) for each in (50, 99))
    table.compare(f"{path} p99", "ms", [p99], [p50], 3, peer="p50")


def _asked(
    connection: http.client.HTTPConnection, path: str, headers: dict[str, str], times: int
) -> list[float]:
    found = []
    for _ in range(times):
        began = time.perf_counter()
        connection.request("GET", path, headers=headers)
        answer = connection.getresponse()
        answer.read()
        found.append(time.perf_counter() - began)
        if answer.status != http.HTTPStatus.OK:
            msg = f"{path} answered {answer.status}"
            raise RuntimeError(msg)
    return found


@contextlib.contextmanager
def gunicorn(url: str) -> Iterator[int]:
    """Run the web server as in production, one process of it; give its port."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    env = data.environment(url) | {"PORT": str(port), "HOST": "127.0.0.1", "WEB_CONCURRENCY": "1"}
    server = subprocess.Popen(
        [sys.executable, "-m", "gunicorn", "-c", "deploy/gunicorn.py", "wsgi:app"],
        cwd=data.ROOT,
        env=env,
        stdout=subprocess.DEVNULL,
    )
    try:
        wait_for(port, server)
        yield port
    finally:
        server.terminate()
        server.wait()


def wait_for(port: int, server: subprocess.Popen[bytes]) -> float:
    """Wait for the first answer; give the seconds that it took."""
    began = time.perf_counter()
    while server.poll() is None and time.perf_counter() - began < PATIENCE * 10:
        with contextlib.suppress(OSError):
            connection = http.client.HTTPConnection("127.0.0.1", port, timeout=PATIENCE)
            connection.request("GET", "/healthz")
            if connection.getresponse().status == http.HTTPStatus.OK:
                return time.perf_counter() - began
        time.sleep(0.02)
    msg = f"no answer on port {port} (process {os.getpid()})"
    raise RuntimeError(msg)
