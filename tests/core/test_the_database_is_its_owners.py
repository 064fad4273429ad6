"""Nobody else on the machine reads an SQLite database, nor what SQLite keeps beside it."""

from __future__ import annotations

import os
import stat
from pathlib import Path

import pytest

from app import create_app
from app.core.db import db
from app.core.setup import make_file
from config import Config
from tests.support import databases


def mode_of(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


@pytest.fixture
def open_umask():
    before = os.umask(0o000)
    yield
    os.umask(before)


@pytest.mark.usefixtures("open_umask")
def test_all_files_of_the_database_are_its_owners(tmp_path: Path):
    file = tmp_path / "instance" / "app.sqlite3"
    app = create_app(Config.for_tests(database_url=f"sqlite:///{file}"))
    with app.app_context():
        with db.engine.begin() as connection:
            connection.exec_driver_sql("CREATE TABLE secret (name TEXT)")
            kept = {path.name: mode_of(path) for path in file.parent.iterdir()}
        assert mode_of(file.parent) == 0o700
        assert "app.sqlite3-wal" in kept
        assert set(kept.values()) == {0o600}
    databases.close_connections(app)


def test_a_file_that_others_could_read_is_closed_to_them(tmp_path: Path):
    file = tmp_path / "old.sqlite3"
    file.touch(mode=0o644)
    make_file(f"sqlite:///{file}")
    assert mode_of(file) == 0o600


def test_a_database_in_memory_makes_no_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.chdir(tmp_path)
    make_file("sqlite:///:memory:")
    assert list(tmp_path.iterdir()) == []
