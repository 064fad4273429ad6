"""Give each test a freshly migrated database: a copy of one template per engine and run."""

from __future__ import annotations

import contextlib
import os
import sqlite3
from collections.abc import Iterator
from pathlib import Path

import flask_migrate
import sqlalchemy as sa
from flask import Flask

from app import create_app
from app.core.db import db
from config import Config
from tests.support import postgres, runs

TEMPLATE = "template.sqlite3"
PATIENCE = 30.0


def worker_name() -> str:
    """Name this xdist worker, or `main` without xdist."""
    return os.environ.get("PYTEST_XDIST_WORKER", "main")


def migrate(url: str) -> None:
    """Bring an empty database to the newest schema."""
    app = create_app(Config.for_tests(database_url=url))
    with app.app_context():
        flask_migrate.upgrade(directory=str(runs.ROOT / "migrations"))
    close_connections(app)


def close_connections(app: Flask) -> None:
    """Close what an app keeps open to its database."""
    with app.app_context():
        db.engine.dispose()


# -- SQLite


def sqlite_template() -> Path:
    """Give the run's migrated SQLite file."""
    with runs.once(TEMPLATE) as fresh:
        if fresh:
            making = fresh.with_suffix(".making")
            migrate(f"sqlite:///{making}")
            with contextlib.closing(sqlite3.connect(making)) as connection:
                connection.execute("PRAGMA journal_mode=DELETE")
            making.rename(fresh)
    return runs.folder() / TEMPLATE


def fresh_sqlite(path: Path) -> None:
    """Make a SQLite file as after migration, also while processes keep it open."""
    with (
        contextlib.closing(sqlite3.connect(sqlite_template())) as template,
        contextlib.closing(sqlite3.connect(path, timeout=PATIENCE)) as target,
    ):
        target.execute("PRAGMA synchronous=OFF")
        template.backup(target)


# -- PostgreSQL


def postgres_url(database: str) -> sa.URL:
    """Give the address of one of the run's PostgreSQL databases."""
    run = runs.folder().name.rpartition("-")[2].lower()
    return sa.make_url(postgres.server_url()).set(database=f"footbridge_{run}_{database}")


def fresh_postgres(url: sa.URL) -> None:
    """Make a PostgreSQL database as after migration, throwing out whoever is still connected."""
    template = _postgres_template()
    with _postgres_server() as server:
        server.exec_driver_sql(f'DROP DATABASE IF EXISTS "{url.database}" WITH (FORCE)')
        server.exec_driver_sql(f'CREATE DATABASE "{url.database}" TEMPLATE "{template.database}"')


def drop_postgres(url: sa.URL) -> None:
    """Remove a PostgreSQL database."""
    with _postgres_server() as server:
        server.exec_driver_sql(f'DROP DATABASE IF EXISTS "{url.database}" WITH (FORCE)')


def drop_postgres_template() -> None:
    """Remove the run's template from a server that lives on after the run."""
    if (runs.folder() / "template.postgres").exists():
        drop_postgres(postgres_url("template"))


def _postgres_template() -> sa.URL:
    url = postgres_url("template")
    with runs.once("template.postgres") as fresh:
        if fresh:
            with _postgres_server() as server:
                server.exec_driver_sql(f'CREATE DATABASE "{url.database}"')
            migrate(text_of(url))
            fresh.touch()
    return url


def text_of(url: sa.URL) -> str:
    """Write an address with its password."""
    return url.render_as_string(hide_password=False)


@contextlib.contextmanager
def _postgres_server() -> Iterator[sa.Connection]:
    engine = sa.create_engine(postgres.server_url(), isolation_level="AUTOCOMMIT")
    try:
        with engine.connect() as connection:
            yield connection
    finally:
        engine.dispose()
