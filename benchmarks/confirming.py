"""Compare confirming a week of five students with its rows in a bare transaction (goal 7)."""

from __future__ import annotations

import contextlib
import json
import os
import re
import subprocess
import sys
import time
from collections.abc import Iterator
from typing import Any

import sqlalchemy as sa
from werkzeug.test import Client

from app.core.db import db, set_up_engine
from benchmarks import data
from benchmarks.pages import links
from benchmarks.table import Table, percentile

FIELD = re.compile(r'name="([vha]-[\d-]+)"[^>]*?value="([^"]*)"')
ABSENT = re.compile(r'<input[^>]*?name="(a-[\d-]+)"[^>]*?\schecked[^>]*>')
SEE_OTHER = 303
WRITES = (sa.Insert, sa.Update, sa.Delete)
POSTGRES = os.environ.get("TEST_POSTGRES_URL", "")


def run(sizes: data.Sizes) -> Table:
    """Measure one process beside a bare transaction, then several at once."""
    table = Table("confirming", "7 · Confirming a week of five students")
    _beside_the_floor(table, sizes)
    scale = sizes.small if sizes.tiny else "district"
    url = data.copy_of(data.district(scale), "crowd")
    lite = _at_once(url, sizes)
    table.state("SQLite, errors of all processes", "errors", [float(lite["errors"])], 0)
    p50, p99 = percentile(lite["seconds"], 50), percentile(lite["seconds"], 99)
    table.compare("SQLite at once: p99", "ms", [1000 * p99], [1000 * p50], 5, peer="p50")
    table.notes.append(f"{sizes.processes} processes, {len(lite['seconds'])} answers in all")
    if POSTGRES and not sizes.tiny:
        with _postgres(scale) as address:
            server = _at_once(address, sizes)
        table.compare(
            *("PostgreSQL at once", "/s", [server["rate"]], [lite["rate"]], 1),
            peer="SQLite",
            at_least=True,
        )
    elif not sizes.tiny:
        table.notes.append("PostgreSQL was not measured: TEST_POSTGRES_URL names no server")
    return table


class Confirming:
    """Answer weekly requests by their links, as a supervisor's browser does."""

    def __init__(self, url: str) -> None:
        self.app = data.app_over(url)
        self.client = Client(self.app)

    def form(self, path: str) -> dict[str, str]:
        """Open a link and give what its form holds, with the button that confirms all."""
        html = self.client.get(path, base_url="http://127.0.0.1").text
        fields = dict(FIELD.findall(html))
        kept = {name: value for name, value in fields.items() if not name.startswith("a-")}
        kept |= dict.fromkeys(ABSENT.findall(html), "1")
        return kept | {"answer": "confirm-all", "name": ""}

    def confirm(self, path: str, form: dict[str, str]) -> bool:
        """Confirm all; tell whether it was taken."""
        answer = self.client.post(path, data=form, base_url="http://127.0.0.1")
        return answer.status_code == SEE_OTHER


def _beside_the_floor(table: Table, sizes: data.Sizes) -> None:
    source = data.district(sizes.large)
    url = data.copy_of(source, "confirming")
    bare = sa.create_engine(data.copy_of(source, "bare"))
    set_up_engine(bare)
    confirming = Confirming(url)
    with confirming.app.app_context():
        engine = db.engine
    written: list[tuple[Any, Any]] = []

    @sa.event.listens_for(engine, "before_execute")
    def note(_connection: Any, clause: Any, many: Any, one: Any, _options: Any) -> None:  # noqa: ANN401 - SQLAlchemy's own
        if isinstance(clause, WRITES):
            written.append((clause, many or one))

    ours, floor, rows = [], [], 0
    for _id, path in links(url, sizes.answers + 1):
        form = confirming.form(path)
        _replay(bare, written)
        written.clear()
        began = time.process_time()
        if not confirming.confirm(path, form):
            msg = f"{path} was not taken"
            raise RuntimeError(msg)
        ours.append(1000 * (time.process_time() - began))
        rows = len(written)
        began = time.process_time()
        _replay(bare, written)
        floor.append(1000 * (time.process_time() - began))
        written.clear()
    # the first one of each also compiles its statements
    table.compare("one answer", "ms", ours[1:], floor[1:], 2, peer="bare transaction")
    table.notes.append(f"the bare transaction runs the same {rows} statements of Core")


def _replay(engine: sa.Engine, written: list[tuple[Any, Any]]) -> None:
    with engine.begin() as connection:
        for statement, values in written:
            connection.execute(statement, values or None)


def _at_once(url: str, sizes: data.Sizes) -> dict[str, Any]:
    """Let several processes answer different requests; give each answer's seconds, and errors."""
    paths = [path for _id, path in links(url, sizes.answers * sizes.processes)]
    shares = [paths[first :: sizes.processes] for first in range(sizes.processes)]
    if not sizes.apart:
        told = [_answer_all(url, paths)]
    else:
        processes = [
            subprocess.Popen(  # noqa: S603 - this module
                [sys.executable, "-m", "benchmarks.confirming", url],
                cwd=data.ROOT,
                env=data.environment(url),
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                text=True,
            )
            for _ in shares
        ]
        for process, share in zip(processes, shares, strict=True):
            _tell(process, json.dumps(share))
            process.stdout.readline()  # type: ignore[union-attr]
        for process in processes:
            _tell(process, "go")
        told = [json.loads(process.communicate()[0]) for process in processes]
    seconds = [each for one in told for each in one["seconds"]]
    lasted = max(one["lasted"] for one in told)
    return {
        "seconds": seconds,
        "errors": sum(one["errors"] for one in told),
        "rate": len(seconds) / lasted,
    }


def _tell(process: subprocess.Popen[str], line: str) -> None:
    process.stdin.write(line + "\n")  # type: ignore[union-attr]
    process.stdin.flush()  # type: ignore[union-attr]


def _answer_all(url: str, paths: list[str]) -> dict[str, Any]:
    confirming = Confirming(url)
    forms = [(path, confirming.form(path)) for path in paths]
    if __name__ == "__main__":
        print("ready", flush=True)
        sys.stdin.readline()
    seconds, errors = [], 0
    start = time.perf_counter()
    for path, form in forms:
        began = time.perf_counter()
        errors += not confirming.confirm(path, form)
        seconds.append(time.perf_counter() - began)
    return {"seconds": seconds, "errors": errors, "lasted": time.perf_counter() - start}


@contextlib.contextmanager
def _postgres(scale: str) -> Iterator[str]:
    """Make a district on the PostgreSQL server that was named, and remove it in the end."""
    server = sa.make_url(POSTGRES)
    name = f"footbridge_bench_{os.getpid()}"
    url = server.set(database=name).render_as_string(hide_password=False)
    engine = sa.create_engine(server, isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        connection.exec_driver_sql(f'CREATE DATABASE "{name}"')
        try:
            data.fill(url, scale)
            yield url
        finally:
            connection.exec_driver_sql(f'DROP DATABASE "{name}" WITH (FORCE)')
            engine.dispose()


if __name__ == "__main__":
    print(json.dumps(_answer_all(sys.argv[1], json.loads(sys.stdin.readline()))), flush=True)
