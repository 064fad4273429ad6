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
from app.core.db import Base, db
from config import Config
from tests.support import postgres, runs

TEMPLATE = "template.sqlite3"
PATIENCE = 30.0
MOST_ROWS = 3_000


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
    """Make a PostgreSQL database as after migration, throwing out whoever is still connected.

    One that has the template's schema still and few rows is emptied, which is far cheaper than a
    copy of the template.
    """
    template = _postgres_template()
    if _emptied(url):
        return
    with _postgres_server() as server:
        server.exec_driver_sql(f'DROP DATABASE IF EXISTS "{url.database}" WITH (FORCE)')
        server.exec_driver_sql(f'CREATE DATABASE "{url.database}" TEMPLATE "{template.database}"')


SCHEMA = """
select md5(string_agg(line, ' ' order by line)) from (
  select concat_ws('.', 'class', oid, relname, relkind) as line from pg_class
    where relnamespace = 'public'::regnamespace
  union all select concat_ws('.', 'column', attrelid, attname, atttypid, attnotnull, attisdropped)
    from pg_attribute where attnum > 0
    and attrelid in (select oid from pg_class where relnamespace = 'public'::regnamespace)
  union all select concat_ws('.', 'constraint', oid, conname, convalidated) from pg_constraint
    where connamespace = 'public'::regnamespace
  union all select concat_ws('.', 'trigger', oid, tgname, tgenabled) from pg_trigger
  union all select concat_ws('.', 'function', oid, md5(prosrc)) from pg_proc
    where pronamespace = 'public'::regnamespace
  union all select concat_ws('.', 'setting', setconfig::text) from pg_db_role_setting
  union all select concat_ws('.', 'schema', nspname) from pg_namespace where nspname !~ '^pg_'
  union all select concat_ws('.', 'revision', version_num) from alembic_version
) as lines
"""
OTHERS_OUT = """
select pg_terminate_backend(pid, 10000) from pg_stat_activity
where datname = current_database() and pid <> pg_backend_pid()
"""
COUNTED_ON = """
select setval(quote_ident(sequencename)::regclass, 1, false)
from pg_sequences where last_value is not null
"""


def _emptied(url: sa.URL) -> bool:
    """Empty a database that differs from the template by few rows alone; tell whether it is so."""
    engine = sa.create_engine(url, isolation_level="AUTOCOMMIT", poolclass=sa.pool.NullPool)
    try:
        with engine.connect() as connection:
            connection.exec_driver_sql(OTHERS_OUT)
            known = (runs.folder() / "template.postgres").read_text()
            if connection.exec_driver_sql(SCHEMA).scalar() != known:
                return False
            counts = " union all ".join(
                f"select '{table}', (select count(*) from "  # noqa: S608 - our own tables
                f'(select from "{table}" limit {MOST_ROWS + 1}) as few)'
                for table in Base.metadata.tables
            )
            rows = {table: count for table, count in connection.exec_driver_sql(counts) if count}
            if sum(rows.values()) > MOST_ROWS:
                return False
            # without the triggers, of which some forbid just this
            connection.exec_driver_sql("set session_replication_role = replica")
            for table in rows:
                connection.exec_driver_sql(f'delete from "{table}"')  # noqa: S608 - our own tables
            connection.exec_driver_sql(COUNTED_ON)
    except (sa.exc.OperationalError, sa.exc.ProgrammingError):
        # there is no such database yet, or a test took its tables away
        return False
    return True


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
            engine = sa.create_engine(url, poolclass=sa.pool.NullPool)
            with engine.connect() as connection:
                fresh.write_text(str(connection.exec_driver_sql(SCHEMA).scalar()))
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
