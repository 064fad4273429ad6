"""Make and keep the databases that the benchmarks read: demo districts of a fixed date."""

from __future__ import annotations

import contextlib
import os
import sqlite3
import subprocess
import sys
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path

from alembic.script import ScriptDirectory

from app import create_app
from config import Config

ROOT = Path(__file__).resolve().parents[1]
KEPT = ROOT / "instance" / "bench"
TODAY = date(2026, 11, 21)
ASKED_AT = "2026-11-21T12:00-08:00"
KEY = "0123456789abcdef0123456789abcdef-benchmarks"
EMAIL, PASSWORD = "administrator@example.org", "walk the footbridge"


@dataclass(frozen=True, slots=True)
class Sizes:
    """Be how much is measured: the real sizes, or tiny ones that only prove that all runs."""

    small: str = "small"
    large: str = "metro"
    rounds: int = 7
    requests: int = 40
    students: int = 50_000
    answers: int = 40
    processes: int = 4
    apart: bool = True
    tiny: bool = False


TINY = Sizes("small", "small", 1, 2, 30, 1, 2, apart=False, tiny=True)


def settings(url: str) -> Config:
    """Give the settings of an app over one of these databases, at the time of its demo."""
    back = (datetime.now(UTC).date() - TODAY).days
    return Config(
        env="development",
        database_url=url,
        secret_key=KEY,
        base_url="http://127.0.0.1",
        trusted_hosts=("localhost", "127.0.0.1"),
        mail_from="wbl@localhost.example",
        clock=f"{'-' if back >= 0 else '+'}{abs(back)}d",
    )


def environment(url: str) -> dict[str, str]:
    """Give the same settings to another process."""
    config = settings(url)
    return os.environ | {
        "APP_ENV": config.env,
        "DATABASE_URL": url,
        "SECRET_KEY": KEY,
        "CLOCK": config.clock,
        "MAIL_FROM": config.mail_from,
        "LOG_FORMAT": "text",
        "SMTP_URL": "",
    }


def flask(url: str, *arguments: str) -> None:
    """Run one of the app's commands over a database; its progress bar is shown."""
    subprocess.run(  # noqa: S603 - our own command
        [sys.executable, "-m", "flask", "--app", "wsgi", *arguments],
        cwd=ROOT,
        env=environment(url),
        check=True,
        stdout=subprocess.DEVNULL,
    )


def district(scale: str) -> str:
    """Give the address of a demo district on SQLite with this week's requests sent; made once.

    A new schema migrates it. Remove `instance/bench` to make all anew.
    """
    path = KEPT / f"{scale}.sqlite3"
    url = f"sqlite:///{path}"
    if not path.exists():
        making = KEPT / f"{scale}.making.sqlite3"
        for old in KEPT.glob(f"{scale}.making.*"):
            old.unlink()
        KEPT.mkdir(parents=True, exist_ok=True)
        print(f"Making the {scale} district, once ...", file=sys.stderr, flush=True)
        fill(f"sqlite:///{making}", scale)
        _close(making)
        making.rename(path)
    if not _at_head(path):
        flask(url, "db", "upgrade")
    return url


def _at_head(path: Path) -> bool:
    with contextlib.closing(sqlite3.connect(path)) as connection:
        found = connection.execute("select version_num from alembic_version").fetchall()
    return found == [(ScriptDirectory(str(ROOT / "migrations")).get_current_head(),)]


def fill(url: str, scale: str) -> None:
    """Load a demo district into an empty database and send this week's requests."""
    flask(url, "db", "upgrade")
    flask(url, "demo", "load", "--scale", scale, "--today", TODAY.isoformat(), "--json")
    flask(url, "worker", "--once", "--at", ASKED_AT)


def _close(path: Path) -> None:
    """Bring a database into its one file, which may then be moved or copied."""
    with contextlib.closing(sqlite3.connect(path)) as connection:
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        connection.execute("PRAGMA journal_mode=DELETE")


def copy_of(url: str, name: str) -> str:
    """Give a copy of a database, for a benchmark that writes."""
    target = KEPT / f"{name}.copy.sqlite3"
    for old in KEPT.glob(f"{name}.copy.*"):
        old.unlink()
    with (
        contextlib.closing(sqlite3.connect(url.removeprefix("sqlite:///"))) as source,
        contextlib.closing(sqlite3.connect(target)) as copy,
    ):
        copy.execute("PRAGMA synchronous=OFF")
        source.backup(copy)
    return f"sqlite:///{target}"


def app_over(url: str):  # noqa: ANN201 - a Flask app
    """Make an app over one of these databases."""
    return create_app(settings(url))
