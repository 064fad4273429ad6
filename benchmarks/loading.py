"""Compare loading a demo district with a bare bulk insert of the same rows."""

from __future__ import annotations

import resource
import subprocess
import sys
import time
from pathlib import Path

import sqlalchemy as sa

from app.core.db import Base, db
from app.desk.demo.rows import CHUNK
from benchmarks import data
from benchmarks.table import Table

BUSY_ROUNDS = 3


def run(sizes: data.Sizes) -> Table:
    """Load a district and insert its rows again, in turn."""
    scale = "small" if sizes.tiny else "district"
    table = Table("loading", f"Loading the {scale} demo: CPU, against a bare bulk insert")
    source = data.district(scale)
    blank = empty(source)
    ours, floor = [], []
    for _ in range(min(BUSY_ROUNDS, sizes.rounds)):
        ours.append(_load(data.copy_of(blank, "loading"), scale, apart=sizes.apart))
        floor.append(_insert(source, data.copy_of(blank, "inserting")))
    table.compare("demo load", "s", ours, floor, 10, peer="executemany")
    memory = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024
    if sizes.apart:
        table.state("memory", "MB", [memory], 500)
    return table


def empty(source: str) -> str:
    """Give the address of a migrated database without rows."""
    path = data.KEPT / "empty.sqlite3"
    path.unlink(missing_ok=True)
    made = sa.create_engine(f"sqlite:///{path}")
    with sa.create_engine(source).connect() as old, made.begin() as new:
        for (statement,) in old.exec_driver_sql(
            "select sql from sqlite_master where sql is not null and name not like 'sqlite_%' "
            "order by type = 'trigger', type = 'index'"
        ):
            new.exec_driver_sql(statement)
        for (version,) in old.exec_driver_sql("select version_num from alembic_version"):
            new.exec_driver_sql(f"insert into alembic_version values ('{version}')")  # noqa: S608
    made.dispose()
    return f"sqlite:///{path}"


def _load(url: str, scale: str, *, apart: bool) -> float:
    arguments = ["demo", "load", "--scale", scale, "--today", data.TODAY.isoformat(), "--json"]
    if not apart:
        app = data.app_over(url)
        began = time.process_time()
        done = app.test_cli_runner().invoke(args=arguments)
        if done.exit_code:
            raise RuntimeError(done.output)
        with app.app_context():
            db.engine.dispose()
        return time.process_time() - began
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    subprocess.run(  # noqa: S603 - our own command
        [sys.executable, "-m", "flask", "--app", "wsgi", *arguments],
        cwd=data.ROOT,
        env=data.environment(url),
        check=True,
        stdout=subprocess.DEVNULL,
    )
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def _insert(source: str, target: str) -> float:
    """Insert the rows of one database into another; give the CPU seconds of inserting."""
    spent = 0.0
    engine = sa.create_engine(target)
    with sa.create_engine(source).connect() as old, engine.begin() as new:
        new.exec_driver_sql("PRAGMA synchronous=FULL")
        for table in Base.metadata.sorted_tables:
            rows = old.execute(sa.select(table)).mappings()
            while chunk := [dict(row) for row in rows.fetchmany(CHUNK)]:
                began = time.process_time()
                new.execute(sa.insert(table), chunk)
                spent += time.process_time() - began
        began = time.process_time()
    engine.dispose()
    Path(target.removeprefix("sqlite:///")).unlink()
    return spent + time.process_time() - began
